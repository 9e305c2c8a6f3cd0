/** A tensor of doubles: a shape and its entries in row-major order. Shape [] is a scalar; an empty tensor has a 0 in its shape. */

export type Shape = readonly number[];
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}
export type Nested = number | readonly Nested[];

/** Number of entries of a shape: the product of its sizes (1 for a scalar). */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

/** A tensor from entries in row-major order. Throws if their number is not what the shape holds. */
export function tensor(shape: Shape, data: ArrayLike<number>): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(`${data.length} numbers do not fill ${showShape(shape)}`);
  }
  return { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

export function scalar(x: number): Tensor {
  return { shape: [], data: Float64Array.of(x) };
}

export function filled(shape: Shape, x: number): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)).fill(x) };
}

/** A tensor from nested lists; the lists carry the shape. Throws on ragged lists and on what is not a number. */
export function fromNested(nested: Nested): Tensor {
  const shape: number[] = [];
  for (let level: Nested = nested; Array.isArray(level); level = level[0] ?? 0) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data: number[] = [];
  const walk = (level: Nested, depth: number): void => {
    if (depth === shape.length) {
      if (typeof level !== "number")
        throw new TypeError("lists are nested deeper in one place than in another");
      data.push(level);
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      throw new TypeError(`lists of one level differ in length: expected ${shape[depth]} entries`);
    }
    for (const inner of level) walk(inner, depth + 1);
  };
  walk(nested, 0);
  return tensor(shape, data);
}

/** Nested lists of a tensor; a scalar gives a bare number. */
export function toNested({ shape, data }: Tensor): Nested {
  let at = 0;
  const build = (depth: number): Nested =>
    depth === shape.length ? data[at++] : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** The NumPy rule: align on the right; sizes agree or one of them is 1. Undefined where the shapes do not broadcast. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let i = 0; i < rank; i++) {
    const m = a[a.length - rank + i] ?? 1;
    const n = b[b.length - rank + i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    out.push(m === 1 ? n : m);
  }
  return out;
}

/** Row-major position → index per axis. */
export function indexAt(shape: Shape, position: number): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = position % shape[axis];
    position = Math.floor(position / shape[axis]);
  }
  return index;
}

/** `[2, 3]`, and `a scalar` for []. */
export function showShape(shape: Shape): string {
  return shape.length === 0 ? "a scalar" : `[${shape.join(", ")}]`;
}
