/** For tests of the Python tier: files of students, questions, and whether an answer agrees with the reference engine. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach } from "vitest";
import type { Engine, Observation } from "../../../spec/answer.ts";
import type { Loss, LossQuestion, NetworkQuestion, TrainingQuestion, Wanted } from "../../../spec/case.ts";
import { fromNested, type Tensor } from "../../../spec/tensor.ts";
import { referenceEngine } from "../../reference/engine.ts";
import { connectPython } from "../python.ts";

export const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
export const RIGHT = `${example("chapter_right.py")}:NeuralNetwork`;
export const folder = mkdtempSync(join(tmpdir(), "backproof-"));
const open: Engine[] = [];
/** To be called once in each file of tests. */
export function cleanUp(): void {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((engine) => engine.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
export const connected = async (spec: string, options: object = {}) => {
  const engine = await connectPython(spec, { timeoutScale: 2, strict: true, graceMs: 100, ...options });
  open.push(engine);
  return engine;
};
export const student = (name: string, source: string): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), source);
  return join(folder, name);
};

export const half: Loss = { name: "half_squared_error", reduction: "batchmean" };
export const mean: Loss = { name: "mse", reduction: "mean" };
export const network = (
  activation: "sigmoid" | "relu" | "tanh" | "identity" | "gelu" = "sigmoid",
  loss = half,
): NetworkQuestion => ({
  kind: "network",
  layers: [
    {
      W: fromNested([
        [0.5, -0.25],
        [1.5, 0.75],
        [-0.3, 0.9],
      ]),
      b: fromNested([0.1, -0.2, 0.3]),
      activation,
    },
    {
      W: fromNested([
        [0.7, -1.1, 0.4],
        [0.2, 0.3, -0.6],
      ]),
      b: fromNested([0.05, -0.15]),
      activation,
    },
  ],
  loss,
  x: fromNested([
    [0.5, -1, 2, 0.25],
    [0.8, 0.3, -0.7, 1.5],
  ]),
  target: fromNested([
    [1, 0, 0.5, 0.25],
    [0, 1, 0.75, 0.5],
  ]),
  want: { values: ["z1", "a1", "z2", "a2"], gradients: ["W1", "b1", "W2", "b2"] },
});
export const training = (want: Wanted, report: Loss | undefined, loss = half): TrainingQuestion => ({
  ...network("sigmoid", loss),
  kind: "training",
  ...(report && { report }),
  learningRate: 0.5,
  steps: 3,
  want,
});

function close(
  a: Readonly<Record<string, Tensor>>,
  b: Readonly<Record<string, Tensor>>,
  names: readonly string[],
): boolean {
  return names.every((name) => {
    const [x, y] = [a[name], b[name]];
    if (!x || !y || x.shape.join() !== y.shape.join()) return false;
    return x.data.every((v, i) => Math.abs(v - y.data[i]!) <= 1e-12 * (1 + Math.abs(v)));
  });
}
/** Whether an observation says the same as the reference engine about everything that is wanted. */
export async function agrees(
  seen: Observation,
  question: NetworkQuestion | TrainingQuestion | LossQuestion,
): Promise<boolean> {
  const truth = await referenceEngine().ask(question);
  if (truth.kind !== "answered") throw new Error(JSON.stringify(truth));
  if (seen.kind !== "answered") throw new Error(JSON.stringify(seen));
  const { values, gradients } = question.want;
  return close(seen.values, truth.values, values) && close(seen.gradients, truth.gradients, gradients);
}

export const sourceOf = (name: string): string => readFileSync(example(name), "utf8");
