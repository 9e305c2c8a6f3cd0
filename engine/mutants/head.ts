/** Bugs of softmax, and of the output activation that belongs to a loss. Samples are columns. */
import type { Question } from "../../spec/case.ts";
import type { Node } from "../../spec/graph.ts";
import { ops } from "../../spec/ops/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import {
  type DoublePass,
  type Mutant,
  map,
  type Right,
  replaceOperand,
  replaceRule,
  rewriteNodes,
  times,
} from "./mutant.ts";
import { divisorOf, isFused, isLayered, isOutput, lossOf, partOfLoss, targetShape } from "./places.ts";

/** log softmax of the loss itself, or the softmax before a cross-entropy: where logits become probabilities over classes. */
const isClassHead = (node: Node, question: Question): boolean =>
  lossOf(question)?.name === "softmax_cross_entropy"
    ? node.out === partOfLoss(question, "log_p")
    : lossOf(question)?.name === "cross_entropy" && node.op === "softmax" && isOutput(node, question);

const softmaxOver = (axis: number) => (right: Right["n"], x: DoublePass["g"]) =>
  ops.softmax.forward(right, [x], { axis });

/** p(1 − p) for the probabilities of a fused head */
function slopeOfHead(question: Question): (pass: DoublePass) => Tensor {
  const name = lossOf(question)?.name;
  return ({ n, operands: [z], result }) => {
    const p =
      name === "bce_with_logits"
        ? n.elementary("sigmoid", z)
        : name === "softmax_cross_entropy"
          ? softmaxOver(0)(n, z)
          : result;
    return map(p, (x) => x * (1 - x));
  };
}

export const headMutants: readonly Mutant[] = [
  {
    name: "sigmoid-slope-on-top-of-cross-entropy",
    story:
      "applies the activation derivative twice: p − t holds it already, and is multiplied by p(1 − p) once more",
    clause: "BACK-6",
    mend: "with cross-entropy, ∂L/∂z of the output is (p − t)/m: do not multiply it by the activation's slope",
    group: "gross",
    // ∂z·p(1 − p)
    sabotage: (graph, question) =>
      isFused(question)
        ? replaceRule(
            graph,
            (node) => isOutput(node, question),
            ([own]) => [(pass) => pass.n.multiply(own(pass), slopeOfHead(question)(pass))],
          )
        : undefined,
  },
  {
    name: "probability-derivative-as-output-error",
    story: "passes the derivative by the probability, −t/p, on as the output's error",
    clause: "BACK-1",
    mend: "−t/p is ∂L/∂p: take it back through softmax or sigmoid, which leaves p − t",
    group: "gross",
    // ∂z = ∂p
    sabotage: (graph, question) =>
      isFused(question)
        ? replaceRule(
            graph,
            (node) => isOutput(node, question) && /softmax|sigmoid/.test(node.op),
            () => [({ g }) => g],
          )
        : undefined,
  },
  {
    name: "subtracts-one-from-every-class",
    story: "subtracts 1 from the probability of every class instead of from the target's only",
    clause: "LOSS-5",
    mend: "subtract the target, entry by entry",
    group: "gross",
    // ∂z = (p − 1)/m
    sabotage: (graph, question) =>
      replaceRule(
        graph,
        (node) => isClassHead(node, question),
        () => [({ n, operands: [z] }) => map(softmaxOver(0)(n, z), (p) => (p - 1) / divisorOf(question))],
      ),
  },
  {
    name: "softmax-jacobian-diagonal-only",
    story: "takes softmax back entry by entry, g·s(1 − s), and forgets how classes act on each other",
    clause: "ACT-4",
    mend: "s ⊙ (g − Σ g s), summed over the classes",
    group: "gross",
    // ḡ·s(1 − s)
    sabotage: (graph) =>
      replaceRule(
        graph,
        ({ op }) => op === "softmax",
        () => [
          ({ n, g, result }) =>
            n.multiply(
              g,
              map(result, (s) => s * (1 - s)),
            ),
        ],
      ),
  },
  {
    name: "softmax-sum-over-the-samples",
    story: "sums g·s over the samples instead of over the classes when it goes back through softmax",
    clause: "ACT-4",
    mend: "s ⊙ (g − Σ g s): the sum runs over the classes of one sample",
    group: "gross",
    // s·(ḡ − Σ_samples ḡ s)
    sabotage: (graph, question) =>
      (targetShape(question).at(-1) ?? 1) > 1 && isLayered(question)
        ? replaceRule(
            graph,
            ({ op }) => op === "softmax",
            () => [({ n, g, result: s }) => n.multiply(s, n.subtract(g, n.sum(n.multiply(g, s), [1])))],
          )
        : undefined,
  },
  {
    name: "softmax-over-the-samples",
    story: "normalises softmax over the samples instead of over the classes of each",
    clause: "ACT-4",
    mend: "samples are columns: softmax goes down a column",
    group: "gross",
    sabotage: (graph, question) =>
      targetShape(question).length === 2
        ? rewriteNodes(
            graph,
            ({ op, attributes }) => /softmax/.test(op) && attributes?.axis === 0,
            (node) => [{ ...node, attributes: { axis: 1 } }],
          )
        : undefined,
  },
  {
    name: "softmax-twice",
    story: "applies softmax to probabilities: the loss takes logits, and softmax was applied before it",
    clause: "LOSS-5",
    mend: "give the loss either logits or probabilities, and name which",
    group: "gross",
    sabotage: (graph, question) =>
      rewriteNodes(
        graph,
        (node) => isClassHead(node, question),
        (node) => [
          { out: `${node.out}/once`, op: "softmax", in: node.in, attributes: { axis: 0 } },
          { ...node, in: [`${node.out}/once`] },
        ],
      ),
  },
  {
    name: "log-softmax-without-its-sum",
    story: "passes the cotangent through log softmax as if its normalising sum were a constant",
    clause: "ACT-4",
    mend: "subtract softmax(z)·Σ g",
    group: "gross",
    // ḡ
    sabotage: (graph) =>
      replaceRule(
        graph,
        ({ op }) => op === "log_softmax",
        () => [({ g }) => g],
      ),
  },
  {
    name: "target-sum-taken-as-one",
    story: "gives p − t where the targets of a sample do not add up to 1, and p·Σt − t is due",
    clause: "LOSS-5",
    mend: "multiply p by the sum of the sample's targets",
    group: "gross",
    // ∂z = (p − t)/m
    sabotage: (graph, question) =>
      replaceRule(
        graph,
        (node) => isClassHead(node, question),
        (own, _, right) =>
          replaceOperand(own, 0, ({ n, operands: [z] }) => {
            const t = right.values.get("t");
            const p = softmaxOver(0)(n, z);
            return t ? times(n.subtract(p, t), 1 / divisorOf(question)) : p;
          }),
      ),
  },
];
