/** Bugs of what a layer passes on: the gradient of its input is Wᵀ ∂L/∂z, with the weights of the forward pass. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import type { Family } from "./family.ts";
import { type DoublePass, type Mutant, type Right, replaceOperand, replaceRule, times } from "./mutant.ts";
import {
  depthOver,
  isFused,
  isMatmul,
  layerOf,
  layersOf,
  leftShape,
  lossOf,
  squareLeft,
  weightOf,
} from "./places.ts";

/** Another cotangent of the layer's input. */
const inputs = (
  graph: Graph,
  wrong: (pass: DoublePass, node: Node, right: Right) => Tensor,
  fits: (node: Node) => boolean = () => true,
) =>
  replaceRule(
    graph,
    (node) => isMatmul(node) && fits(node),
    (own, node, right) => replaceOperand(own, 1, (pass) => wrong(pass, node, right)),
  );

// W − η ∂L/∂W
const moved = ({ n, g, operands: [W, a] }: DoublePass, rate: number): Tensor =>
  n.subtract(W, times(n.matmul(g, n.transpose(a)), rate));

const usualRate = 0.1;
const rateOf = (question: Question): number =>
  question.kind === "training" ? question.learningRate : usualRate;

const passedThroughMoved =
  (rateFor: (question: Question) => number): Mutant["sabotage"] =>
  (graph, question) =>
    depthOver(question, 1)
      ? inputs(graph, (pass) => pass.n.matmul(pass.n.transpose(moved(pass, rateFor(question))), pass.g))
      : undefined;

export const updateBeforePropagating: Family = {
  name: "update-before-propagating-at-a-rate",
  story: (rate) =>
    `moves the weights, by ${rate} times their gradient, before the error is passed back through them`,
  formula: "∂L/∂a = (W − η ∂L/∂W)ᵀ ∂L/∂z, not Wᵀ ∂L/∂z",
  clause: "UPDATE-2",
  mend: "compute the gradients of all layers first, then update",
  symbol: "η",
  range: [1e-4, 10],
  scale: "log",
  usual: [0.001, 0.01, 0.05, 0.1, 0.5, 1],
  of: (rate) => passedThroughMoved(() => rate),
};

export const propagationMutants: readonly Mutant[] = [
  {
    name: "weights-not-transposed",
    story: "passes W ∂L/∂z on where Wᵀ ∂L/∂z is due, which only a square layer can hide",
    formula: "∂L/∂a = W ∂L/∂z, not Wᵀ ∂L/∂z",
    clause: "BACK-3",
    mend: "transpose W",
    group: "gross",
    sabotage: (graph, question) =>
      inputs(graph, ({ n, g, operands: [W] }) => n.matmul(W, g), squareLeft(graph, question)),
  },
  {
    name: "weights-reshaped-not-transposed",
    story: "reshapes W to the shape of its transpose instead of transposing it",
    formula: "∂L/∂a = reshape(W) ∂L/∂z, not Wᵀ ∂L/∂z",
    clause: "BACK-3",
    mend: "transpose W: a reshape keeps the order of its entries",
    group: "gross",
    sabotage: (graph, question) =>
      inputs(
        graph,
        ({ n, g, operands: [W] }) => n.matmul(n.reshape(W, [W.shape[1], W.shape[0]]), g),
        (node) => {
          const [rows, columns] = leftShape(graph, question, node) ?? [];
          return rows > 1 && columns > 1;
        },
      ),
  },
  {
    name: "weights-of-another-layer",
    story: "passes the error back through the weights of the layer before",
    formula: "∂L/∂a_{l−1} = W_{l−1}ᵀ ∂L/∂z_l, not W_lᵀ ∂L/∂z_l",
    clause: "BACK-3",
    mend: "pass ∂L/∂z of layer l through W of layer l",
    group: "gross",
    sabotage: (graph, question) => {
      const before = (node: Node) => weightOf(question, `W${layerOf(node.out) - 1}`);
      return inputs(
        graph,
        ({ n, g, operands: [W] }, node, right) =>
          n.matmul(n.transpose(right.values.get(`W${layerOf(node.out) - 1}`) ?? W), g),
        (node) => sameShape(before(node)?.shape ?? [], weightOf(question, node.out)?.shape ?? [0]),
      );
    },
  },
  {
    name: "error-split-in-proportion",
    story:
      "shares each unit's error out among its inputs in proportion to their weights, as some introductions do",
    formula: "∂L/∂aⱼ = Σᵢ Wᵢⱼ / Σₖ Wᵢₖ · ∂L/∂zᵢ, not Σᵢ Wᵢⱼ ∂L/∂zᵢ",
    clause: "BACK-3",
    mend: "multiply by the weights as they are: a gradient is not shared out",
    group: "gross",
    sabotage: (graph, question) =>
      depthOver(question, 1)
        ? inputs(graph, ({ n, g, operands: [W] }) => n.matmul(n.transpose(n.divide(W, n.sum(W, [1]))), g))
        : undefined,
  },
  {
    name: "update-before-propagating",
    story: "moves the weights before the error is passed back through them",
    formula: "∂L/∂a = (W − η ∂L/∂W)ᵀ ∂L/∂z, not Wᵀ ∂L/∂z",
    clause: "UPDATE-2",
    mend: "compute the gradients of all layers first, then update",
    group: "gross",
    sabotage: passedThroughMoved(rateOf),
  },
  {
    name: "input-gradient-added-twice",
    story: "passes the error back twice, once more after the weights have moved",
    formula: "∂L/∂a = Wᵀ ∂L/∂z + (W − η ∂L/∂W)ᵀ ∂L/∂z, not Wᵀ ∂L/∂z",
    clause: "UPDATE-2",
    mend: "pass Wᵀ ∂L/∂z on once, with the weights of the forward pass",
    group: "gross",
    sabotage: (graph, question) =>
      depthOver(question, 1) && lossOf(question)
        ? inputs(
            graph,
            (pass) => {
              const { n, g, operands } = pass;
              const both = n.add(operands[0], moved(pass, rateOf(question)));
              return n.matmul(n.transpose(both), g);
            },
            (node) => layerOf(node.out) > 1,
          )
        : undefined,
  },
  {
    name: "propagates-the-raw-error",
    story: "passes ∂L/∂a of the output back through the weights, where ∂L/∂z is due",
    formula: "∂L/∂a_{l−1} = Wᵀ ∂L/∂a_l, not Wᵀ ∂L/∂z_l, in the last layer",
    clause: "BACK-3",
    mend: "propagate the error that holds σ′(z), the one that ∂L/∂W uses",
    group: "gross",
    sabotage: (graph, question) => {
      const last = layersOf(question).length;
      return last > 1 && !isFused(question) && layersOf(question)[last - 1].activation !== "identity"
        ? inputs(
            graph,
            ({ n, operands: [W] }, _, right) => n.matmul(n.transpose(W), right.gradientOf(`a${last}`)),
            ({ out }) => out === `z${last}/product`,
          )
        : undefined;
    },
  },
  {
    name: "error-divided-by-fan-out",
    story: "divides the error that it passes back by the number of the layer's units",
    formula: "∂L/∂a = Wᵀ ∂L/∂z / n_out, not Wᵀ ∂L/∂z",
    clause: "BACK-3",
    mend: "pass Wᵀ ∂L/∂z on as it is",
    group: "gross",
    sabotage: (graph, question) =>
      depthOver(question, 1)
        ? inputs(graph, ({ n, g, operands: [W] }) => times(n.matmul(n.transpose(W), g), 1 / W.shape[0]))
        : undefined,
  },
];
