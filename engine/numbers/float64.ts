/** Ordinary doubles: the reference engine's own number system. */
import type { ElementaryName, Numbers, Order } from "../../spec/numbers.ts";
import { type Shape, sizeOf, type Tensor } from "../../spec/tensor.ts";
import { broadcastIndex, broadcastTo, sumTarget } from "./broadcast.ts";
import { erf } from "./erf.ts";

const elementary: Readonly<Record<ElementaryName, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  // 1/(1 + e^−x), from the side on which e does not overflow
  sigmoid: (x) => {
    const e = Math.exp(-Math.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  },
  // max(x, 0) + log(1 + e^−|x|)
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  erf,
};

function zip(a: Tensor, b: Tensor, f: (x: number, y: number) => number): Tensor {
  const shape = broadcastTo(a.shape, b.shape);
  const out = new Float64Array(sizeOf(shape));
  const [x, y] = [a.data, b.data];
  const [i, j] = [broadcastIndex(a.shape, shape), broadcastIndex(b.shape, shape)];
  if (!i && !j) for (let k = 0; k < out.length; k++) out[k] = f(x[k], y[k]);
  else if (!i && y.length === 1) for (let k = 0; k < out.length; k++) out[k] = f(x[k], y[0]);
  else for (let k = 0; k < out.length; k++) out[k] = f(x[i ? i[k] : k], y[j ? j[k] : k]);
  return { shape, data: out };
}

function map(x: Tensor, f: (x: number) => number): Tensor {
  const out = new Float64Array(x.data.length);
  for (let k = 0; k < out.length; k++) out[k] = f(x.data[k]);
  return { shape: x.shape, data: out };
}

/** C = A B, row by row of C, four rows of B at a time: each entry of C is loaded and stored once for four products. */
export function multiplyMatrices(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = c.subarray(i * columns, (i + 1) * columns);
    let k = 0;
    for (; k + 4 <= inner; k += 4) {
      const at = i * inner + k;
      const a0 = a[at];
      const a1 = a[at + 1];
      const a2 = a[at + 2];
      const a3 = a[at + 3];
      const b0 = k * columns;
      const b1 = b0 + columns;
      const b2 = b1 + columns;
      const b3 = b2 + columns;
      for (let j = 0; j < columns; j++) {
        row[j] += a0 * b[b0 + j] + a1 * b[b1 + j] + (a2 * b[b2 + j] + a3 * b[b3 + j]);
      }
    }
    for (; k < inner; k++) {
      const a0 = a[i * inner + k];
      const b0 = k * columns;
      for (let j = 0; j < columns; j++) row[j] += a0 * b[b0 + j];
    }
  }
  return c;
}

/** The last two axes exchanged, for one array of entries. */
export function transposeData(data: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(data.length);
  const block = rows * columns;
  for (let start = 0; start < data.length; start += block) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[start + j * rows + i] = data[start + i * columns + j];
    }
  }
  return out;
}

export const transposedShape = (shape: Shape): Shape => [
  ...shape.slice(0, -2),
  shape[shape.length - 1],
  shape[shape.length - 2],
];

/** Compares a with b, broadcast; `slackA` and `slackB` (how far each may be off) make near ties unsure. */
function order(a: Tensor, b: Tensor): Order {
  const { shape, data } = zip(a, b, (x, y) => (x > y ? 1 : x < y ? -1 : 0));
  return { shape, sign: Int8Array.from(data) };
}

/** Position in each branch of every entry of the order's shape. */
export function choosePositions(shape: Shape, branches: readonly Shape[]): (Int32Array | null)[] {
  return branches.map((branch) => broadcastIndex(branch, shape));
}

export const float64: Numbers<Tensor> = {
  name: "float64",
  from: (x) => x,
  shapeOf: (x) => x.shape,
  round: (x) => x,
  add: (a, b) => zip(a, b, (x, y) => x + y),
  subtract: (a, b) => zip(a, b, (x, y) => x - y),
  multiply: (a, b) => zip(a, b, (x, y) => x * y),
  divide: (a, b) => zip(a, b, (x, y) => x / y),
  negative: (a) => map(a, (x) => -x),
  pow: (a, b) => zip(a, b, (x, y) => x ** y),
  elementary: (name, x) => map(x, elementary[name]),
  matmul: (a, b) => ({
    shape: [a.shape[0], b.shape[1]],
    data: multiplyMatrices(a.data, b.data, a.shape[0], a.shape[1], b.shape[1]),
  }),
  transpose: (a) => ({
    shape: transposedShape(a.shape),
    data: transposeData(a.data, a.shape[a.shape.length - 2], a.shape[a.shape.length - 1]),
  }),
  sum: (a, axes) => {
    const { shape, target } = sumTarget(a.shape, axes);
    const out = new Float64Array(sizeOf(shape));
    for (let k = 0; k < a.data.length; k++) out[target[k]] += a.data[k];
    return { shape, data: out };
  },
  reshape: (a, shape) => ({ shape, data: a.data }),
  broadcast: (a, shape) => {
    const index = broadcastIndex(a.shape, shape);
    return { shape, data: index ? Float64Array.from(index, (k) => a.data[k]) : a.data };
  },
  order,
  choose: ({ shape, sign }, { above, at, below }) => {
    const branches = [below, at, above];
    const positions = choosePositions(
      shape,
      branches.map((branch) => branch.shape),
    );
    const out = new Float64Array(sign.length);
    for (let k = 0; k < out.length; k++) {
      const which = sign[k] + 1;
      const position = positions[which];
      out[k] = branches[which].data[position ? position[k] : k];
    }
    return { shape, data: out };
  },
  slack: (x) => x,
};
