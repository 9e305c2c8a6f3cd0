/**
 * How fast an engine behind the wire is: `node --import tsx engine/sdk/speed.ts "cmd:./engine" …`. Medians, in one line an engine: a small
 * question (a loss of three entries, which the stubs answer) from asking to its tensors, and 10⁶ doubles
 * there and back as base64.
 */
import { performance } from "node:perf_hooks";
import type { LossQuestion } from "../../spec/case.ts";
import { decodeTensor, encodeTensor } from "../../spec/protocol/numbers.ts";
import { tensor } from "../../spec/tensor.ts";
import { parseArgv } from "../connect/argv.ts";
import { connectCommand } from "../connect/command.ts";
import { openSession } from "../connect/session.ts";

const OPTIONS = { timeoutScale: 10, strict: false };
const SMALL = 3000;
const LARGE = 15;

const small: LossQuestion = {
  kind: "loss",
  loss: { name: "mse", reduction: "mean" },
  p: tensor([3], Float64Array.of(2.1, 3.5, 1.8)),
  target: tensor([3], Float64Array.of(2, 3, 2)),
  want: { values: ["L"], gradients: ["p"] },
};
const million = { shape: [1_000_000], data: Float64Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i)) };

/** Milliseconds of each of `times` runs, after as many again that do not count. */
async function timed(times: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i < 2 * times; i++) {
    const began = performance.now();
    await work();
    all.push(performance.now() - began);
  }
  return all.slice(times).toSorted((a, b) => a - b);
}
const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor(q * (sorted.length - 1))] ?? 0;

for (const command of process.argv.slice(2).map((spec) => spec.replace(/^cmd:/, ""))) {
  const engine = await connectCommand(command, OPTIONS);
  const seen = await engine.ask(small);
  const asked = await timed(SMALL, () => engine.ask(small));
  await engine.close();

  const session = await openSession(parseArgv(command), OPTIONS);
  const echoed = await timed(LARGE, async () => {
    const outcome = await session.wire.request({ op: "echo", x: encodeTensor(million, 0) }, 60_000);
    decodeTensor((outcome as { readonly json?: { readonly x?: unknown } }).json?.x, "x");
  });
  await session.wire.kill(500);

  const micros = (q: number) => `${(1000 * quantile(asked, q)).toFixed(0)} µs`;
  const millis = (q: number) => `${quantile(echoed, q).toFixed(0)} ms`;
  const small_ = `small ${seen.kind} ${micros(0.5)} (fastest tenth ${micros(0.1)})`;
  process.stdout.write(
    `${command.padEnd(24)} ${small_}   10⁶ doubles ${millis(0.5)} (fastest ${millis(0)})\n`,
  );
}
