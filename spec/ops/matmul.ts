/** The matrix product of two matrices. */
import { showShape } from "../tensor.ts";
import type { Op } from "./op.ts";

export const matmul: Op = {
  operands: 2,
  formula: "{0} {1}",
  shape: ([a, b]) => {
    if (a.length !== 2 || b.length !== 2) {
      return {
        problem: `matmul takes two matrices, not ${showShape(a)} and ${showShape(b)}`,
        hint: "reshape vectors to [n, 1] or [1, n]",
      };
    }
    if (a[1] === b[0]) return { shape: [a[0], b[1]] };
    return { problem: `${showShape(a)} times ${showShape(b)}: the inner sizes ${a[1]} and ${b[0]} differ` };
  },
  forward: (n, [a, b]) => n.matmul(a, b),
};
