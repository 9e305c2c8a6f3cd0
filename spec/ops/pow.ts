/** A power entry by entry, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const pow: Op = {
  operands: 2,
  formula: "{0}^{1}",
  domain: {
    says: "{0} > 0 where {1} is no integer, and {0} ≠ 0 where it is below 0",
    has: ([a, b]) => a > 0 || (Number.isInteger(b) && (a < 0 || b >= 0)),
  },
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.pow(a, b),
};
