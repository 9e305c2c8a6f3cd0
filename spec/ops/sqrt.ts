/** The square root of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const sqrt: Op = {
  operands: 1,
  formula: "√{0}",
  domain: {
    says: "{0} ≥ 0, and {0} > 0 for a derivative",
    has: ([x]) => x >= 0,
    hasSlope: ([x]) => x > 0,
  },
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("sqrt", x),
};
