/** Ordinary doubles: the reference engine's own number system. */
import type { ElementaryName, Numbers, Order } from "../../spec/numbers.ts";
import { type Shape, sameShape, sizeOf, type Tensor } from "../../spec/tensor.ts";
import { broadcastIndex, broadcastTo, sumTarget } from "./broadcast.ts";
import { erf } from "./erf.ts";
import { multiplyMatrices, transposeData } from "./matrices.ts";

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
  if (x.length === out.length && y.length === out.length)
    for (let k = 0; k < out.length; k++) out[k] = f(x[k], y[k]);
  else if (y.length === 1 && x.length === out.length)
    for (let k = 0; k < out.length; k++) out[k] = f(x[k], y[0]);
  else if (x.length === 1 && y.length === out.length)
    for (let k = 0; k < out.length; k++) out[k] = f(x[0], y[k]);
  else {
    const [i, j] = [broadcastIndex(a.shape, shape), broadcastIndex(b.shape, shape)];
    for (let k = 0; k < out.length; k++) out[k] = f(x[i ? i[k] : k], y[j ? j[k] : k]);
  }
  return { shape, data: out };
}

/** A loop of its own for the commonest pair of operands: a shared one calls its function for every entry. */
function products({ shape, data: x }: Tensor, { data: y }: Tensor): Tensor {
  const out = new Float64Array(x.length);
  for (let k = 0; k < out.length; k++) out[k] = x[k] * y[k];
  return { shape, data: out };
}

function map(x: Tensor, f: (x: number) => number): Tensor {
  const out = new Float64Array(x.data.length);
  for (let k = 0; k < out.length; k++) out[k] = f(x.data[k]);
  return { shape: x.shape, data: out };
}

const transposedShape = (shape: Shape): Shape => [
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
  multiply: (a, b) => (sameShape(a.shape, b.shape) ? products(a, b) : zip(a, b, (x, y) => x * y)),
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
