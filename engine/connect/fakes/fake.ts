/** For tests: one of the misbehaving engines of fake.mjs, connected, and closed after the test. */
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { Engine, Observation } from "../../../spec/answer.ts";
import type { LossName, LossQuestion } from "../../../spec/case.ts";
import { fromNested } from "../../../spec/tensor.ts";
import { connectProcess, type ProcessEngine } from "../command.ts";
import type { ConnectOptions } from "../session.ts";

export const FAKE = fileURLToPath(new URL("./fake.mjs", import.meta.url));
const open: Engine[] = [];
/** To be called once in each file of tests. */
export function closeAfterEach(): void {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((engine) => engine.close()));
  });
}

export async function fake(
  behaviour: string,
  options: Partial<ConnectOptions> = {},
  more: string[] = [],
): Promise<ProcessEngine> {
  const argv = [process.execPath, FAKE, behaviour, ...more];
  const engine = await connectProcess(argv, {
    timeoutScale: 1,
    strict: false,
    graceMs: 100,
    label: behaviour,
    ...options,
  });
  open.push(engine);
  return engine;
}
export const asking = (name: LossName = "mse"): LossQuestion => ({
  kind: "loss",
  loss: { name, reduction: "mean" },
  p: fromNested([2.1, 3.5, 1.8]),
  target: fromNested([2, 3, 2]),
  want: { values: ["L"], gradients: ["p"] },
});
export const right = {
  kind: "answered",
  values: { L: { data: Float64Array.of(0.03125) } },
  gradients: { p: { shape: [3] } },
};
export const asides = (seen: Observation) => seen.asides?.map(({ kind, text }) => `${kind}: ${text}`) ?? [];
