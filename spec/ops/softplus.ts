/** softplus(x) = log(1 + e^x) of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const softplus: Op = {
  operands: 1,
  formula: "softplus({0})",
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("softplus", x),
};
