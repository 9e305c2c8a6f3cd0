/** The natural logarithm of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const log: Op = {
  operands: 1,
  formula: "log({0})",
  domain: { says: "{0} > 0", has: ([x]) => x > 0 },
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("log", x),
};
