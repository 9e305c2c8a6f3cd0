/** A power entry by entry, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const pow: Op = {
  operands: 2,
  formula: "{0}^{1}",
  domain: "{0} > 0, or {1} an integer",
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.pow(a, b),
};
