/** Entries repeated along axes of size 1, and along new leading axes. */
import { broadcastShapes, type Shape, sameShape, showShape } from "../tensor.ts";
import type { Op } from "./op.ts";

export const broadcast: Op = {
  operands: 1,
  attributes: { shape: undefined },
  formula: "broadcast({0})",
  shape: ([from], attributes) => {
    const shape = attributes.shape as Shape;
    const both = broadcastShapes(from, shape);
    if (both && sameShape(both, shape)) return { shape };
    return { problem: `${showShape(from)} does not broadcast to ${showShape(shape)}` };
  },
  forward: (n, [x], { shape }) => n.broadcast(x, shape as Shape),
};
