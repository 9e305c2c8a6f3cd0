/** Many questions through `cmd:`, in a process of its own: prints the most memory that it took. Arguments: questions, `ask` or `run`, command. */
import { connectCommand } from "../../engine/connect/command.ts";
import type { Case } from "../../spec/case.ts";
import { tensor } from "../../spec/tensor.ts";
import { caseOf } from "../made.ts";
import { run } from "../run.ts";

const [count, way, command] = process.argv.slice(2);
if (way !== "ask" && way !== "run") throw new Error(`ask or run, not ${way}`);

/** No two are alike; a hundred make a group. */
const small = (k: number): Case => {
  const p = Float64Array.of(2.1, 3.5, 1.8 + k / 1000);
  return caseOf(
    {
      kind: "loss",
      loss: { name: "mse", reduction: "mean" },
      p: tensor([3], p),
      target: tensor([3], Float64Array.of(2, 3, 2)),
      want: { values: ["L"], gradients: ["p"] },
    },
    `bench-${Math.floor(k / 100)}/${k}`,
  );
};

const cases = Array.from({ length: Number(count) }, (_, k) => small(k));
const engine = await connectCommand(command, { timeoutScale: 10, strict: false });
const began = performance.now();
let right = 0;
if (way === "ask") {
  for (const { question } of cases) if ((await engine.ask(question)).kind === "answered") right++;
} else {
  const plan = { engine, description: await engine.describe(), spec: "bench", cases };
  for await (const { verdict } of run(plan)) if (verdict === "conforms") right++;
}
const ms = performance.now() - began;
await engine.close();
if (right !== cases.length) throw new Error(`${right} of ${cases.length} are right`);
process.stdout.write(JSON.stringify({ ms, mebibytes: process.resourceUsage().maxRSS / 1024 }));
