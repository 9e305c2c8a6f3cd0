/** Tensors of double-doubles: the number system in which the truth is computed at run time, to some 100 bits, the same on every machine. */
import type { ElementaryName, Numbers, Order } from "../../../spec/numbers.ts";
import { type Shape, sizeOf } from "../../../spec/tensor.ts";
import { broadcastIndex, broadcastTo, sumTarget } from "../broadcast.ts";
import { add, compare, divide, low, multiply, sqrt } from "./arithmetic.ts";
import { erf } from "./erf.ts";
import { exp, sigmoid, tanh } from "./exponential.ts";
import { log, softplus } from "./logarithm.ts";
import { multiplyTransposed, type Words } from "./matmul.ts";
import { pow } from "./pow.ts";

/** Entry k is hi[k] + lo[k], and hi[k] is the double nearest to it. */
export interface DoubleDouble {
  readonly shape: Shape;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

const empty = (shape: Shape): DoubleDouble => {
  const size = sizeOf(shape);
  return { shape, hi: new Float64Array(size), lo: new Float64Array(size) };
};

/** Writes a_i ∘ b_j to entry k of `out`. (By position, so that no double is passed, which V8 would box.) */
type Binary = (a: Words, i: number, b: Words, j: number, out: Words, k: number) => void;

const adding: Binary = (a, i, b, j, out, k) => {
  out.hi[k] = add(a.hi[i], a.lo[i], b.hi[j], b.lo[j]);
  out.lo[k] = low[0];
};
const subtracting: Binary = (a, i, b, j, out, k) => {
  out.hi[k] = add(a.hi[i], a.lo[i], -b.hi[j], -b.lo[j]);
  out.lo[k] = low[0];
};
const multiplying: Binary = (a, i, b, j, out, k) => {
  out.hi[k] = multiply(a.hi[i], a.lo[i], b.hi[j], b.lo[j]);
  out.lo[k] = low[0];
};
const dividing: Binary = (a, i, b, j, out, k) => {
  out.hi[k] = divide(a.hi[i], a.lo[i], b.hi[j], b.lo[j]);
  out.lo[k] = low[0];
};
const raising: Binary = (a, i, b, j, out, k) => {
  out.hi[k] = pow(a.hi[i], a.lo[i], b.hi[j], b.lo[j]);
  out.lo[k] = low[0];
};

function zip(a: DoubleDouble, b: DoubleDouble, into: Binary): DoubleDouble {
  const shape = broadcastTo(a.shape, b.shape);
  const out = empty(shape);
  const size = out.hi.length;
  const ai = broadcastIndex(a.shape, shape);
  const bi = broadcastIndex(b.shape, shape);
  if (!ai && !bi) for (let k = 0; k < size; k++) into(a, k, b, k, out, k);
  else if (!ai && b.hi.length === 1) for (let k = 0; k < size; k++) into(a, k, b, 0, out, k);
  else if (!bi && a.hi.length === 1) for (let k = 0; k < size; k++) into(a, 0, b, k, out, k);
  else for (let k = 0; k < size; k++) into(a, ai ? ai[k] : k, b, bi ? bi[k] : k, out, k);
  return out;
}

const elementary: Readonly<Record<ElementaryName, (high: number, low: number) => number>> = {
  exp,
  log,
  sqrt,
  tanh,
  sigmoid,
  softplus,
  erf,
};

function map(x: DoubleDouble, f: (high: number, low: number) => number): DoubleDouble {
  const out = empty(x.shape);
  for (let k = 0; k < out.hi.length; k++) {
    out.hi[k] = f(x.hi[k], x.lo[k]);
    out.lo[k] = low[0];
  }
  return out;
}

function transpose(x: DoubleDouble): DoubleDouble {
  const rows = x.shape[x.shape.length - 2];
  const columns = x.shape[x.shape.length - 1];
  const out = empty([...x.shape.slice(0, -2), columns, rows]);
  for (let start = 0; start < x.hi.length; start += rows * columns) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        out.hi[start + j * rows + i] = x.hi[start + i * columns + j];
        out.lo[start + j * rows + i] = x.lo[start + i * columns + j];
      }
    }
  }
  return out;
}

function matmul(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [rows, inner] = a.shape;
  const columns = b.shape[1];
  return { shape: [rows, columns], ...multiplyTransposed(a, transpose(b), rows, inner, columns) };
}

function sum(x: DoubleDouble, axes: readonly number[]): DoubleDouble {
  const { shape, target } = sumTarget(x.shape, axes);
  const out = empty(shape);
  for (let k = 0; k < x.hi.length; k++) adding(out, target[k], x, k, out, target[k]);
  return out;
}

function broadcast(x: DoubleDouble, shape: Shape): DoubleDouble {
  const index = broadcastIndex(x.shape, shape);
  if (!index) return { ...x, shape };
  const out = empty(shape);
  for (let k = 0; k < index.length; k++) {
    out.hi[k] = x.hi[index[k]];
    out.lo[k] = x.lo[index[k]];
  }
  return out;
}

function order(a: DoubleDouble, b: DoubleDouble): Order {
  const shape = broadcastTo(a.shape, b.shape);
  const ai = broadcastIndex(a.shape, shape);
  const bi = broadcastIndex(b.shape, shape);
  const sign = new Int8Array(sizeOf(shape));
  for (let k = 0; k < sign.length; k++) {
    const i = ai ? ai[k] : k;
    const j = bi ? bi[k] : k;
    sign[k] = compare(a.hi[i], a.lo[i], b.hi[j], b.lo[j]);
  }
  return { shape, sign };
}

export const doubleDouble: Numbers<DoubleDouble> = {
  name: "double-double",
  from: ({ shape, data }) => ({ shape, hi: data, lo: new Float64Array(data.length) }),
  shapeOf: (x) => x.shape,
  round: ({ shape, hi }) => ({ shape, data: hi }),
  add: (a, b) => zip(a, b, adding),
  subtract: (a, b) => zip(a, b, subtracting),
  multiply: (a, b) => zip(a, b, multiplying),
  divide: (a, b) => zip(a, b, dividing),
  negative: (x) => ({ shape: x.shape, hi: x.hi.map((high) => -high), lo: x.lo.map((rest) => -rest) }),
  pow: (a, b) => zip(a, b, raising),
  elementary: (name, x) => map(x, elementary[name]),
  matmul,
  transpose,
  sum,
  reshape: (x, shape) => ({ ...x, shape }),
  broadcast,
  order,
  choose: ({ shape, sign }, { above, at, below }) => {
    const branches = [below, at, above];
    const positions = branches.map((branch) => broadcastIndex(branch.shape, shape));
    const out = empty(shape);
    for (let k = 0; k < sign.length; k++) {
      const which = sign[k] + 1;
      const from = positions[which]?.[k] ?? k;
      out.hi[k] = branches[which].hi[from];
      out.lo[k] = branches[which].lo[from];
    }
    return out;
  },
  slack: (x) => x,
};
