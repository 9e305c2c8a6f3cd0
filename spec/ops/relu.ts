/** relu(x) = max(0, x) of each entry. */
import { constant, type Op, sameAsOperand } from "./op.ts";

export const relu: Op = {
  operands: 1,
  formula: "relu({0})",
  kinks: "at 0, any slope in [0, 1]",
  shape: sameAsOperand,
  forward: (n, [x]) => {
    const zero = constant(n, 0);
    return n.choose(n.order(x, zero), { above: x, at: zero, below: zero });
  },
};
