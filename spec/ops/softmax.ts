/** e^x / Σ e^x along one axis. A constant shift leaves it unchanged; the largest entry (as a double) is taken off against overflow. */
import type { Numbers } from "../numbers.ts";
import type { Tensor } from "../tensor.ts";
import { type Attributes, axisOf, type Op, type ShapeOrProblem, sameAsOperand } from "./op.ts";

/** Largest entry along an axis, which is kept with size 1. */
function largest({ shape, data }: Tensor, axis: number): Tensor {
  const inner = shape.slice(axis + 1).reduce((size, k) => size * k, 1);
  const length = shape[axis];
  const out = new Float64Array(data.length / Math.max(length, 1)).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < data.length; i++) {
    const at = Math.floor(i / (inner * length)) * inner + (i % inner);
    if (data[i] > out[at]) out[at] = data[i];
  }
  return { shape: shape.map((k, i) => (i === axis ? 1 : k)), data: out };
}

/** x − max x: the same softmax, and no overflow. */
export function shifted<N>(n: Numbers<N>, x: N, axis: number): N {
  return n.subtract(x, n.from(largest(n.round(x), axis)));
}

export function axisInRange(
  [shape]: Parameters<typeof sameAsOperand>[0],
  attributes: Attributes,
): ShapeOrProblem {
  const axis = axisOf(attributes.axis as number, shape.length);
  if (Number.isInteger(axis) && axis >= 0 && axis < shape.length) return sameAsOperand([shape]);
  return { problem: `there is no axis ${attributes.axis} in a tensor of rank ${shape.length}` };
}

export const softmax: Op = {
  operands: 1,
  attributes: { axis: -1 },
  formula: "softmax({0})",
  shape: axisInRange,
  forward: (n, [x], attributes) => {
    const axis = axisOf(attributes.axis as number, n.shapeOf(x).length);
    const powers = n.elementary("exp", shifted(n, x, axis));
    const p = n.divide(powers, n.sum(powers, [axis]));
    // without the shift no power is exactly 1: two elementary functions, the sum and a quotient by the reciprocal
    return n.slack(p, 19 + n.shapeOf(x)[axis], p);
  },
};
