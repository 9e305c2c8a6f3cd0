/** Bugs of the affine layer and of what it passes on: z = W a + b. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import type { Shape, Tensor } from "../../spec/tensor.ts";
import { type DoublePass, type Mutant, type Right, replaceOperand, replaceRule, times } from "./mutant.ts";
import { isFused, isLayered, isMatmul, layerOf, layersOf, lossOf } from "./places.ts";

const isSquare = ({ shape: [rows, columns] }: Tensor): boolean => rows === columns;

/** Another ∂W in the layers (or left operand of products) that `fits` chooses. */
const weights = (
  graph: Graph,
  wrong: (pass: DoublePass, node: Node, right: Right) => Tensor,
  fits: (node: Node) => boolean,
) =>
  replaceRule(
    graph,
    (node) => isMatmul(node) && fits(node),
    (own, node, right) => replaceOperand(own, 0, (pass) => wrong(pass, node, right)),
  );
/** Another cotangent of the layer's input. */
const inputs = (
  graph: Graph,
  wrong: (pass: DoublePass, node: Node, right: Right) => Tensor,
  fits: (node: Node) => boolean,
) =>
  replaceRule(
    graph,
    (node) => isMatmul(node) && fits(node),
    (own, node, right) => replaceOperand(own, 1, (pass) => wrong(pass, node, right)),
  );
const weightOf = (question: Question, node: Node): Tensor | undefined =>
  layersOf(question)[layerOf(node.out) - 1]?.W;
const squareLayer = (question: Question) => (node: Node) => {
  const W = weightOf(question, node);
  return W !== undefined && isSquare(W);
};
/** Shapes of the two operands of a product; those of inputs only are known without running it. */
const operandShapes = (graph: Graph, question: Question, node: Node): readonly (Shape | undefined)[] =>
  isLayered(question) ? [weightOf(question, node)?.shape] : node.in.map((name) => graph.inputs[name]?.shape);
const squareLeft = (graph: Graph, question: Question) => (node: Node) => {
  const [left] = operandShapes(graph, question, node);
  return left !== undefined && left[0] === left[1];
};

const depthOver = (question: Question, least: number): boolean => layersOf(question).length > least;
const defaultRate = 0.1;

export const affineMutants: readonly Mutant[] = [
  {
    name: "weight-gradient-transposed",
    story: "gives the transpose of ∂L/∂W, which only a square layer can hide",
    clause: "BACK-2",
    mend: "∂L/∂W is ∂L/∂z aᵀ, of the shape of W",
    group: "gross",
    // (ḡ aᵀ)ᵀ
    sabotage: (graph, question) =>
      weights(graph, ({ n, g, operands: [, a] }) => n.matmul(a, n.transpose(g)), squareLeft(graph, question)),
  },
  {
    name: "weights-not-transposed",
    story: "passes W ∂L/∂z on where Wᵀ ∂L/∂z is due, which only a square layer can hide",
    clause: "BACK-3",
    mend: "transpose W",
    group: "gross",
    // W ḡ
    sabotage: (graph, question) =>
      inputs(graph, ({ n, g, operands: [W] }) => n.matmul(W, g), squareLeft(graph, question)),
  },
  {
    name: "weights-reshaped-not-transposed",
    story: "reshapes W to the shape of its transpose instead of transposing it",
    clause: "BACK-3",
    mend: "transpose W: a reshape keeps the order of its entries",
    group: "gross",
    sabotage: (graph, question) =>
      inputs(
        graph,
        ({ n, g, operands: [W] }) => n.matmul(n.reshape(W, [W.shape[1], W.shape[0]]), g),
        (node) => {
          const [left] = operandShapes(graph, question, node);
          return left !== undefined && left[0] > 1 && left[1] > 1;
        },
      ),
  },
  {
    name: "update-before-propagating",
    story: "moves the weights before the error is passed back through them",
    clause: "UPDATE-2",
    mend: "compute the gradients of all layers first, then update",
    group: "gross",
    // (W − η ḡ aᵀ)ᵀ ḡ
    sabotage: (graph, question) => {
      const rate = question.kind === "training" ? question.learningRate : defaultRate;
      return depthOver(question, 1)
        ? inputs(
            graph,
            ({ n, g, operands: [W, a] }) =>
              n.matmul(n.transpose(n.subtract(W, times(n.matmul(g, n.transpose(a)), rate))), g),
            () => true,
          )
        : undefined;
    },
  },
  {
    name: "propagates-the-raw-error",
    story: "passes ∂L/∂a of the output back through the weights, where ∂L/∂z is due",
    clause: "BACK-3",
    mend: "propagate the error that holds σ′(z), the one that ∂L/∂W uses",
    group: "gross",
    // Wᵀ ∂L/∂a
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
    name: "pre-activation-as-layer-input",
    story: "multiplies ∂L/∂z by the pre-activation of the layer before, where its activation is due",
    clause: "BACK-2",
    mend: "∂L/∂W is ∂L/∂z aᵀ with the layer's input a",
    group: "gross",
    // ḡ z_{l−1}ᵀ
    sabotage: (graph, question) =>
      depthOver(question, 1)
        ? weights(
            graph,
            ({ n, g, operands: [, a] }, node, right) =>
              n.matmul(g, n.transpose(right.values.get(`z${layerOf(node.out) - 1}`) ?? a)),
            (node) => layerOf(node.out) > 1,
          )
        : undefined,
  },
  {
    name: "layer-input-off-by-one",
    story: "multiplies ∂L/∂z by the layer's own output, where its input is due",
    clause: "BACK-2",
    mend: "∂L/∂W of layer l takes the activation of layer l − 1",
    group: "gross",
    // ḡ a_lᵀ
    sabotage: (graph, question) =>
      weights(
        graph,
        ({ n, g, operands: [, a] }, node, right) =>
          n.matmul(g, n.transpose(right.values.get(`a${layerOf(node.out)}`) ?? a)),
        squareLayer(question),
      ),
  },
  {
    name: "network-input-in-every-layer",
    story: "multiplies ∂L/∂z of a later layer by the network's input x",
    clause: "BACK-2",
    mend: "∂L/∂W of layer l takes the activation of layer l − 1",
    group: "gross",
    // ḡ xᵀ
    sabotage: (graph, question) =>
      weights(
        graph,
        ({ n, g, operands: [, a] }, _, right) => n.matmul(g, n.transpose(right.values.get("x") ?? a)),
        (node) => layerOf(node.out) > 1 && weightOf(question, node)?.shape[1] === graph.inputs.x?.shape[0],
      ),
  },
  {
    name: "error-divided-by-fan-out",
    story: "divides the error that it passes back by the number of the layer's units",
    clause: "BACK-3",
    mend: "pass Wᵀ ∂L/∂z on as it is",
    group: "gross",
    // Wᵀ ḡ/n_out
    sabotage: (graph, question) =>
      depthOver(question, 1)
        ? inputs(
            graph,
            ({ n, g, operands: [W] }) => times(n.matmul(n.transpose(W), g), 1 / W.shape[0]),
            () => true,
          )
        : undefined,
  },
  {
    name: "input-gradient-added-twice",
    story: "passes the error back twice, once more after the weights have moved",
    clause: "UPDATE-2",
    mend: "pass Wᵀ ∂L/∂z on once, with the weights of the forward pass",
    group: "gross",
    // Wᵀ ḡ + (W − η ḡ aᵀ)ᵀ ḡ
    sabotage: (graph, question) => {
      const rate = question.kind === "training" ? question.learningRate : defaultRate;
      return depthOver(question, 1) && lossOf(question)
        ? inputs(
            graph,
            ({ n, g, operands: [W, a] }) => {
              const moved = n.subtract(W, times(n.matmul(g, n.transpose(a)), rate));
              return n.add(n.matmul(n.transpose(W), g), n.matmul(n.transpose(moved), g));
            },
            (node) => layerOf(node.out) > 1,
          )
        : undefined;
    },
  },
];
