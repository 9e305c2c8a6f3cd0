/** Bugs of reduction: a loss divided by the wrong number. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { axesOf } from "../../spec/ops/op.ts";
import { type Mutant, replaceRule, type Sabotage, times } from "./mutant.ts";
import { divisorOf, lossOf, outputsOf, samplesOf } from "./places.ts";
import { scaleLoss } from "./scale.ts";

const isOverClasses = (question: Question): boolean => /cross_entropy/.test(lossOf(question)?.name ?? "");
const reductionOf = (question: Question) => lossOf(question)?.reduction;

/** Divides by another number than the samples where batchmean is asked. */
const batchMeanOver = (graph: Graph, question: Question, divisor: number): Sabotage | undefined =>
  reductionOf(question) === "batchmean" && divisor > 0
    ? scaleLoss(graph, question, samplesOf(question) / divisor)
    : undefined;
const overOutputsToo = (graph: Graph, question: Question): Sabotage | undefined =>
  batchMeanOver(graph, question, samplesOf(question) * outputsOf(question));

export const reductionMutants: readonly Mutant[] = [
  {
    name: "mean-forgotten",
    story: "forgets the 1/n of a mean: it gives the gradient of the sum",
    formula: "∂L/∂x = ∂L/∂y, not ∂L/∂y / n",
    clause: "LOSS-6",
    mend: "divide by the number of entries that the mean is over",
    group: "gross",
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
    formula: "∂L/∂p / m, not ∂L/∂p / (k·m)",
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
    name: "mean-over-one-less",
    story: "divides by n − 1, as a sample variance does, where the mean of n is asked",
    formula: "Σ / (n − 1), not Σ / n",
    clause: "LOSS-6",
    mend: "divide by n: n − 1 belongs to the variance of a sample",
    group: "gross",
    sabotage: (graph, question) => {
      const n = divisorOf(question);
      return n > 1 ? scaleLoss(graph, question, n / (n - 1)) : undefined;
    },
  },
  {
    name: "batch-mean-forgotten",
    story: "adds up the samples of the batch without dividing by their number m",
    formula: "∂L/∂z = p − t, not (p − t) / m",
    clause: "BACK-5",
    mend: "divide the error of the output by m, once",
    group: "gross",
    sabotage: (graph, question) =>
      reductionOf(question) === "sum" ? undefined : scaleLoss(graph, question, samplesOf(question)),
  },
  {
    name: "batch-mean-twice",
    story: "divides by the samples of the batch twice: in the loss, and again in the gradients",
    formula: "∂L/∂z = (p − t) / m², not (p − t) / m",
    clause: "BACK-5",
    mend: "divide by m in one place only",
    group: "gross",
    sabotage: (graph, question) =>
      reductionOf(question) === "sum" ? undefined : scaleLoss(graph, question, 1 / samplesOf(question)),
  },
  {
    name: "batch-mean-uncalled-for",
    story: "divides by the samples of the batch where the sum is asked",
    formula: "∂L/∂z = (p − t) / m, not p − t",
    clause: "LOSS-6",
    mend: "divide by nothing: the reduction is a sum",
    group: "gross",
    sabotage: (graph, question) =>
      reductionOf(question) === "sum" ? scaleLoss(graph, question, 1 / samplesOf(question)) : undefined,
  },
  {
    name: "mean-over-outputs-too",
    story: "divides by the outputs as well as by the samples",
    formula: "∂L/∂p / (k·m), not ∂L/∂p / m",
    clause: "LOSS-6",
    mend: "batchmean divides by the samples only",
    group: "gross",
    sabotage: (graph, question) => (isOverClasses(question) ? undefined : overOutputsToo(graph, question)),
  },
  {
    name: "mean-over-classes-too",
    story: "divides by the classes as well as by the samples",
    formula: "∂L/∂z = (p − t) / (k·m), not (p − t) / m",
    clause: "LOSS-6",
    mend: "a sample's cross-entropy is the sum over its classes: divide by the samples only",
    group: "gross",
    sabotage: (graph, question) => (isOverClasses(question) ? overOutputsToo(graph, question) : undefined),
  },
  {
    name: "outputs-counted-as-samples",
    story: "takes the number of outputs for the number of samples: samples are columns here, not rows",
    formula: "∂L/∂z = (p − t) / k, not (p − t) / m",
    clause: "BACK-5",
    mend: "count columns: m is the last size of p, not the first",
    group: "gross",
    sabotage: (graph, question) =>
      outputsOf(question) > 1 ? batchMeanOver(graph, question, outputsOf(question)) : undefined,
  },
  {
    name: "features-counted-as-samples",
    story: "takes the number of inputs for the number of samples: samples are columns here, not rows",
    formula: "∂L/∂z = (p − t) / n_in, not (p − t) / m",
    clause: "BACK-5",
    mend: "count columns: m is the last size of x, not the first",
    group: "gross",
    sabotage: (graph, question) =>
      "x" in question ? batchMeanOver(graph, question, question.x.shape[0]) : undefined,
  },
];
