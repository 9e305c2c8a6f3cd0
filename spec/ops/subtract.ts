/** The difference of two tensors, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const subtract: Op = {
  operands: 2,
  formula: "{0} − {1}",
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.subtract(a, b),
};
