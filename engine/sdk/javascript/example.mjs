// A multilayer perceptron with its own backward pass. Judge it: backproof run "cmd:node example.mjs"
import { serve } from "./backproof.mjs"; // first, so that prints do no harm

const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
/** The tanh inside of gelu_tanh. */
const bend = Math.sqrt(2 / Math.PI);
const inner = (z) => Math.tanh(bend * (z + 0.044715 * z ** 3));

/** Of each entry: a = value(z), and its slope at z. (JavaScript has no erf, and so this engine no gelu.) */
const entrywise = {
  identity: { value: (z) => z, slope: () => 1 },
  relu: { value: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: {
    value: (z, alpha = 0.01) => (z > 0 ? z : alpha * z),
    slope: (z, alpha = 0.01) => (z > 0 ? 1 : alpha),
  },
  elu: {
    value: (z, alpha = 1) => (z > 0 ? z : alpha * Math.expm1(z)),
    slope: (z, alpha = 1) => (z > 0 ? 1 : alpha * Math.exp(z)),
  },
  sigmoid: { value: sigmoid, slope: (z) => sigmoid(z) * sigmoid(-z) },
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  softplus: { value: softplus, slope: sigmoid },
  gelu_tanh: {
    value: (z) => (z / 2) * (1 + inner(z)),
    slope: (z) => (1 + inner(z)) / 2 + (z / 2) * (1 - inner(z) ** 2) * bend * (1 + 3 * 0.044715 * z * z),
  },
};

const sum = (list) => list.reduce((total, x) => total + x, 0);
const logSoftmax = (z) => {
  const top = Math.max(...z);
  const total = Math.log(sum(z.map((v) => Math.exp(v - top))));
  return z.map((v) => v - top - total);
};
const softmax = (z) => logSoftmax(z).map(Math.exp);

/** Of a whole sample: a = value(z), and ∂L/∂z from ∂L/∂a. */
const bySample = {
  softmax: {
    value: softmax,
    backward(g, z) {
      const s = softmax(z);
      const mixed = sum(s.map((p, i) => p * g[i]));
      return s.map((p, i) => p * (g[i] - mixed));
    },
  },
  log_softmax: {
    value: logSoftmax,
    backward(g, z) {
      const total = sum(g);
      return softmax(z).map((p, i) => g[i] - p * total);
    },
  },
};

/** t · value, where a target of 0 silences even an infinity. */
const weighted = (t, value) => (t === 0 ? 0 : t * value());

/** The term of each entry of the loss, and its slope in p. */
const losses = {
  mse: { term: (p, t) => (p - t) ** 2, slope: (p, t) => 2 * (p - t) },
  half_squared_error: { term: (p, t) => (p - t) ** 2 / 2, slope: (p, t) => p - t },
  bce: {
    term: (p, t) => -weighted(t, () => Math.log(p)) - weighted(1 - t, () => Math.log1p(-p)),
    slope: (p, t) => weighted(1 - t, () => 1 / (1 - p)) - weighted(t, () => 1 / p),
  },
  bce_with_logits: { term: (z, t) => softplus(z) - t * z, slope: (z, t) => sigmoid(z) - t },
  cross_entropy: { term: (p, t) => -weighted(t, () => Math.log(p)), slope: (p, t) => -t / p },
};

const matrix = (rows, columns) => ({ shape: [rows, columns], data: new Float64Array(rows * columns) });
const map = ({ shape, data }, f) => ({ shape, data: data.map(f) });
const total = ({ data }) => sum(data);

/** Applies f to every column of some matrices of one shape. */
function bySamples(f, ...matrices) {
  const out = matrix(...matrices[0].shape);
  const [rows, columns] = out.shape;
  for (let j = 0; j < columns; j++) {
    const samples = matrices.map(({ data }) => Array.from({ length: rows }, (_, i) => data[i * columns + j]));
    f(...samples).forEach((v, i) => {
      out.data[i * columns + j] = v;
    });
  }
  return out;
}

function divisor({ reduction }, { shape: [rows, columns] }) {
  return { sum: 1, mean: rows * columns, batchmean: columns }[reduction];
}

const clipped = ({ clip }, p) => (clip === undefined ? p : Math.min(Math.max(p, clip), 1 - clip));

/** z = W a + b */
function affine({ W, b }, a) {
  const [units, inputs] = W.shape;
  const samples = a.shape[1];
  const z = matrix(units, samples);
  for (let i = 0; i < units; i++)
    for (let j = 0; j < samples; j++) {
      let v = b.data[i];
      for (let k = 0; k < inputs; k++) v += W.data[i * inputs + k] * a.data[k * samples + j];
      z.data[i * samples + j] = v;
    }
  return z;
}

function lossOf({ loss, layers, target }, a) {
  const { l2 = 0 } = loss;
  const terms =
    loss.name === "softmax_cross_entropy"
      ? bySamples((z, t) => logSoftmax(z).map((v, i) => -weighted(t[i], () => v)), a, target)
      : map(a, (p, i) => losses[loss.name].term(clipped(loss, p), target.data[i]));
  const squares = sum(layers.map(({ W }) => total(map(W, (w) => w * w))));
  return total(terms) / divisor(loss, target) + (l2 / 2) * squares;
}

function forward(question) {
  const values = {};
  let a = question.x;
  question.layers.forEach((layer, i) => {
    const z = affine(layer, a);
    const whole = bySample[layer.activation];
    a = whole ? bySamples(whole.value, z) : map(z, (v) => entrywise[layer.activation].value(v, layer.alpha));
    values[`z${i + 1}`] = z;
    values[`a${i + 1}`] = a;
  });
  return { ...values, L: lossOf(question, a) };
}

/** ∂L/∂a of the last layer. */
function lossBackward({ loss, target }, a) {
  const slopes =
    loss.name === "softmax_cross_entropy"
      ? bySamples((z, t) => softmax(z).map((p, i) => p * sum(t) - t[i]), a, target)
      : map(a, (p, i) => (clipped(loss, p) === p ? losses[loss.name].slope(p, target.data[i]) : 0));
  return map(slopes, (v) => v / divisor(loss, target));
}

/** ∂L/∂W, ∂L/∂b and the gradient of the layer's input, from ∂L/∂z. */
function affineBackward({ W }, input, dz, l2) {
  const [units, inputs] = W.shape;
  const samples = input.shape[1];
  const dW = map(W, (w) => l2 * w);
  const db = new Float64Array(units);
  const dInput = matrix(inputs, samples);
  for (let i = 0; i < units; i++)
    for (let j = 0; j < samples; j++) {
      const g = dz.data[i * samples + j];
      db[i] += g;
      for (let k = 0; k < inputs; k++) {
        dW.data[i * inputs + k] += g * input.data[k * samples + j];
        dInput.data[k * samples + j] += g * W.data[i * inputs + k];
      }
    }
  return { dW, db, dInput };
}

function answer(question) {
  const { layers, loss } = question;
  const values = forward(question);
  const gradients = {};
  let g = lossBackward(question, values[`a${layers.length}`]);
  for (let k = layers.length; k > 0; k--) {
    const layer = layers[k - 1];
    const z = values[`z${k}`];
    const whole = bySample[layer.activation];
    const dz = whole
      ? bySamples(whole.backward, g, z)
      : map(g, (c, i) => c * entrywise[layer.activation].slope(z.data[i], layer.alpha));
    const { dW, db, dInput } = affineBackward(layer, values[`a${k - 1}`] ?? question.x, dz, loss.l2 ?? 0);
    Object.assign(gradients, { [`a${k}`]: g, [`z${k}`]: dz, [`W${k}`]: dW, [`b${k}`]: db });
    g = dInput;
  }
  return { values, gradients: { ...gradients, x: g } };
}

serve({
  name: "example",
  answers: ["network"],
  activations: [...Object.keys(entrywise), ...Object.keys(bySample)],
  losses: [...Object.keys(losses), "softmax_cross_entropy"],
  profiles: ["network", "loss"],
  answer,
  evaluate: (question) => ({ L: forward(question).L }),
});
