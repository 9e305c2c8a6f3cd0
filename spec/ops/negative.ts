/** The negative of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const negative: Op = {
  operands: 1,
  formula: "−{0}",
  shape: sameAsOperand,
  forward: (n, [x]) => n.negative(x),
};
