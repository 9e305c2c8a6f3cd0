/** The sum of two tensors, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const add: Op = {
  operands: 2,
  formula: "{0} + {1}",
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.add(a, b),
};
