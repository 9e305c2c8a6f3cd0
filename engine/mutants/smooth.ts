/** Bugs in the slope of softplus and gelu, smooth relatives of relu. */
import { attributesOf, type Node } from "../../spec/graph.ts";
import { constant } from "../../spec/ops/op.ts";
import { type Family, member } from "./family.ts";
import { gross, type Mutant, map, replaceRule, rewriteNodes } from "./mutant.ts";
import { slopeIs } from "./slope.ts";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const isGelu = (node: Node): boolean => node.op === "gelu";
const formOf = (node: Node) => attributesOf(node).form;
const otherForm = (node: Node) => (formOf(node) === "tanh" ? "erf" : "tanh");

/** Slope of z·σ(c z): σ + c z σ(1 − σ). */
export const geluSlope: Family = {
  name: "gelu-slope-coefficient",
  story: (c) => `goes back through gelu with the slope of x·σ(${c} x)`,
  formula: "gelu′ = σ(c z) + c z σ(c z)(1 − σ(c z)), not Φ(z) + z φ(z)",
  clause: "ACT-3",
  mend: "use one form of gelu in both directions",
  symbol: "c",
  range: [0.1, 5],
  scale: "linear",
  usual: [1, 1.5976, 1.7, 1.702],
  of: (c) => (graph) =>
    replaceRule(graph, isGelu, () => [
      ({ n, g, operands: [x] }) => {
        const s = n.elementary("sigmoid", n.multiply(constant(n, c), x));
        return n.multiply(
          g,
          map(s, (y, k) => y + c * x.data[k] * y * (1 - y)),
        );
      },
    ]),
};

export const softplusSlope: Family = {
  name: "softplus-slope-coefficient",
  story: (beta) => `takes σ(${beta} z) for the slope of softplus: that of log(1 + e^(${beta} z)) / ${beta}`,
  formula: "softplus′ = σ(β z), not σ(z)",
  clause: "ACT-3",
  mend: "softplus′ is σ(z)",
  symbol: "β",
  range: [-2, 10],
  scale: "linear",
  usual: [-1, 0.5, 2],
  of: (beta) => slopeIs(/^softplus$/, ({ z }) => sigmoid(beta * z)),
};

export const smoothMutants: readonly Mutant[] = [
  gross(
    "softplus-slope-of-sigmoid",
    [
      "takes σ(z)(1 − σ(z)) for the slope of softplus, which is σ(z) itself",
      "softplus′ = σ(z)(1 − σ(z)), not σ(z)",
      "ACT-3",
      "softplus′ is σ(z): it is not differentiated once more",
    ],
    slopeIs(/^softplus$/, ({ z }) => sigmoid(z) * (1 - sigmoid(z))),
  ),
  gross(
    "softplus-taken-as-relu",
    [
      "goes back through softplus as if it were relu",
      "softplus′ = [z > 0], not σ(z)",
      "ACT-3",
      "softplus′ is σ(z)",
    ],
    slopeIs(/^softplus$/, ({ z }) => (z > 0 ? 1 : 0)),
  ),
  member(softplusSlope, -1, "softplus-slope-sign-of-z", "gross", {
    story: "writes 1/(1 + e^z) for the slope of softplus: a sign is lost in the exponent",
    formula: "softplus′ = 1 / (1 + e^z), not 1 / (1 + e^−z)",
  }),
  gross(
    "gelu-taken-as-relu",
    [
      "goes back through gelu as if it were relu",
      "gelu′ = [z > 0], not Φ(z) + z φ(z)",
      "ACT-3",
      "gelu′ is Φ(z) + z φ(z)",
    ],
    slopeIs(/^gelu$/, ({ z }) => (z > 0 ? 1 : 0)),
  ),
  gross(
    "gelu-slope-half-a-product",
    [
      "takes the first half of the product rule only for the slope of gelu, z·Φ(z)",
      "gelu′ = Φ(z), not Φ(z) + z φ(z)",
      "ACT-3",
      "add the second half of the product rule, z φ(z)",
    ],
    slopeIs(/^gelu$/, ({ z, a }) => (z === 0 ? 0.5 : a / z)),
  ),
  gross(
    "gelu-inner-derivative-forgotten",
    [
      "forgets the derivative of tanh's argument in the slope of gelu's tanh form",
      "gelu′ = ½(1 + tanh u) + ½z(1 − tanh² u), without the factor u′",
      "CHAIN-1",
      "multiply the second term by u′ = √(2/π)(1 + 3·0.044715 z²)",
    ],
    (graph) =>
      replaceRule(
        graph,
        (node) => isGelu(node) && formOf(node) === "tanh",
        () => [
          ({ n, g, operands: [z], result: a }) => {
            // a = ½z(1 + t)
            const t = map(z, (x, k) => (x === 0 ? 0 : (2 * a.data[k]) / x - 1));
            return n.multiply(
              g,
              map(t, (y, k) => (1 + y + z.data[k] * (1 - y * y)) / 2),
            );
          },
        ],
      ),
  ),
  {
    name: "gelu-slope-of-the-other-form",
    story:
      "goes back through gelu with the slope of its other form: erf forward and tanh backward, or the reverse",
    formula: "a = z Φ(z), gelu′ of ½z(1 + tanh u); or the reverse",
    clause: "ACT-3",
    mend: "use one form of gelu in both directions",
    group: "fine",
    sabotage: (graph) =>
      replaceRule(graph, isGelu, ([own], node) => [
        (pass) => own({ ...pass, attributes: { form: otherForm(node) } }),
      ]),
  },
  member(geluSlope, 1.702, "gelu-slope-by-sigmoid", "fine"),
  {
    name: "gelu-of-the-other-form",
    story: "computes the other form of gelu: tanh where erf is asked, or the reverse",
    formula: "a = ½z(1 + tanh u), not z Φ(z); or the reverse",
    clause: "ACT-3",
    mend: "use the form that is asked, or say that it is not supported",
    group: "fine",
    sabotage: (graph) =>
      rewriteNodes(graph, isGelu, (node) => [{ ...node, attributes: { form: otherForm(node) } }]),
  },
];
