/** The exponential of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const exp: Op = {
  operands: 1,
  formula: "exp({0})",
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("exp", x),
};
