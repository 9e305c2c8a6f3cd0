/** jax-js in the zoo: node jax-js_engine.mjs [cpu|wasm] [float64|float32]. Its nn and numpy, differentiated by its vjp. */
import { readFileSync } from "node:fs";
import { serveEngine } from "./walk.mjs";

// what it expects of a browser
globalThis.navigator ??= {};
globalThis.Float16Array ??= class extends Uint16Array {};
const { numpy, nn, vjp, jit, init, defaultDevice } = await import("@jax-js/jax");
const [device = "cpu", dtype = "float64"] = process.argv.slice(2);
await init(device);
defaultDevice(device);

// a function takes its arguments away from the caller, unless it is given references to them
const isOwn = (x) => typeof x?.ref === "object";
const lent =
  (f) =>
  (...operands) =>
    f(...operands.map((x) => (isOwn(x) ? x.ref : x)));
const reduced = (f) =>
  lent((x, { axes, keepdims } = {}) => f(x, Array.isArray(axes) ? axes : null, { keepdims: keepdims === 1 }));
const entrywise = (f) => lent((x) => f(x));
const binary = (f) => lent((a, b) => f(a, b));
const {
  add,
  subtract,
  multiply,
  divide,
  negative,
  pow,
  maximum,
  matmul,
  matrixTranspose,
  exp,
  log,
  sqrt,
  abs,
} = numpy;

const tensor = (x) =>
  isOwn(x)
    ? x
    : numpy.array(typeof x === "number" ? [x] : [...x.data], { shape: x.shape ?? [], dtype: numpy[dtype] });
const total = (x) => numpy.sum(x);
const ops = {
  ...Object.fromEntries(
    Object.entries({ add, subtract, multiply, divide, pow, maximum, matmul }).map(([name, f]) => [
      name,
      binary(f),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ negative, exp, log, sqrt, abs, transpose: matrixTranspose }).map(([name, f]) => [
      name,
      entrywise(f),
    ]),
  ),
  pow: lent((x, n) => pow(tensor(x), tensor(n))),
  sum: reduced(numpy.sum),
  mean: reduced(numpy.mean),
  reshape: lent((x, { shape }) => numpy.reshape(x, shape)),
  broadcast: lent((x, { shape }) => numpy.broadcastTo(x, shape)),
  relu: entrywise(nn.relu),
  leaky_relu: lent((x, { alpha = 0.01 }) => nn.leakyRelu(x, alpha)),
  elu: lent((x, { alpha = 1 }) => nn.elu(x, alpha)),
  sigmoid: entrywise(nn.sigmoid),
  tanh: entrywise(numpy.tanh),
  softplus: entrywise(nn.softplus),
  gelu: lent((x, { form = "erf" }) => nn.gelu(x, { approximate: form === "tanh" })),
  softmax: lent((x, { axis = -1 }) => nn.softmax(x, axis)),
  log_softmax: lent((x, { axis = -1 }) => nn.logSoftmax(x, axis)),
  clip: lent((x, { min, max }) => numpy.clip(x, tensor(min), tensor(max))),
};
const lend = (record) => Object.fromEntries(Object.entries(record).map(([name, x]) => [name, x.ref]));
const weightedLog = lent((t, p) => multiply(t.ref, log(numpy.where(numpy.equal(t, 0), tensor(1), p))));

serveEngine({
  name: `jax-js on ${device}`,
  version: JSON.parse(readFileSync(new URL("node_modules/@jax-js/jax/package.json", import.meta.url), "utf8"))
    .version,
  dtype,
  tensor,
  plain: (x) => ({ shape: x.shape, data: x.ref.dataSync() }),
  linear: lent((x, W, b) => add(matmul(x, matrixTranspose(W)), b)),
  ops,
  activations: {
    identity: (z) => z,
    ...Object.fromEntries(
      ["relu", "sigmoid", "tanh", "softplus", "gelu", "softmax", "log_softmax"].map((name) => [
        name,
        (z) => ops[name](z, {}),
      ]),
    ),
    leaky_relu: (z, alpha) => ops.leaky_relu(z, { alpha }),
    elu: (z, alpha) => ops.elu(z, { alpha }),
    gelu_tanh: (z) => ops.gelu(z, { form: "tanh" }),
  },
  losses: {
    mse: lent((p, t) => total(numpy.square(subtract(p, t)))),
    half_squared_error: lent((p, t) => divide(total(numpy.square(subtract(p, t))), tensor(2))),
    bce: lent((p, t) =>
      negative(total(add(weightedLog(t, p), weightedLog(subtract(tensor(1), t), subtract(tensor(1), p))))),
    ),
    bce_with_logits: lent((z, t) => total(subtract(nn.softplus(z.ref), multiply(t, z)))),
    cross_entropy: lent((p, t) => negative(total(weightedLog(t, p)))),
    softmax_cross_entropy: lent((z, t) => negative(total(multiply(t, nn.logSoftmax(z, -1))))),
  },
  repeated: (swept) => {
    const fast = jit(swept);
    return (leaves, seed) => fast(lend(leaves), lend(seed));
  },
  sweep: (program, names) => (leaves, seed) => {
    const values = program(leaves, (_, x) => x);
    // the gradient of what is no leaf is that of a 0 that is added to it
    const inner = names.filter((name) => !(name in leaves));
    const zeros = Object.fromEntries(
      inner.map((name) => [name, numpy.zeros(values[name].shape, { dtype: numpy[dtype] })]),
    );
    const outputs = (leaves, zeros) => {
      const marked = program(leaves, (name, x) => (name in zeros ? ops.add(x, zeros[name]) : x));
      return Object.keys(seed).map((name) => marked[name].ref);
    };
    const [, back] = vjp(outputs, [lend(leaves), zeros]);
    const [ofLeaves, ofZeros] = back(Object.values(lend(seed)));
    const all = { ...ofLeaves, ...ofZeros };
    return [values, Object.fromEntries(names.map((name) => [name, all[name]]))];
  },
});
