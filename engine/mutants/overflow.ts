/** Bugs of numerics: formulas that are right on paper and overflow, so that a number becomes NaN or infinite where it is finite. */
import type { Graph } from "../../spec/graph.ts";
import type { ElementaryName, Numbers } from "../../spec/numbers.ts";
import type { OpName } from "../../spec/ops/index.ts";
import { constant } from "../../spec/ops/op.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { reduced } from "./broadcasting.ts";
import { isClassHead } from "./head.ts";
import { type Mutant, map, replaceOperand, replaceRule, rewriteNodes, type Sabotage } from "./mutant.ts";
import { slopeIs } from "./slope.ts";

type Doubles = Numbers<Tensor>;
const one = (n: Doubles): Tensor => constant(n, 1);

/** Another formula for an elementary function, in graphs whose operations use it. */
const computedAs =
  (name: ElementaryName, users: readonly OpName[], formula: (n: Doubles, x: Tensor) => Tensor) =>
  (graph: Graph): Sabotage | undefined =>
    graph.nodes.some(({ op }) => users.includes(op))
      ? {
          numbers: (own) => ({
            ...own,
            elementary: (f, x) => (f === name ? formula(own, x) : own.elementary(f, x)),
          }),
        }
      : undefined;

export const overflowMutants: readonly Mutant[] = [
  {
    name: "sigmoid-overflows",
    story: "computes the sigmoid as e^z / (1 + e^z), which is ∞/∞ for large z",
    formula: "σ(z) = e^z / (1 + e^z), not 1 / (1 + e^−z) where z > 0",
    clause: "ACT-5",
    mend: "take 1 / (1 + e^−z) where z is positive",
    group: "fine",
    sabotage: computedAs("sigmoid", ["sigmoid", "softplus"], (n, z) => {
      const e = n.elementary("exp", z);
      return n.divide(e, n.add(one(n), e));
    }),
  },
  {
    name: "tanh-overflows",
    story: "computes tanh as (e^z − e^−z) / (e^z + e^−z), which is ∞/∞ for large z",
    formula: "tanh z = (e^z − e^−z) / (e^z + e^−z)",
    clause: "ACT-5",
    mend: "call the library's tanh",
    group: "fine",
    sabotage: computedAs("tanh", ["tanh"], (n, z) => {
      const [up, down] = [n.elementary("exp", z), n.elementary("exp", n.negative(z))];
      return n.divide(n.subtract(up, down), n.add(up, down));
    }),
  },
  {
    name: "softplus-overflows",
    story: "computes softplus as log(1 + e^z), which is infinite for large z",
    formula: "softplus z = log(1 + e^z), not max(z, 0) + log(1 + e^−|z|)",
    clause: "ACT-5",
    mend: "take max(z, 0) + log(1 + e^−|z|)",
    group: "fine",
    sabotage: computedAs("softplus", ["softplus"], (n, z) =>
      n.elementary("log", n.add(one(n), n.elementary("exp", z))),
    ),
  },
  {
    name: "softmax-overflows",
    story: "computes softmax without taking off the largest logit, which is ∞/∞ for large ones",
    formula: "s = e^z / Σ e^z, not e^(z − max z) / Σ e^(z − max z)",
    clause: "ACT-5",
    mend: "take the largest logit off first: softmax does not change by it",
    group: "fine",
    // what is taken off is read from the rounded operand
    sabotage: (graph) =>
      graph.nodes.some(({ op }) => /softmax/.test(op))
        ? { numbers: (own) => ({ ...own, round: (x) => map(x, () => 0) }) }
        : undefined,
  },
  {
    name: "zero-times-the-logarithm-of-zero",
    story: "takes the logarithm of softmax: where a probability has become 0, that is 0·(−∞)",
    formula: "−t log(softmax(z)), not −t log_softmax(z)",
    clause: "LOSS-5",
    mend: "compute log softmax in one step, z − max z − log Σ e^(z − max z)",
    group: "fine",
    sabotage: (graph, question) =>
      rewriteNodes(
        graph,
        (node) => node.op === "log_softmax" && isClassHead(node, question),
        (node) => [
          { ...node, out: `${node.out}/softmax`, op: "softmax" },
          { out: node.out, op: "log", in: [`${node.out}/softmax`] },
        ],
      ),
  },
  {
    name: "elu-overflows-where-it-is-not-used",
    story:
      "computes e^z in elu's slope also where z is positive, and multiplies it by a mask of 0: 0·∞ for large z",
    formula: "[z > 0] + [z ≤ 0] α e^z, which is 1 + 0·∞",
    clause: "ACT-5",
    mend: "take e^min(z, 0): a mask does not keep an infinity out",
    group: "fine",
    sabotage: slopeIs(/^elu$/, ({ z, alpha }) => Number(z > 0) + Number(z <= 0) * alpha * Math.exp(z)),
  },
  {
    name: "power-by-its-logarithm",
    story: "computes the slope of a power through the base's logarithm, which a negative base has not",
    formula: "b e^((b − 1) log a), not b·a^(b − 1)",
    clause: "CHAIN-1",
    mend: "raise the base itself to an integer power",
    group: "gross",
    sabotage: (graph) =>
      replaceRule(
        graph,
        ({ op }) => op === "pow",
        (own) =>
          replaceOperand(
            own,
            0,
            reduced(0, ({ n, g, operands: [a, b] }) => {
              const logarithm = n.multiply(n.subtract(b, one(n)), n.elementary("log", a));
              return n.multiply(g, n.multiply(b, n.elementary("exp", logarithm)));
            }),
          ),
      ),
  },
];
