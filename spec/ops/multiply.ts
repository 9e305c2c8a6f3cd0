/** The product entry by entry tensors, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const multiply: Op = {
  operands: 2,
  formula: "{0} · {1}",
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.multiply(a, b),
};
