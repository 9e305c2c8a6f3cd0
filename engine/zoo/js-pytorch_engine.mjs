/** js-pytorch in the zoo. It has ReLU, Softmax and three losses; sigmoid and tanh are written in its operations here. There is no scalar: its is a vector of one. */
import { readFileSync } from "node:fs";
import { torch } from "js-pytorch";
import { serveEngine, Unsupported } from "./walk.mjs";

const { nn } = torch;

const isNumber = (x) => typeof x === "number";

function nested({ shape, data }) {
  let level = [...data];
  for (const size of shape.slice(1).reverse())
    level = Array.from({ length: level.length / size }, (_, i) => level.slice(i * size, (i + 1) * size));
  return level;
}
/** A scalar of the question is its vector of one; rank 0 is kept beside it. Numbers stay numbers, which it takes as second operands. */
const ranked = (t, rank) => Object.assign(t, { rank });
const rankOf = (t) => (isNumber(t) ? 0 : (t.rank ?? t.shape.length));
const tensor = (x) => {
  if (x instanceof torch.Tensor || isNumber(x)) return x;
  const { shape, data } = x;
  return ranked(torch.tensor(nested({ shape: shape.length ? shape : [1], data }), true), shape.length);
};
const plain = (t) => ({
  shape: rankOf(t) === 0 ? [] : t.shape,
  data: t.tolist().flat(Number.POSITIVE_INFINITY),
});

const entrywise = (f) => (x) => ranked(f(x), rankOf(x));
const binary = (f) => (a, b) => {
  if (!broadcasts(a, b))
    throw new Unsupported("broadcasting of other shapes than a row or a column of the other operand");
  return ranked(f(a, b), Math.max(rankOf(a), rankOf(b)));
};
/** Its rule: a number, the same shape, or one shape within the other. */
function broadcasts(a, b) {
  if (isNumber(a) || isNumber(b)) return true;
  const [short, long] = [a.shape, b.shape].sort((x, y) => x.length - y.length);
  if (short.length === long.length) return String(short) === String(long);
  return long.some((_, i) => String(long.slice(i, i + short.length)) === String(short));
}
/** One axis after the other, the last one first; it counts a kept axis as long as it was. */
const reduced =
  (name) =>
  (x, { axes, keepdims } = {}) => {
    if (keepdims === 1) throw new Unsupported("a reduced axis that is kept with size 1");
    const all = Array.isArray(axes)
      ? axes.map((axis) => (axis + x.shape.length) % x.shape.length)
      : x.shape.map((_, i) => i);
    const sorted = all.sort((a, b) => b - a);
    return ranked(
      sorted.reduce((t, axis) => t[name](axis), x),
      x.shape.length - sorted.length,
    );
  };
const sum = reduced("sum");

const ops = {
  add: binary((a, b) => (isNumber(a) ? b.add(a) : a.add(b))),
  subtract: binary((a, b) => (isNumber(a) ? b.neg().add(a) : a.sub(b))),
  multiply: binary((a, b) => (isNumber(a) ? b.mul(a) : a.mul(b))),
  divide: binary((a, b) => torch.div(a, b)),
  negative: entrywise((x) => x.neg()),
  pow: (x, n) => {
    if (!isNumber(n)) throw new Unsupported("a power whose exponent is no number");
    return ranked(x.pow(n), rankOf(x));
  },
  exp: entrywise((x) => x.exp()),
  log: entrywise((x) => x.log()),
  sqrt: entrywise((x) => x.sqrt()),
  matmul: (a, b) => a.matmul(b),
  transpose: (x) => x.transpose(-2, -1),
  reshape: (x, { shape }) => ranked(x.reshape(shape.length ? shape : [1]), shape.length),
  sum,
  mean: reduced("mean"),
  relu: entrywise((x) => new nn.ReLU().forward(x)),
  sigmoid: entrywise((x) => torch.div(1, x.neg().exp().add(1))),
  softmax: (x, { axis = -1 }) => new nn.Softmax().forward(x, axis),
};
/** The class of each sample, for targets that are nothing else. */
function classesOf({ shape, _data }) {
  const rows = shape.length === 1 ? [_data] : _data;
  if (
    rows.some(
      (row) =>
        row.some((t) => t !== 0 && t !== 1) || row.indexOf(1) !== row.lastIndexOf(1) || !row.includes(1),
    )
  )
    throw new Unsupported("targets that are no classes");
  return torch.tensor(rows.map((row) => row.indexOf(1)));
}

serveEngine(
  {
    name: "js-pytorch",
    version: JSON.parse(
      readFileSync(new URL("node_modules/js-pytorch/package.json", import.meta.url), "utf8"),
    ).version,
    dtype: "float64",
    tensor,
    plain,
    linear: (x, W, b) => x.matmul(W.transpose(0, 1)).add(b),
    ops,
    activations: {
      identity: (z) => z,
      relu: ops.relu,
      sigmoid: ops.sigmoid,
      softmax: (z) => ops.softmax(z, {}),
    },
    losses: {
      // its means are over samples; what the walk divides by is multiplied back
      mse: (p, t, { reduction }) => ofSamples(reduction, p, (rows) => new nn.MSELoss().forward(rows, t)),
      softmax_cross_entropy: (z, t, { reduction }) =>
        ofSamples(reduction, z, (rows) => new nn.CrossEntropyLoss().forward(rows, classesOf(t))),
      half_squared_error: (p, t) => ranked(sum(p.sub(t).mul(p.sub(t))).div(2), 0),
      bce: (p, t) => ranked(sum(t.mul(p.log()).add(t.neg().add(1).mul(p.neg().add(1).log()))).neg(), 0),
    },
    sweep: (program, names) => (leaves, seed) => {
      const values = program(leaves, (_, x) => x);
      const total = Object.entries(seed).map(([name, g]) => sum(ops.multiply(values[name], g)));
      total.reduce((a, b) => a.add(b)).backward();
      const gradientOf = (x) => ranked(torch.tensor(x.grad), rankOf(x));
      return [values, Object.fromEntries(names.map((name) => [name, gradientOf(values[name])]))];
    },
  },
  ["pow"],
);

function ofSamples(reduction, p, loss) {
  if (reduction !== "batchmean") throw new Unsupported(`reduction:${reduction}`);
  const samples = p.shape.length === 1 ? 1 : p.shape[0];
  return ranked(loss(p).mul(samples), 0);
}
