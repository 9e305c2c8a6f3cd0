/** The same entries in row-major order under another shape. */
import { type Shape, showShape, sizeOf } from "../tensor.ts";
import type { Op } from "./op.ts";

export const reshape: Op = {
  operands: 1,
  attributes: { shape: undefined },
  formula: "reshape({0})",
  shape: ([from], attributes) => {
    const shape = attributes.shape as Shape;
    if (sizeOf(from) === sizeOf(shape)) return { shape };
    return {
      problem: `${showShape(from)} holds ${sizeOf(from)} entries and ${showShape(shape)} holds ${sizeOf(shape)}`,
    };
  },
  forward: (n, [x], { shape }) => n.reshape(x, shape as Shape),
};
