/** x where x > 0, alpha·x elsewhere. */
import { constant, type Op, sameAsOperand } from "./op.ts";

export const leaky_relu: Op = {
  operands: 1,
  attributes: { alpha: 0.01 },
  formula: "leaky_relu({0})",
  kinks: "at 0, any slope between alpha and 1",
  shape: sameAsOperand,
  forward: (n, [x], { alpha }) => {
    const leaked = n.multiply(constant(n, alpha as number), x);
    return n.choose(n.order(x, constant(n, 0)), { above: x, at: leaked, below: leaked });
  },
};
