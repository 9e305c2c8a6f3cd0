/** softplus(x) = log(1 + e^x) of each entry; some libraries return x itself above a `threshold`, where the two differ by e^−x. */
import { constant, type Op, sameAsOperand } from "./op.ts";

export const softplus: Op = {
  operands: 1,
  attributes: { threshold: Number.POSITIVE_INFINITY },
  formula: "softplus({0})",
  shape: sameAsOperand,
  forward: (n, [x], { threshold }) => {
    const curve = n.elementary("softplus", x);
    if (threshold === Number.POSITIVE_INFINITY) return curve;
    return n.choose(n.order(x, constant(n, threshold as number)), { above: x, at: curve, below: curve });
  },
};
