/** The mean over some axes (all of them unless `axes` says which); they vanish unless `keepdims` is 1. */
import { axesOf, constant, type Op } from "./op.ts";
import { reduce, reducedShape } from "./sum.ts";

export const mean: Op = {
  operands: 1,
  attributes: { axes: "all", keepdims: 0 },
  formula: "mean {0}",
  shape: reducedShape,
  forward: (n, [x], attributes) => {
    const shape = n.shapeOf(x);
    const count = axesOf(attributes, shape.length).reduce((size, axis) => size * shape[axis], 1);
    return n.divide(reduce(n, x, attributes), constant(n, count));
  },
};
