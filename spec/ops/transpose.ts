/** The last two axes exchanged. */
import type { Op } from "./op.ts";

export const transpose: Op = {
  operands: 1,
  formula: "{0}ᵀ",
  shape: ([shape]) => {
    if (shape.length < 2) return { problem: `transpose takes rank 2 or more, not ${shape.length}` };
    return { shape: [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]] };
  },
  forward: (n, [x]) => n.transpose(x),
};
