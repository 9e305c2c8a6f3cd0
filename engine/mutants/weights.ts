/** Bugs of the weights' gradient: ∂L/∂W = ∂L/∂z aᵀ, with a the layer's input. */
import type { Graph, Node } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type DoublePass, type Mutant, type Right, replaceOperand, replaceRule } from "./mutant.ts";
import { depthOver, isLayered, isMatmul, layerOf, squareLeft, weightOf } from "./places.ts";

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
export const weightsMutants: readonly Mutant[] = [
  {
    name: "weight-gradient-transposed",
    story: "gives the transpose of ∂L/∂W, which only a square layer can hide",
    formula: "∂L/∂W = a (∂L/∂z)ᵀ, not ∂L/∂z aᵀ",
    clause: "BACK-2",
    mend: "∂L/∂W is ∂L/∂z aᵀ, of the shape of W",
    group: "gross",
    sabotage: (graph, question) =>
      weights(graph, ({ n, g, operands: [, a] }) => n.matmul(a, n.transpose(g)), squareLeft(graph, question)),
  },
  {
    name: "pre-activation-as-layer-input",
    story: "multiplies ∂L/∂z by the pre-activation of the layer before, where its activation is due",
    formula: "∂L/∂W_l = ∂L/∂z_l z_{l−1}ᵀ, not ∂L/∂z_l a_{l−1}ᵀ",
    clause: "BACK-2",
    mend: "∂L/∂W is ∂L/∂z aᵀ with the layer's input a",
    group: "gross",
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
    formula: "∂L/∂W_l = ∂L/∂z_l a_lᵀ, not ∂L/∂z_l a_{l−1}ᵀ",
    clause: "BACK-2",
    mend: "∂L/∂W of layer l takes the activation of layer l − 1",
    group: "gross",
    sabotage: (graph, question) =>
      isLayered(question)
        ? weights(
            graph,
            ({ n, g, operands: [, a] }, node, right) =>
              n.matmul(g, n.transpose(right.values.get(`a${layerOf(node.out)}`) ?? a)),
            squareLeft(graph, question),
          )
        : undefined,
  },
  {
    name: "network-input-in-every-layer",
    story: "multiplies ∂L/∂z of a later layer by the network's input x",
    formula: "∂L/∂W_l = ∂L/∂z_l xᵀ, not ∂L/∂z_l a_{l−1}ᵀ",
    clause: "BACK-2",
    mend: "∂L/∂W of layer l takes the activation of layer l − 1",
    group: "gross",
    sabotage: (graph, question) =>
      weights(
        graph,
        ({ n, g, operands: [, a] }, _, right) => n.matmul(g, n.transpose(right.values.get("x") ?? a)),
        (node) =>
          layerOf(node.out) > 1 && weightOf(question, node.out)?.shape[1] === graph.inputs.x?.shape[0],
      ),
  },
  {
    name: "layer-input-not-transposed",
    story: "multiplies ∂L/∂z by a where aᵀ is due, which only as many samples as inputs can hide",
    formula: "∂L/∂W = ∂L/∂z a, not ∂L/∂z aᵀ",
    clause: "BACK-2",
    mend: "transpose the layer's input",
    group: "gross",
    sabotage: (graph, question) =>
      weights(
        graph,
        ({ n, g, operands: [, a] }) => n.matmul(g, a),
        (node) =>
          layerOf(node.out) > 0 && weightOf(question, node.out)?.shape[1] === graph.inputs.x?.shape[1],
      ),
  },
];
