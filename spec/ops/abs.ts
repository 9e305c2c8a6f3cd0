/** The absolute value of each entry. */
import { constant, type Op, sameAsOperand } from "./op.ts";

export const abs: Op = {
  operands: 1,
  formula: "|{0}|",
  kinks: "at 0, any slope in [−1, 1]",
  shape: sameAsOperand,
  forward: (n, [x]) => n.choose(n.order(x, constant(n, 0)), { above: x, at: x, below: n.negative(x) }),
};
