/** Bugs of the bias: what is summed, and over what. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import { sameShape } from "../../spec/tensor.ts";
import {
  changeAfter,
  type Mutant,
  type Right,
  replaceOperand,
  replaceRule,
  type Sabotage,
  times,
  type Vjp,
} from "./mutant.ts";
import { isBiasAdded, isLayered, layerOf, layersOf, samplesOf, weightOf } from "./places.ts";

type Wrong = (own: Vjp, node: Node, right: Right) => Vjp;
const biases = (graph: Graph, question: Question, wrong: Wrong, fits: (node: Node) => boolean = () => true) =>
  replaceRule(graph, (node) => isBiasAdded(node, question) && fits(node), wrong);

/** One column of ∂z as ∂b. */
const biasOfSample = (
  graph: Graph,
  question: Question,
  which: (samples: number) => number,
): Sabotage | undefined =>
  samplesOf(question) < 2
    ? undefined
    : biases(graph, question, (own) =>
        replaceOperand(own, 1, ({ g }) => {
          const [rows, samples] = g.shape;
          const data = Float64Array.from({ length: rows }, (_, i) => g.data[i * samples + which(samples)]);
          return { shape: [rows, 1], data };
        }),
      );

export const biasMutants: readonly Mutant[] = [
  {
    name: "bias-gradient-forgotten",
    story: "never computes the biases' gradients: they stay 0",
    formula: "∂L/∂b = 0, not Σ ∂L/∂z",
    clause: "BACK-2",
    mend: "∂L/∂b is ∂L/∂z, summed over the samples",
    group: "gross",
    sabotage: (_, question) =>
      isLayered(question)
        ? changeAfter(
            (name) => /^b\d+$/.test(name),
            (g) => times(g, 0),
          )
        : undefined,
  },
  {
    name: "bias-gradient-of-one-sample",
    story: "gives the last sample's ∂L/∂z as the biases' gradient",
    formula: "∂L/∂b = ∂L/∂z_m, not Σᵢ ∂L/∂zᵢ",
    clause: "BACK-2",
    mend: "sum ∂L/∂z over the samples",
    group: "gross",
    sabotage: (graph, question) => biasOfSample(graph, question, (samples) => samples - 1),
  },
  {
    name: "bias-gradient-of-the-first-sample",
    story: "gives the first sample's ∂L/∂z as the biases' gradient",
    formula: "∂L/∂b = ∂L/∂z₁, not Σᵢ ∂L/∂zᵢ",
    clause: "BACK-2",
    mend: "sum ∂L/∂z over the samples",
    group: "gross",
    sabotage: (graph, question) => biasOfSample(graph, question, () => 0),
  },
  {
    name: "bias-gradient-over-the-units",
    story:
      "sums ∂L/∂z over the units instead of over the samples, which only shows its shape where the two differ in number",
    formula: "∂L/∂b = Σ_units ∂L/∂z, not Σ_samples ∂L/∂z",
    clause: "BACK-2",
    mend: "sum over the samples: one number per unit is left",
    group: "gross",
    sabotage: (graph, question) =>
      biases(
        graph,
        question,
        (own) => replaceOperand(own, 1, ({ n, g }) => n.transpose(n.sum(g, [0]))),
        (node) => weightOf(question, node.out)?.shape[0] === graph.inputs.x.shape[1],
      ),
  },
  {
    name: "bias-gradient-of-the-next-layer",
    story: "gives a layer's bias the error of the next layer",
    formula: "∂L/∂b_l = Σ ∂L/∂z_{l+1}, not Σ ∂L/∂z_l",
    clause: "BACK-2",
    mend: "∂L/∂b of a layer is its own ∂L/∂z, summed over the samples",
    group: "gross",
    sabotage: (graph, question) => {
      const next = (node: Node) => layersOf(question)[layerOf(node.out)];
      return biases(
        graph,
        question,
        (own, node, right) =>
          replaceOperand(own, 1, ({ n }) => n.sum(right.gradientOf(`z${layerOf(node.out) + 1}`), [1])),
        (node) =>
          next(node) !== undefined &&
          sameShape(next(node).b.shape, layersOf(question)[layerOf(node.out) - 1].b.shape),
      );
    },
  },
  {
    name: "bias-gradient-of-a-threshold",
    story: "gives the biases' gradients the sign of a threshold's, which is taken off where a bias is added",
    formula: "∂L/∂b = −Σ ∂L/∂z, for z = W a − b, not Σ ∂L/∂z",
    clause: "BACK-2",
    mend: "z = W a + b: leave the minus out",
    group: "gross",
    sabotage: (graph, question) =>
      biases(graph, question, (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), -1))),
  },
];
