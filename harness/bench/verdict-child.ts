/** One verdict, once, in a process of its own: prints its time. Arguments: sizes, samples, `judge` or `examine`. */
import { tried } from "./verdict.ts";

const [sizes, samples, way] = process.argv.slice(2);
if (way !== "judge" && way !== "examine") throw new Error(`judge or examine, not ${way}`);
const trial = await tried(sizes.split("-").map(Number), Number(samples));
const started = performance.now();
await trial[way]();
process.stdout.write(JSON.stringify({ ms: performance.now() - started, count: trial.count }));
