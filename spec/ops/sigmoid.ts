/** The logistic sigmoid, σ(x) = 1/(1 + e^−x), of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const sigmoid: Op = {
  operands: 1,
  formula: "σ({0})",
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("sigmoid", x),
};
