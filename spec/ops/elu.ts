/** x where x > 0, alpha·(e^x − 1) elsewhere. */
import { constant, type Op, sameAsOperand } from "./op.ts";

export const elu: Op = {
  operands: 1,
  attributes: { alpha: 1 },
  formula: "elu({0})",
  kinks: "at 0 where alpha ≠ 1, any slope between alpha and 1",
  shape: sameAsOperand,
  forward: (n, [x], { alpha }) => {
    const zero = constant(n, 0);
    const order = n.order(x, zero);
    const lower = n.choose(order, { above: zero, at: x, below: x });
    // expm1 is a function of a library, too: off by as much as any, relative to what it gives
    const less = n.subtract(n.elementary("exp", lower), constant(n, 1));
    const curve = n.multiply(constant(n, alpha as number), n.slack(less, 8, less));
    return n.choose(order, { above: x, at: x, below: curve });
  },
};
