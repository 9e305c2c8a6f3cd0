/** The sum over some axes (all of them unless `axes` says which); summed axes vanish unless `keepdims` is 1. */
import type { Numbers } from "../numbers.ts";
import type { Shape } from "../tensor.ts";
import { type Attributes, axesOf, type Op, type ShapeOrProblem } from "./op.ts";

export function reducedShape([shape]: readonly Shape[], attributes: Attributes): ShapeOrProblem {
  const axes = axesOf(attributes, shape.length);
  const bad = axes.find((axis) => !Number.isInteger(axis) || axis < 0 || axis >= shape.length);
  if (bad !== undefined) return { problem: `there is no such axis in a tensor of rank ${shape.length}` };
  if (new Set(axes).size < axes.length) return { problem: "an axis is named twice" };
  if (attributes.keepdims === 1) return { shape: shape.map((k, i) => (axes.includes(i) ? 1 : k)) };
  return { shape: shape.filter((_, i) => !axes.includes(i)) };
}

export function reduce<N>(n: Numbers<N>, x: N, attributes: Attributes): N {
  const shape = n.shapeOf(x);
  const kept = n.sum(x, axesOf(attributes, shape.length));
  const result = reducedShape([shape], attributes);
  return "shape" in result ? n.reshape(kept, result.shape) : kept;
}

export const sum: Op = {
  operands: 1,
  attributes: { axes: "all", keepdims: 0 },
  formula: "Σ {0}",
  shape: reducedShape,
  forward: (n, [x], attributes) => reduce(n, x, attributes),
};
