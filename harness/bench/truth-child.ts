/** Truth and tolerance of every parameter, once, in a process of its own: prints its time and the peak of its memory. */
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { truthProfiles } from "../truth/known.ts";
import { classifier } from "./classifier.ts";

const [sizes, samples] = process.argv.slice(2);
const { graph, parameters, count } = classifier(sizes.split("-").map(Number), Number(samples));
const started = performance.now();
const { gradients } = sweep(graph, bounded(truthProfiles(profiles.float64)), { wanted: parameters });
const ms = performance.now() - started;
if (!parameters.every((name) => gradients.has(name))) throw new Error("a gradient is missing");
// maxRSS is in KiB on every system
process.stdout.write(JSON.stringify({ ms, mebibytes: process.resourceUsage().maxRSS / 1024, count }));
