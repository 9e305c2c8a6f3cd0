/** Where entries come from and go to when shapes broadcast or axes are summed; shared by every number system. */
import { broadcastShapes, type Shape, sameShape, showShape, sizeOf } from "../../spec/tensor.ts";

/** The shape to which operands broadcast together. Throws where they do not. */
export function broadcastTo(...shapes: readonly Shape[]): Shape {
  return shapes.reduce((a, b) => {
    if (sameShape(a, b)) return a;
    const both = broadcastShapes(a, b);
    if (!both) throw new RangeError(`${showShape(a)} and ${showShape(b)} do not broadcast`);
    return both;
  });
}

/**
 * For each row-major position of `to`, the position of `from` that is repeated there. Null where the two are the same list, that is,
 * where `from` has as many entries as `to`. Throws where `from` does not broadcast to `to`.
 */
export function broadcastIndex(from: Shape, to: Shape): Int32Array | null {
  const extra = to.length - from.length;
  if (extra < 0 || from.some((n, axis) => n !== 1 && n !== to[extra + axis])) {
    throw new RangeError(`${showShape(from)} does not broadcast to ${showShape(to)}`);
  }
  if (sizeOf(from) === sizeOf(to)) return null;
  // stride = distance in `from` between neighbours along an axis of `to`; 0 where entries are repeated
  const strides = new Int32Array(to.length);
  let stride = 1;
  for (let axis = from.length - 1; axis >= 0; axis--) {
    strides[extra + axis] = from[axis] === 1 ? 0 : stride;
    stride *= from[axis];
  }
  return positions(to, strides);
}

/**
 * Sums over `axes`, which are kept with size 1: the resulting shape and, for each position of `shape`, the position of the sum to which
 * the entry belongs. Axes are counted from 0; none means that nothing is summed.
 */
export function sumTarget(
  shape: Shape,
  axes: readonly number[],
): { readonly shape: Shape; readonly target: Int32Array } {
  const summed = new Set(axes);
  for (const axis of summed) {
    if (!(Number.isInteger(axis) && axis >= 0 && axis < shape.length)) {
      throw new RangeError(`${showShape(shape)} has no axis ${axis}`);
    }
  }
  const kept = shape.map((n, axis) => (summed.has(axis) ? 1 : n));
  const strides = new Int32Array(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = summed.has(axis) ? 0 : stride;
    stride *= kept[axis];
  }
  return { shape: kept, target: positions(shape, strides) };
}

/** index · strides for every index of the shape, in row-major order. */
function positions(shape: Shape, strides: Int32Array): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  const last = shape.length - 1;
  if (last < 0 || out.length === 0) return out;
  const run = shape[last];
  const step = strides[last];
  const index = new Int32Array(last);
  let base = 0;
  for (let start = 0; start < out.length; start += run) {
    for (let k = 0, at = base; k < run; k++, at += step) out[start + k] = at;
    // the next index of the leading axes, as an odometer turns
    for (let axis = last - 1; axis >= 0; axis--) {
      base += strides[axis];
      if (++index[axis] < shape[axis]) break;
      base -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
