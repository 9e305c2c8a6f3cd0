/** Bugs of the step that a parameter takes: W ← W − η ∂L/∂W. */
import type { TrainingQuestion } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type Family, member } from "./family.ts";
import { gross, type Mutant, map, type Sabotage, type Update } from "./mutant.ts";
import { layerOf, layersOf, samplesOf } from "./places.ts";

export const inTraining =
  (sabotage: (run: TrainingQuestion, graph: Graph) => Sabotage | undefined): Mutant["sabotage"] =>
  (graph, question) =>
    question.kind === "training" ? sabotage(question, graph) : undefined;

// W − c ∂L/∂W
export const moved = ({ parameter, gradient }: Update, rate: number): Tensor =>
  map(parameter, (w, k) => w - rate * gradient.data[k]);
/** A step of c η in place of η. */
export const stepOf = (factor: (step: Update) => number): Mutant["sabotage"] =>
  inTraining(() => ({ update: (step) => moved(step, factor(step) * step.rate) }));
const isBias = (name: Name): boolean => name.startsWith("b");

export const learningRateUsed: Family = {
  name: "learning-rate-of-its-own",
  story: (rate) => `takes steps of ${rate} times the gradient, whatever learning rate was asked`,
  formula: "W ← W − η′ ∂L/∂W, not W − η ∂L/∂W",
  clause: "UPDATE-1",
  mend: "multiply the gradient by the η that is asked",
  symbol: "η′",
  range: [1e-6, 10],
  scale: "log",
  usual: [0.001, 0.01, 0.05, 0.1, 0.5, 1],
  of: (rate) => inTraining(() => ({ update: (step) => moved(step, rate) })),
};

export const updateMutants: readonly Mutant[] = [
  gross(
    "update-adds-the-gradient",
    [
      "goes up the gradient: adds η ∂L/∂W where it is to be subtracted",
      "W ← W + η ∂L/∂W, not W − η ∂L/∂W",
      "UPDATE-1",
      "W ← W − η ∂L/∂W",
    ],
    stepOf(() => -1),
  ),
  gross(
    "bias-moves-up-the-gradient",
    [
      "adds η ∂L/∂b to the biases where it is to be subtracted; the weights move as they should",
      "b ← b + η ∂L/∂b, not b − η ∂L/∂b",
      "UPDATE-1",
      "b ← b − η ∂L/∂b",
    ],
    stepOf(({ name }) => (isBias(name) ? -1 : 1)),
  ),
  gross(
    "bias-at-twice-the-rate",
    [
      "moves the biases by twice the learning rate, as some libraries do unless told otherwise",
      "b ← b − 2η ∂L/∂b, not b − η ∂L/∂b",
      "UPDATE-1",
      "use one learning rate for all parameters",
    ],
    stepOf(({ name }) => (isBias(name) ? 2 : 1)),
  ),
  gross(
    "bias-not-updated",
    ["never moves the biases", "b ← b, not b − η ∂L/∂b", "UPDATE-1", "update biases as weights are"],
    stepOf(({ name }) => (isBias(name) ? 0 : 1)),
  ),
  gross(
    "only-the-last-layer-updated",
    [
      "moves the last layer only; the gradients of the others are right, and unused",
      "W_l ← W_l for all layers but the last",
      "UPDATE-1",
      "update all layers",
    ],
    inTraining((question) => ({
      update: (step) => moved(step, layerOf(step.name) === layersOf(question).length ? step.rate : 0),
    })),
  ),
  gross(
    "only-the-first-layer-updated",
    [
      "moves the first layer only: the loop over the layers returns too early",
      "W_l ← W_l for all layers but the first",
      "UPDATE-1",
      "update all layers",
    ],
    stepOf(({ name }) => (layerOf(name) === 1 ? 1 : 0)),
  ),
  member(learningRateUsed, 1, "learning-rate-ignored", "gross", {
    story: "takes steps of the whole gradient: the learning rate is not used",
    formula: "W ← W − ∂L/∂W, not W − η ∂L/∂W",
  }),
  gross(
    "learning-rate-twice",
    [
      "multiplies by the learning rate twice: in the gradient, and again in the step",
      "W ← W − η² ∂L/∂W, not W − η ∂L/∂W",
      "UPDATE-1",
      "multiply by η in one place only",
    ],
    stepOf(({ rate }) => rate),
  ),
  gross(
    "step-divided-by-samples",
    [
      "divides the step by the samples, though the gradient is their mean already",
      "W ← W − η/m ∂L/∂W, not W − η ∂L/∂W",
      "UPDATE-1",
      "divide by m in the loss only",
    ],
    inTraining((question) =>
      samplesOf(question) > 1
        ? { update: (step) => moved(step, step.rate / samplesOf(question)) }
        : undefined,
    ),
  ),
  {
    name: "parameters-kept-in-float32",
    story: "rounds the parameters to float32 after every step",
    formula: "W ← fl₂₄(W − η ∂L/∂W), not W − η ∂L/∂W",
    clause: "UPDATE-1",
    mend: "keep parameters in float64, or say float32",
    group: "fine",
    sabotage: inTraining(() => ({ update: (step) => map(moved(step, step.rate), Math.fround) })),
  },
];
