/** Bugs of scale: the right gradient times a factor. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { type Family, member } from "./family.ts";
import {
  type Mutant,
  replaceOperand,
  replaceRule,
  type Sabotage,
  scaled,
  times,
  type Vjp,
} from "./mutant.ts";
import { dataLossOf, isLayered, isMatmul, layersOf, lossOf } from "./places.ts";

/** c·∂(data loss); a penalty keeps its own size. No factor, no bug. */
export function scaleLoss(graph: Graph, question: Question, factor: number): Sabotage | undefined {
  if (!lossOf(question) || factor === 1) return undefined;
  return replaceRule(graph, ({ out }) => out === dataLossOf(question), scaled(factor));
}
const isSquared = (question: Question): boolean => /mse|squared/.test(lossOf(question)?.name ?? "");

/** c·(cotangent of operand i) of the layers' nodes. */
export const scaleOperand =
  (operand: number, factorOf: (shape: readonly number[]) => number) =>
  (own: Vjp): Vjp =>
    replaceOperand(own, operand, (pass) => times(own[operand](pass), factorOf(pass.operands[operand].shape)));

export const constantFactor: Family = {
  name: "constant-factor",
  story: (factor) => `multiplies every gradient by ${factor}`,
  formula: "c · ∂L/∂p, not ∂L/∂p",
  clause: "LOSS-6",
  mend: "look for a stray factor at the loss",
  symbol: "c",
  range: [-4, 4],
  scale: "linear",
  usual: [-2, -1, 0.5, 2],
  of: (factor) => (graph, question) => scaleLoss(graph, question, factor),
};

export const scaleMutants: readonly Mutant[] = [
  {
    name: "factor-two-too-many",
    story: "doubles every gradient: that of the square where ½ of it is asked, or added up twice",
    formula: "∂L/∂p = 2(p − t), where p − t is due",
    clause: "LOSS-2",
    mend: "the derivative of ½(p − t)² is p − t; that of (p − t)² is 2(p − t), once",
    group: "gross",
    sabotage: (graph, question) => scaleLoss(graph, question, 2),
  },
  {
    name: "factor-two-missing",
    story: "halves every gradient: p − t where the derivative of the square, 2(p − t), is asked",
    formula: "∂L/∂p = p − t, where 2(p − t) is due",
    clause: "LOSS-1",
    mend: "the derivative of (p − t)² is 2(p − t)",
    group: "gross",
    sabotage: (graph, question) => (isSquared(question) ? scaleLoss(graph, question, 0.5) : undefined),
  },
  {
    name: "weight-gradients-divided-by-inputs",
    story: "divides the weights' gradients by the number of a layer's inputs",
    formula: "∂L/∂W = ∂L/∂z aᵀ / n_in, not ∂L/∂z aᵀ",
    clause: "BACK-2",
    mend: "∂L/∂W is ∂L/∂z aᵀ; nothing is divided by a width",
    group: "gross",
    sabotage: (graph, question) =>
      isLayered(question)
        ? replaceRule(
            graph,
            isMatmul,
            scaleOperand(0, ([, inputs]) => 1 / inputs),
          )
        : undefined,
  },
  {
    name: "factors-planted-per-layer",
    story: "multiplies ∂L/∂b1 by 4 and the last layer's ∂L/∂W by 2",
    formula: "4 ∂L/∂b1 and 2 ∂L/∂W of the last layer",
    clause: "BACK-4",
    mend: "take the stray constants out of the two formulas",
    group: "gross",
    sabotage: (graph, question) => {
      const last = layersOf(question).length;
      return last < 2
        ? undefined
        : replaceRule(
            graph,
            ({ out }) => out === `z${last}/product` || out === "z1",
            (own, { op }) => scaleOperand(op === "matmul" ? 0 : 1, () => (op === "matmul" ? 2 : 4))(own),
          );
    },
  },
  {
    name: "sign-of-the-error",
    story: "takes t − p for p − t: every gradient has the wrong sign",
    formula: "∂L/∂p = t − p, not p − t",
    clause: "LOSS-2",
    mend: "the error is prediction minus target",
    group: "gross",
    sabotage: (graph, question) => scaleLoss(graph, question, -1),
  },
  member(constantFactor, 1.0001, "constant-factor-1-0001", "fine"),
];
