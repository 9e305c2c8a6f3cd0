/** Bugs in the formula of one activation's slope. */
import { attributesOf, type Graph, type Node } from "../../spec/graph.ts";
import { constant } from "../../spec/ops/op.ts";
import { gross, type Mutant, map, replaceRule, type Sabotage, type Vjp } from "./mutant.ts";
import { layerOf } from "./places.ts";

interface At {
  readonly z: number;
  readonly a: number;
  readonly alpha: number;
  readonly op: string;
}

/** ḡ·slope, entry by entry, wherever the operation stands. */
const slopeIs =
  (op: RegExp, slope: (at: At) => number): Mutant["sabotage"] =>
  (graph) =>
    replaceRule(
      graph,
      (node) => op.test(node.op),
      (_, node) => [
        ({ n, g, operands: [z], result, attributes }) => {
          const alpha = Number(attributes.alpha);
          return n.multiply(
            g,
            map(z, (x, k) => slope({ z: x, a: result.data[k], alpha, op: node.op })),
          );
        },
      ],
    );

const isGelu = (node: Node): boolean => node.op === "gelu";
const otherForm = (node: Node) => (attributesOf(node).form === "tanh" ? "erf" : "tanh");

// ḡ·f′ of the approximation x·σ(1.702 x): σ + 1.702 x σ(1 − σ)
const bySigmoid: Vjp = [
  ({ n, g, operands: [x] }) => {
    const s = n.elementary("sigmoid", n.multiply(constant(n, 1.702), x));
    const bend = map(s, (y, k) => y + 1.702 * x.data[k] * y * (1 - y));
    return n.multiply(g, bend);
  },
];

const withOtherGelu = (graph: Graph): Sabotage | undefined =>
  graph.nodes.some(isGelu)
    ? {
        graph: {
          ...graph,
          nodes: graph.nodes.map((node) =>
            isGelu(node) ? { ...node, attributes: { form: otherForm(node) } } : node,
          ),
        },
      }
    : undefined;

export const slopeMutants: readonly Mutant[] = [
  gross(
    "slope-formula-applied-to-z",
    [
      "writes z(1 − z) and 1 − z², the slopes in terms of a, with z",
      "ACT-1",
      "a(1 − a) and 1 − a² hold for a = σ(z) only",
    ],
    slopeIs(/^(sigmoid|tanh)$/, ({ z, op }) => (op === "tanh" ? 1 - z * z : z * (1 - z))),
  ),
  gross(
    "tanh-slope-one-minus-a",
    ["takes 1 − a for the slope of tanh", "ACT-1", "tanh′ is 1 − a²"],
    slopeIs(/^tanh$/, ({ a }) => 1 - a),
  ),
  gross(
    "sigmoid-slope-a-only",
    ["takes a for the slope of the sigmoid", "ACT-1", "sigmoid′ is a(1 − a)"],
    slopeIs(/^sigmoid$/, ({ a }) => a),
  ),
  gross(
    "sigmoid-slope-a-times-one-plus-a",
    ["takes a(1 + a) for the slope of the sigmoid", "ACT-1", "sigmoid′ is a(1 − a)"],
    slopeIs(/^sigmoid$/, ({ a }) => a * (1 + a)),
  ),
  gross(
    "relu-mask-inverted",
    ["passes the cotangent where relu is off and stops it where it is on", "ACT-2", "pass it where z > 0"],
    slopeIs(/^relu$/, ({ z }) => (z < 0 ? 1 : 0)),
  ),
  gross(
    "relu-mask-forgotten",
    ["passes the cotangent through relu everywhere", "ACT-2", "stop it where z < 0"],
    slopeIs(/^relu$/, () => 1),
  ),
  gross(
    "relu-mask-from-the-input",
    [
      "takes relu's mask from the layer's input instead of from its pre-activation",
      "ACT-2",
      "pass the cotangent where z > 0",
    ],
    (graph) => {
      const sizes = new Map(Object.entries(graph.inputs).map(([name, { shape }]) => [name, shape]));
      const isSquare = (node: Node) => {
        const [rows, columns] = sizes.get(`W${layerOf(node.out)}`) ?? [];
        return rows !== undefined && rows === columns;
      };
      return replaceRule(
        graph,
        (node) => node.op === "relu" && isSquare(node),
        (_, node, right) => [
          ({ n, g }) => {
            const input = right.values.get(layerOf(node.out) > 1 ? `a${layerOf(node.out) - 1}` : "x");
            return n.multiply(
              g,
              map(input ?? g, (x) => (x > 0 ? 1 : 0)),
            );
          },
        ],
      );
    },
  ),
  gross(
    "leaky-slope-default",
    [
      "uses 0.01 for the slope of leaky relu, whatever slope was asked",
      "ACT-2",
      "use the layer's own alpha when going back",
    ],
    slopeIs(/^leaky_relu$/, ({ z }) => (z > 0 ? 1 : 0.01)),
  ),
  gross(
    "leaky-taken-as-relu",
    ["stops the cotangent below 0, as if leaky relu were relu", "ACT-2", "pass alpha·g below 0"],
    slopeIs(/^leaky_relu$/, ({ z }) => (z > 0 ? 1 : 0)),
  ),
  gross(
    "leaky-slope-sign",
    ["takes −alpha for the slope of leaky relu below 0", "ACT-2", "the slope below 0 is alpha"],
    slopeIs(/^leaky_relu$/, ({ z, alpha }) => (z > 0 ? 1 : -alpha)),
  ),
  gross(
    "leaky-value-for-slope",
    ["takes the value alpha·z for the slope of leaky relu below 0", "ACT-2", "the slope below 0 is alpha"],
    slopeIs(/^leaky_relu$/, ({ z, alpha }) => (z > 0 ? 1 : alpha * z)),
  ),
  gross(
    "elu-slope-from-pre-activation",
    [
      "takes z + alpha for the slope of elu below 0, where the activation a is meant",
      "ACT-2",
      "below 0, elu′ is a + alpha",
    ],
    slopeIs(/^elu$/, ({ z, alpha }) => (z > 0 ? 1 : z + alpha)),
  ),
  gross(
    "elu-scale-forgotten",
    [
      "takes e^z for the slope of elu below 0, whatever alpha was asked",
      "ACT-2",
      "below 0, elu′ is alpha·e^z",
    ],
    slopeIs(/^elu$/, ({ z }) => (z > 0 ? 1 : Math.exp(z))),
  ),
  {
    name: "gelu-slope-of-the-other-form",
    story:
      "goes back through gelu with the slope of its other form: erf forward and tanh backward, or the reverse",
    clause: "ACT-3",
    mend: "use one form of gelu in both directions",
    group: "fine",
    sabotage: (graph) =>
      replaceRule(graph, isGelu, ([own], node) => [
        (pass) => own({ ...pass, attributes: { form: otherForm(node) } }),
      ]),
  },
  {
    name: "gelu-slope-by-sigmoid",
    story: "goes back through gelu with the slope of x·σ(1.702 x)",
    clause: "ACT-3",
    mend: "use one form of gelu in both directions",
    group: "fine",
    sabotage: (graph) => replaceRule(graph, isGelu, () => bySigmoid),
  },
  {
    name: "gelu-of-the-other-form",
    story: "computes the other form of gelu: tanh where erf is asked, or the reverse",
    clause: "ACT-3",
    mend: "use the form that is asked, or say that it is not supported",
    group: "fine",
    sabotage: withOtherGelu,
  },
];
