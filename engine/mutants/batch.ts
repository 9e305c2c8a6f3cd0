/** Bugs of the batch: divided by its size in the wrong layers, or not all of its samples used. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { type Mutant, map, replaceRule, type Sabotage } from "./mutant.ts";
import { isBiasAdded, isLayered, isMatmul, layerOf, layersOf, lossOf, samplesOf } from "./places.ts";
import { scaleOperand } from "./scale.ts";

/** Keeps some samples of the cotangent that the loss sends back: [outputs, samples]. */
function keepSamples(
  graph: Graph,
  question: Question,
  isKept: (sample: number, samples: number) => boolean,
): Sabotage | undefined {
  const samples = samplesOf(question);
  if (!isLayered(question) || samples < 2) return undefined;
  return replaceRule(
    graph,
    ({ out }) => out === `z${layersOf(question).length}`,
    (own) =>
      own.map(
        (vjp) => (pass) => vjp({ ...pass, g: map(pass.g, (x, k) => (isKept(k % samples, samples) ? x : 0)) }),
      ),
  );
}

export const batchMutants: readonly Mutant[] = [
  {
    name: "batch-mean-per-layer",
    story: "divides by the samples again at every layer that the error passes",
    formula: "∂L/∂a = Wᵀ ∂L/∂z / m, not Wᵀ ∂L/∂z",
    clause: "BACK-5",
    mend: "1/m belongs to the loss: Wᵀ ∂L/∂z is passed on as it is",
    group: "gross",
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
    name: "batch-mean-in-the-last-layer-only",
    story: "divides the last layer's gradients by the samples, but not the error that it passes back",
    formula: "∂L/∂W of the last layer = Σ / m, of all others Σ",
    clause: "BACK-5",
    mend: "divide the output's error by m before anything is made of it",
    group: "gross",
    sabotage: (graph, question) => {
      const last = layersOf(question).length;
      return samplesOf(question) > 1 && last > 1 && lossOf(question)?.reduction !== "sum"
        ? replaceRule(
            graph,
            ({ out }) => out === `z${last}/product`,
            scaleOperand(1, () => samplesOf(question)),
          )
        : undefined;
    },
  },
  {
    name: "weight-gradients-averaged-again",
    story: "divides the weights' gradients by the samples once more; the biases' are right",
    formula: "∂L/∂W = ∂L/∂z aᵀ / m, with 1/m in ∂L/∂z already",
    clause: "BACK-5",
    mend: "the output's error holds 1/m already: leave it out of ∂L/∂W",
    group: "gross",
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
    formula: "∂L/∂b = Σ ∂L/∂z / m, not Σ ∂L/∂z",
    clause: "BACK-2",
    mend: "sum ∂L/∂z over the samples: 1/m is in it already",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? replaceRule(
            graph,
            (node) => isBiasAdded(node, question),
            scaleOperand(1, () => 1 / samplesOf(question)),
          )
        : undefined,
  },
  {
    name: "last-sample-only",
    story: "keeps the gradient of the last sample: the loop over the batch overwrites instead of adding",
    formula: "∂L/∂W = ∂L/∂z_m a_mᵀ, not Σᵢ ∂L/∂zᵢ aᵢᵀ",
    clause: "BACK-5",
    mend: "add up the samples' gradients",
    group: "gross",
    sabotage: (graph, question) => keepSamples(graph, question, (i, samples) => i === samples - 1),
  },
  {
    name: "first-sample-only",
    story: "uses the first sample of the batch only",
    formula: "∂L/∂W = ∂L/∂z₁ a₁ᵀ, not Σᵢ ∂L/∂zᵢ aᵢᵀ",
    clause: "BACK-5",
    mend: "go through all samples of the batch",
    group: "gross",
    sabotage: (graph, question) => keepSamples(graph, question, (i) => i === 0),
  },
  {
    name: "last-sample-dropped",
    story: "leaves out the last sample of the batch: a loop ends one too early",
    formula: "Σ over i < m, not over i ≤ m",
    clause: "BACK-5",
    mend: "let the loop over the samples run to its end",
    group: "gross",
    sabotage: (graph, question) =>
      // of two, the first is left: `first-sample-only`
      samplesOf(question) > 2 ? keepSamples(graph, question, (i, samples) => i < samples - 1) : undefined,
  },
  {
    name: "second-half-of-the-batch-forgotten",
    story: "uses the first half of the batch only: the loop over its parts ends after the first",
    formula: "Σ over i ≤ m/2, not over i ≤ m",
    clause: "BACK-5",
    mend: "go through all parts of the batch",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 3 ? keepSamples(graph, question, (i, samples) => i < samples >> 1) : undefined,
  },
];
