/** Bugs in which layer an activation's slope is taken of: another layer's pre-activation, or another layer's activation. */
import type { Question } from "../../spec/case.ts";
import { attributesOf, type Graph, type Name, type Node } from "../../spec/graph.ts";
import { sameShape } from "../../spec/tensor.ts";
import { isPlace, slopeAt } from "./activation.ts";
import { type Mutant, ownRule, replaceRule, type Sabotage } from "./mutant.ts";
import { elementwise, isLayered, layerOf, layersOf } from "./places.ts";

/** f′ at the pre-activation of the next layer, or the one before. */
function atLayer(graph: Graph, question: Question, offset: 1 | -1): Sabotage | undefined {
  const other = (node: Node): Name => `z${layerOf(node.out) + offset}`;
  const shapes = new Map(layersOf(question).map(({ b }, i) => [`z${i + 1}`, b.shape]));
  const fits = (node: Node) => {
    const [own, wrong] = [shapes.get(`z${layerOf(node.out)}`), shapes.get(other(node))];
    return own !== undefined && wrong !== undefined && sameShape(own, wrong);
  };
  return replaceRule(
    graph,
    (node) =>
      elementwise.includes(node.op) && isPlace(node, question, "hidden") && isLayered(question) && fits(node),
    (own, node, right) => slopeAt(own, node, ({ operands: [z] }) => right.values.get(other(node)) ?? z),
  );
}

export const slopeLayerMutants: readonly Mutant[] = [
  {
    name: "pre-activation-of-another-layer",
    story: "takes the activation's derivative at the pre-activation of the next layer",
    formula: "∂L/∂z_l = ∂L/∂a_l ⊙ σ′(z_{l+1}), not ∂L/∂a_l ⊙ σ′(z_l)",
    clause: "BACK-1",
    mend: "the slope that belongs to layer l is that at its own z",
    group: "gross",
    sabotage: (graph, question) => atLayer(graph, question, 1),
  },
  {
    name: "pre-activation-of-the-layer-before",
    story: "takes the activation's derivative at the pre-activation of the layer before",
    formula: "∂L/∂z_l = ∂L/∂a_l ⊙ σ′(z_{l−1}), not ∂L/∂a_l ⊙ σ′(z_l)",
    clause: "BACK-1",
    mend: "the slope that belongs to layer l is that at its own z",
    group: "gross",
    sabotage: (graph, question) => atLayer(graph, question, -1),
  },
  {
    name: "activation-of-the-next-layer",
    story: "goes back through a layer with the derivative of the next layer's activation",
    formula: "∂L/∂z_l = ∂L/∂a_l ⊙ σ′_{l+1}(z_l), not ∂L/∂a_l ⊙ σ′_l(z_l)",
    clause: "ACT-3",
    mend: "take each layer's own activation when going back",
    group: "gross",
    sabotage: (graph, question) => {
      const next = (node: Node): Node | undefined =>
        graph.nodes.find(({ out }) => out === `a${layerOf(node.out) + 1}`);
      const isElementwise = (node?: Node) => node !== undefined && elementwise.includes(node.op);
      return isLayered(question)
        ? replaceRule(
            graph,
            (node) => isElementwise(node) && isElementwise(next(node)) && next(node)?.op !== node.op,
            (own, node) => {
              const other = next(node);
              return other
                ? [
                    (pass) =>
                      slopeAt(ownRule(other), other, ({ operands: [z] }) => z)[0]({
                        ...pass,
                        attributes: attributesOf(other),
                      }),
                  ]
                : own;
            },
          )
        : undefined;
    },
  },
  {
    name: "one-activation-everywhere",
    story: "uses the first layer's activation in every layer",
    formula: "a_l = σ_1(z_l), not σ_l(z_l)",
    clause: "ACT-3",
    mend: "keep one activation per layer",
    group: "gross",
    sabotage: (graph, question) => {
      const first = graph.nodes.find(({ out }) => out === "a1");
      const others = layersOf(question).some(
        (layer) => layer.activation !== layersOf(question)[0].activation,
      );
      if (!first || !others || first.op === "reshape") return undefined;
      const { op, attributes } = first;
      const nodes = graph.nodes.map((node) =>
        /^a\d+$/.test(node.out) ? { out: node.out, op, in: node.in, attributes } : node,
      );
      return { graph: { ...graph, nodes } };
    },
  },
];
