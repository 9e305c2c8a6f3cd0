/** Which squared error an engine means whose interface cannot name it: asked before the first case, on sizes of which none is another's multiple. */
import { mutants } from "../engine/mutants/index.ts";
import { filled, numbers } from "../engine/mutants/probes/numbers.ts";
import { runMutant } from "../engine/mutants/run.ts";
import type { ActivationName, Loss, NetworkQuestion } from "../spec/case.ts";
import { sameShape, type Tensor } from "../spec/tensor.ts";
import { isOffered } from "./behaviour/choose.ts";
import { squaredErrors } from "./dialects.ts";
import type { Subject } from "./subject.ts";

type Gradients = Readonly<Record<string, Tensor>>;

/** The smooth ones first: no unit of theirs is silent. */
const activations: readonly ActivationName[] = [
  ...(["sigmoid", "tanh", "softplus", "identity", "gelu", "elu", "leaky_relu", "relu"] as const),
];
const [inputs, hidden, samples] = [7, 11, 5];

/** 7-11-n over 5 samples: of n = 3 outputs every squared error is a number of its own; for engines of one output a mean is a batchmean. */
function questionOf(activation: ActivationName, outputs: number): NetworkQuestion {
  const next = numbers(13);
  const layer = (rows: number, columns: number) => ({
    W: filled([rows, columns], () => 0.6 * next()),
    b: filled([rows], () => 0.6 * next()),
    activation,
  });
  return {
    kind: "network",
    layers: [layer(hidden, inputs), layer(outputs, hidden)],
    loss: { name: "half_squared_error", reduction: "batchmean" },
    x: filled([inputs, samples], next),
    target: filled([outputs, samples], next),
    want: { values: [], gradients: ["W1", "b1", "W2", "b2"] },
  };
}

/** The same to 1 %, loosely: numbers are read here, not judged. */
function isLike(x: Tensor | undefined, y: Tensor | undefined): boolean {
  if (!x || !y || !sameShape(x.shape, y.shape)) return false;
  const size = y.data.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  return size > 0 && x.data.every((g, k) => Math.abs(g - y.data[k]) <= 0.01 * size);
}

const namesOf = ({ want }: NetworkQuestion): readonly string[] => want.gradients;
const right = { sabotage: () => ({}) };
const meaning = (question: NetworkQuestion, loss: Loss): NetworkQuestion => ({ ...question, loss });

/** Tensors that are those of an engine with this bug, or with none. */
function alike(
  mutant: Parameters<typeof runMutant>[0],
  question: NetworkQuestion,
  loss: Loss,
  seen: Gradients,
): number {
  const own = runMutant(mutant, meaning(question, loss))?.gradients;
  return own ? namesOf(question).filter((name) => isLike(seen[name], own[name])).length : 0;
}

/** The squared error by which most tensors are right; of wrong ones the one with which a single known bug gives all of them. */
function meantBy(question: NetworkQuestion, seen: Gradients): Loss | undefined {
  const votes = squaredErrors.map((loss) => ({ loss, count: alike(right, question, loss, seen) }));
  const [best] = votes.toSorted((a, b) => b.count - a.count);
  if (best.count > 0) return best.loss;
  const all = namesOf(question).length;
  return squaredErrors.find((loss) => mutants.some((mutant) => alike(mutant, question, loss, seen) === all));
}

/**
 * The squared error that the engine means: a list of one, of two where one output leaves them alike, or of none where no one explains what it
 * answers, with or without a known bug. Undefined where it does not answer.
 */
export async function askSquaredError({
  engine,
  description,
}: Subject): Promise<readonly Loss[] | undefined> {
  for (const outputs of [3, 1]) {
    for (const activation of activations) {
      const question = questionOf(activation, outputs);
      if (!isOffered(question, description)) continue;
      const answer = await engine.ask(question);
      if (answer.kind !== "answered" || !namesOf(question).some((name) => answer.gradients[name])) continue;
      const meant = meantBy(question, answer.gradients);
      if (!meant) return [];
      return outputs > 1 ? [meant] : squaredErrors.filter((loss) => isSameOfOneOutput(loss, meant));
    }
  }
  return undefined;
}

/** Of one output a mean over entries is a mean over samples. */
function isSameOfOneOutput(a: Loss, b: Loss): boolean {
  return a.name === b.name && (a.reduction === "sum") === (b.reduction === "sum");
}
