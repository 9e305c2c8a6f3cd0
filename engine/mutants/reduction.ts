/** Bugs of reduction: divided by the wrong number, or of too few samples. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { axesOf } from "../../spec/ops/op.ts";
import { type Mutant, map, replaceRule, type Sabotage, times } from "./mutant.ts";
import {
  isBiasAdded,
  isLayered,
  isMatmul,
  layerOf,
  layersOf,
  lossOf,
  outputsOf,
  samplesOf,
} from "./places.ts";
import { scaleLoss, scaleOperand } from "./scale.ts";

const isOverClasses = (question: Question): boolean => /cross_entropy/.test(lossOf(question)?.name ?? "");
const reductionOf = (question: Question) => lossOf(question)?.reduction;

/** Divides by the outputs too where only the samples are meant. */
const overOutputsToo = (graph: Graph, question: Question): Sabotage | undefined =>
  reductionOf(question) === "batchmean" ? scaleLoss(graph, question, 1 / outputsOf(question)) : undefined;

/** Keeps one sample of the cotangent that the loss sends back: [outputs, samples]. */
function onlySample(
  graph: Graph,
  question: Question,
  which: (samples: number) => number,
): Sabotage | undefined {
  const samples = samplesOf(question);
  if (!isLayered(question) || samples < 2) return undefined;
  const kept = which(samples);
  return replaceRule(
    graph,
    ({ out }) => out === `z${layersOf(question).length}`,
    (own) =>
      own.map((vjp) => (pass) => vjp({ ...pass, g: map(pass.g, (x, k) => (k % samples === kept ? x : 0)) })),
  );
}

export const reductionMutants: readonly Mutant[] = [
  {
    name: "mean-forgotten",
    story: "forgets the 1/n of a mean: it gives the gradient of the sum",
    clause: "LOSS-6",
    mend: "divide by the number of entries that the mean is over",
    group: "gross",
    // ḡ where ḡ/n is due
    sabotage: (graph) =>
      replaceRule(
        graph,
        ({ op }) => op === "mean",
        ([own]) => [
          (pass) => times(own(pass), pass.operands[0].data.length / Math.max(1, pass.result.data.length)),
        ],
      ),
  },
  {
    name: "mean-over-one-axis-only",
    story: "divides a mean by the size of the last axis instead of by the number of its entries",
    clause: "LOSS-6",
    mend: "divide by all entries that the mean is over, not by one axis of them",
    group: "gross",
    sabotage: (graph) =>
      replaceRule(
        graph,
        ({ op }) => op === "mean",
        ([own]) => [
          (pass) => {
            const { shape } = pass.operands[0];
            const sizes = axesOf(pass.attributes, shape.length).map((axis) => shape[axis]);
            const count = sizes.reduce((a, b) => a * b, 1);
            return times(own(pass), count / (sizes.at(-1) ?? 1));
          },
        ],
      ),
  },
  {
    name: "batch-mean-forgotten",
    story: "adds up the samples of the batch without dividing by their number m",
    clause: "BACK-5",
    mend: "divide the error of the output by m, once",
    group: "gross",
    sabotage: (graph, question) => {
      const reduction = reductionOf(question);
      // with one output the mean over all entries is that over the samples: `mean-forgotten`
      if (reduction === "sum" || (reduction === "mean" && outputsOf(question) === 1)) return undefined;
      return scaleLoss(graph, question, samplesOf(question));
    },
  },
  {
    name: "batch-mean-twice",
    story: "divides by the samples of the batch twice: in the loss, and again in the gradients",
    clause: "BACK-5",
    mend: "divide by m in one place only",
    group: "gross",
    sabotage: (graph, question) =>
      reductionOf(question) === "sum" ? undefined : scaleLoss(graph, question, 1 / samplesOf(question)),
  },
  {
    name: "batch-mean-uncalled-for",
    story: "divides by the samples of the batch where the sum is asked",
    clause: "LOSS-6",
    mend: "divide by nothing: the reduction is a sum",
    group: "gross",
    sabotage: (graph, question) =>
      reductionOf(question) === "sum" ? scaleLoss(graph, question, 1 / samplesOf(question)) : undefined,
  },
  {
    name: "mean-over-outputs-too",
    story: "divides by the outputs as well as by the samples",
    clause: "LOSS-6",
    mend: "batchmean divides by the samples only",
    group: "gross",
    sabotage: (graph, question) => (isOverClasses(question) ? undefined : overOutputsToo(graph, question)),
  },
  {
    name: "mean-over-classes-too",
    story: "divides by the classes as well as by the samples",
    clause: "LOSS-6",
    mend: "a sample's cross-entropy is the sum over its classes: divide by the samples only",
    group: "gross",
    sabotage: (graph, question) => (isOverClasses(question) ? overOutputsToo(graph, question) : undefined),
  },
  {
    name: "batch-mean-per-layer",
    story: "divides by the samples again at every layer that the error passes",
    clause: "BACK-5",
    mend: "1/m belongs to the loss: Wᵀ ∂L/∂z is passed on as it is",
    group: "gross",
    // (Wᵀ ∂z)/m
    sabotage: (graph, question) =>
      samplesOf(question) > 1 && layersOf(question).length > 1
        ? replaceRule(
            graph,
            (node) => isMatmul(node) && layerOf(node.out) > 1,
            scaleOperand(1, () => 1 / samplesOf(question)),
          )
        : undefined,
  },
  {
    name: "last-sample-only",
    story: "keeps the gradient of the last sample: the loop over the batch overwrites instead of adding",
    clause: "BACK-5",
    mend: "add up the samples' gradients",
    group: "gross",
    sabotage: (graph, question) => onlySample(graph, question, (samples) => samples - 1),
  },
  {
    name: "first-sample-only",
    story: "uses the first sample of the batch only",
    clause: "BACK-5",
    mend: "go through all samples of the batch",
    group: "gross",
    sabotage: (graph, question) => onlySample(graph, question, () => 0),
  },
  {
    name: "weight-gradients-averaged-again",
    story: "divides the weights' gradients by the samples once more; the biases' are right",
    clause: "BACK-5",
    mend: "the output's error holds 1/m already: leave it out of ∂L/∂W",
    group: "gross",
    // ∂W/m
    sabotage: (graph, question) =>
      isLayered(question) && samplesOf(question) > 1
        ? replaceRule(
            graph,
            isMatmul,
            scaleOperand(0, () => 1 / samplesOf(question)),
          )
        : undefined,
  },
  {
    name: "bias-gradient-averaged",
    story: "takes the mean over the samples for the biases' gradients, where their sum is due",
    clause: "BACK-2",
    mend: "sum ∂L/∂z over the samples: 1/m is in it already",
    group: "gross",
    // ∂b/m
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? replaceRule(
            graph,
            (node) => isBiasAdded(node, question),
            scaleOperand(1, () => 1 / samplesOf(question)),
          )
        : undefined,
  },
];
