/** The quotient entry by entry, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const divide: Op = {
  operands: 2,
  formula: "{0} / {1}",
  domain: { says: "{1} ≠ 0", has: ([, b]) => b !== 0 },
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.divide(a, b),
};
