/** Bugs in where an activation's slope is taken: at another layer, at another sample, with another function. */
import type { Question } from "../../spec/case.ts";
import { attributesOf, type Graph, type Name, type Node } from "../../spec/graph.ts";
import type { OpName } from "../../spec/ops/index.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import { at, isPlace, slopeAt } from "./activation.ts";
import { type Mutant, map, ownRule, replaceRule, type Sabotage, type Vjp } from "./mutant.ts";
import { curved, isLayered, layerOf, layersOf, samplesOf } from "./places.ts";

/** ḡ·f′(x), with x moved between samples */
const atMoved = (move: (row: readonly number[]) => readonly number[]) => (own: Vjp, node: Node) =>
  slopeAt(own, node, ({ operands: [z] }) => byRows(z, move));

/** f′ itself changed between samples: ḡ·change(f′) */
const slopeChanged =
  (change: (row: readonly number[]) => readonly number[]) =>
  ([own]: Vjp): Vjp => [
    (pass) => pass.n.multiply(pass.g, byRows(own({ ...pass, g: map(pass.g, () => 1) }), change)),
  ];
function byRows(x: Tensor, change: (row: readonly number[]) => readonly number[]): Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const rows = Array.from({ length: x.data.length / columns }, (_, i) =>
    change(Array.from(x.data.subarray(i * columns, (i + 1) * columns))),
  );
  return { shape: x.shape, data: Float64Array.from(rows.flat()) };
}
const mean = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0) / row.length;
const elementwise: readonly OpName[] = ["relu", "leaky_relu", ...curved];

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

export const slopePlaceMutants: readonly Mutant[] = [
  {
    name: "pre-activation-of-another-layer",
    story: "takes the activation's derivative at the pre-activation of the next layer",
    clause: "BACK-1",
    mend: "the slope that belongs to layer l is that at its own z",
    group: "gross",
    sabotage: (graph, question) => atLayer(graph, question, 1),
  },
  {
    name: "pre-activation-of-the-layer-before",
    story: "takes the activation's derivative at the pre-activation of the layer before",
    clause: "BACK-1",
    mend: "the slope that belongs to layer l is that at its own z",
    group: "gross",
    sabotage: (graph, question) => atLayer(graph, question, -1),
  },
  {
    name: "activation-of-the-next-layer",
    story: "goes back through a layer with the derivative of the next layer's activation",
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
  {
    name: "slope-averaged-over-the-batch",
    story: "uses one slope for all samples: the mean of σ′ over the batch",
    clause: "BACK-1",
    mend: "σ′(z) has one entry per unit and sample",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? at(
            "everywhere",
            slopeChanged((row) => row.map(() => mean(row))),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "slope-of-the-first-sample",
    story: "uses the first sample's σ′ for the whole batch",
    clause: "BACK-1",
    mend: "σ′(z) has one entry per unit and sample",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? at(
            "everywhere",
            slopeChanged((row) => row.map(() => row[0])),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "slope-of-another-sample",
    story: "takes σ′ at stored pre-activations that belong to other samples",
    clause: "STATE-1",
    mend: "store z anew in every forward pass, in the order of the samples",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? at(
            "everywhere",
            atMoved((row) => row.map((_, j) => row[(j + 1) % row.length])),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "bias-left-out-of-the-slope",
    story: "takes σ′ at W a, recomputed without the bias",
    clause: "BACK-1",
    mend: "take σ′ at z = W a + b as in the forward pass",
    group: "gross",
    sabotage: (graph, question) =>
      isLayered(question)
        ? at(
            "everywhere",
            (own, node, right) =>
              slopeAt(
                own,
                node,
                ({ operands: [z] }) => right.values.get(`z${layerOf(node.out)}/product`) ?? z,
              ),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "slope-kept-from-vanishing",
    story: "lifts small slopes to 0.1 so that gradients do not vanish",
    clause: "BACK-7",
    mend: "use the slope as it is: a small gradient is right where it is small",
    group: "fine",
    sabotage: at(
      "everywhere",
      slopeChanged((row) => row.map((slope) => (slope > 0 ? Math.max(slope, 0.1) : slope))),
      ["sigmoid", "tanh"],
    ),
  },
];
