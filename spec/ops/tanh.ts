/** The hyperbolic tangent of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const tanh: Op = {
  operands: 1,
  formula: "tanh({0})",
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("tanh", x),
};
