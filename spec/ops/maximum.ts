/** The larger of two entries, broadcast. */
import { broadcastOperands, type Op } from "./op.ts";

export const maximum: Op = {
  operands: 2,
  formula: "max({0}, {1})",
  kinks: "where {0} = {1}, any split of the cotangent between the two",
  shape: broadcastOperands,
  forward: (n, [a, b]) => n.choose(n.order(a, b), { above: a, at: a, below: b }),
};
