/** The Gaussian error linear unit, x·Φ(x), or its approximation by tanh (Hendrycks & Gimpel, 2016): two functions, told apart by `form`. */
import { constant, type Op, pi, sameAsOperand } from "./op.ts";

export const gelu: Op = {
  operands: 1,
  attributes: { form: "erf" },
  formula: "gelu({0})",
  shape: sameAsOperand,
  forward: (n, [x], { form }) => {
    const half = n.multiply(constant(n, 0.5), x);
    const one = constant(n, 1);
    // ½x·(1 + erf(x/√2))
    if (form === "erf") {
      const scaled = n.divide(x, n.elementary("sqrt", constant(n, 2)));
      return n.multiply(half, n.add(one, n.elementary("erf", scaled)));
    }
    // ½x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
    const cubic = n.multiply(constant(n, 0.044715), n.multiply(x, n.multiply(x, x)));
    const inner = n.multiply(n.elementary("sqrt", n.divide(constant(n, 2), pi(n))), n.add(x, cubic));
    return n.multiply(half, n.add(one, n.elementary("tanh", inner)));
  },
};
