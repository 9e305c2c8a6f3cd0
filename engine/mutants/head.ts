/** Bugs of the output layer's error, where the derivatives of loss and activation are written as one: p − t. Samples are columns. */
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
  times,
} from "./mutant.ts";
import { divisorOf, isFused, isLayered, isOutput, lossOf, partOfLoss } from "./places.ts";

/** log softmax of the loss itself, or the softmax before a cross-entropy: where logits become probabilities over classes. */
export const isClassHead = (node: Node, question: Question): boolean =>
  lossOf(question)?.name === "softmax_cross_entropy"
    ? node.out === partOfLoss(question, "log_p")
    : lossOf(question)?.name === "cross_entropy" && node.op === "softmax" && isOutput(node, question);

const softmaxOf = (n: Right["n"], z: Tensor): Tensor => ops.softmax.forward(n, [z], { axis: 0 });

/** The probabilities of a fused head, from its logits. */
function probabilityOf(question: Question): (pass: DoublePass) => Tensor {
  const name = lossOf(question)?.name;
  return ({ n, operands: [z], result }) => {
    if (name === "bce_with_logits") return n.elementary("sigmoid", z);
    return name === "softmax_cross_entropy" ? softmaxOf(n, z) : result;
  };
}

export const headMutants: readonly Mutant[] = [
  {
    name: "sigmoid-slope-on-top-of-cross-entropy",
    story:
      "applies the activation derivative twice: p − t holds it already, and is multiplied by p(1 − p) once more",
    formula: "∂L/∂z = (p − t) ⊙ p(1 − p) / m, not (p − t) / m",
    clause: "BACK-6",
    mend: "with cross-entropy, ∂L/∂z of the output is (p − t)/m: do not multiply it by the activation's slope",
    group: "gross",
    sabotage: (graph, question) =>
      isFused(question)
        ? replaceRule(
            graph,
            (node) => isOutput(node, question),
            ([own]) => [
              (pass) => {
                const slope = map(probabilityOf(question)(pass), (p) => p * (1 - p));
                return pass.n.multiply(own(pass), slope);
              },
            ],
          )
        : undefined,
  },
  {
    name: "probability-derivative-as-output-error",
    story: "passes the derivative by the probability, −t/p, on as the output's error",
    formula: "∂L/∂z = −t/p, not p − t",
    clause: "BACK-1",
    mend: "−t/p is ∂L/∂p: take it back through softmax or sigmoid, which leaves p − t",
    group: "gross",
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
    name: "fused-error-where-nothing-is-fused",
    story:
      "takes p − t for the output's error whatever the output's activation is: it holds for sigmoid or softmax with their own loss only",
    formula: "∂L/∂z = (p − t) / m, not ∂L/∂a ⊙ σ′(z)",
    clause: "BACK-1",
    mend: "write p − t only where loss and activation belong together; elsewhere take ∂L/∂a back through the activation",
    group: "gross",
    sabotage: (graph, question) =>
      isLayered(question) && !isFused(question) && /^(bce|cross_entropy)$/.test(lossOf(question)?.name ?? "")
        ? replaceRule(
            graph,
            (node) => isOutput(node, question),
            (own, _, right) => [
              (pass) => {
                const t = right.values.get("t");
                return t ? times(pass.n.subtract(pass.result, t), 1 / divisorOf(question)) : own[0](pass);
              },
            ],
          )
        : undefined,
  },
  {
    name: "decision-for-probability",
    story:
      "subtracts the target from the decision, 0 or 1, as a perceptron does, instead of from the probability",
    formula: "∂L/∂z = ([p > ½] − t) / m, not (p − t) / m",
    clause: "LOSS-5",
    mend: "leave the probability as it is: rounding it to a class is for telling the accuracy",
    group: "gross",
    sabotage: (graph, question) =>
      isFused(question)
        ? replaceRule(
            graph,
            (node) => isOutput(node, question),
            (own, _, right) => [
              (pass) => {
                const t = right.values.get("t");
                const decided = map(probabilityOf(question)(pass), (p) => (p > 0.5 ? 1 : 0));
                return t ? times(pass.n.subtract(decided, t), 1 / divisorOf(question)) : own[0](pass);
              },
            ],
          )
        : undefined,
  },
  {
    name: "subtracts-one-from-every-class",
    story: "subtracts 1 from the probability of every class instead of from the target's only",
    formula: "∂L/∂z = (p − 1) / m, not (p − t) / m",
    clause: "LOSS-5",
    mend: "subtract the target, entry by entry",
    group: "gross",
    sabotage: (graph, question) =>
      replaceRule(
        graph,
        (node) => isClassHead(node, question),
        () => [({ n, operands: [z] }) => map(softmaxOf(n, z), (p) => (p - 1) / divisorOf(question))],
      ),
  },
  {
    name: "target-sum-taken-as-one",
    story: "gives p − t where the targets of a sample do not add up to 1, and p·Σt − t is due",
    formula: "∂L/∂z = (p − t) / m, not (p·Σt − t) / m",
    clause: "LOSS-5",
    mend: "multiply p by the sum of the sample's targets",
    group: "gross",
    sabotage: (graph, question) =>
      replaceRule(
        graph,
        (node) => isClassHead(node, question),
        (own, _, right) =>
          replaceOperand(own, 0, ({ n, operands: [z] }) => {
            const t = right.values.get("t");
            const p = softmaxOf(n, z);
            return t ? times(n.subtract(p, t), 1 / divisorOf(question)) : p;
          }),
      ),
  },
];
