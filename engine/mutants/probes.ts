/** For tests: questions on which every bug of the catalogue shows. Distinct widths and a square block, unequal samples, non-zero biases. */
import type {
  ActivationName,
  ExpressionQuestion,
  GraphQuestion,
  Layer,
  Loss,
  LossQuestion,
  NetworkQuestion,
  Question,
  TrainingQuestion,
} from "../../spec/case.ts";
import { parametersOf } from "../../spec/lower/network.ts";
import { fromNested, type Shape, sizeOf, type Tensor } from "../../spec/tensor.ts";

/** Weyl's sequence of √2, in [−1, 1): numbers without a pattern, the same on every machine. */
function numbers(start: number): () => number {
  let k = start * 1000;
  return () => {
    k++;
    return Math.round((2 * ((k * Math.SQRT2) % 1) - 1) * 256) / 256;
  };
}
const filled = (shape: Shape, next: () => number): Tensor => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, next),
});

interface Design {
  readonly widths: readonly number[];
  readonly activations: readonly ActivationName[];
  readonly loss: Loss;
  readonly samples: number;
  readonly scale?: number;
  readonly alpha?: number;
  /** Targets between 0 and 1 that do not add up to 1. */
  readonly soft?: boolean;
}

function layered(seed: number, { widths, activations, loss, samples, scale = 1.2, alpha, soft }: Design) {
  const next = numbers(seed);
  const layers = activations.map((activation, i): Layer => {
    const scaled = alpha !== undefined && (activation === "leaky_relu" || activation === "elu");
    return {
      W: filled([widths[i + 1], widths[i]], () => scale * next()),
      b: filled([widths[i + 1]], () => scale * next()),
      activation,
      ...(scaled && { alpha }),
    };
  });
  const x = filled([widths[0], samples], () => 1.5 * next());
  const outputs = widths[widths.length - 1];
  const target = filled([outputs, samples], () => (soft ? Math.abs(next()) : next()));
  return { layers, loss, x, target };
}
function network(seed: number, design: Design): NetworkQuestion {
  const { layers, loss, x, target } = layered(seed, design);
  return {
    kind: "network",
    ...{ layers, loss, x, target },
    want: { values: ["L"], gradients: [...parametersOf(layers), "x"] },
  };
}

const curvedNetwork: Design = {
  widths: [3, 4, 4, 4, 2],
  activations: ["tanh", "leaky_relu", "sigmoid", "sigmoid"],
  loss: { name: "mse", reduction: "mean", l2: 0.13 },
  samples: 5,
  alpha: 0.3,
};
const kinkedNetwork: Design = {
  widths: [4, 4, 4, 2],
  activations: ["relu", "elu", "identity"],
  loss: { name: "half_squared_error", reduction: "batchmean" },
  samples: 4,
  alpha: 1.5,
};

const networks: readonly NetworkQuestion[] = [
  network(1, curvedNetwork),
  network(2, kinkedNetwork),
  network(3, {
    widths: [3, 4, 4, 3],
    activations: ["gelu", "softplus", "identity"],
    loss: { name: "softmax_cross_entropy", reduction: "batchmean" },
    samples: 5,
    soft: true,
  }),
  network(4, {
    widths: [2, 4, 4, 3],
    activations: ["gelu_tanh", "softmax", "softmax"],
    loss: { name: "cross_entropy", reduction: "batchmean" },
    samples: 4,
    soft: true,
  }),
  network(5, {
    widths: [3, 4, 4, 2],
    activations: ["tanh", "sigmoid", "sigmoid"],
    loss: { name: "bce", reduction: "batchmean" },
    samples: 5,
    soft: true,
  }),
  network(6, {
    widths: [3, 4, 1],
    activations: ["elu", "sigmoid"],
    loss: { name: "bce", reduction: "mean", clip: 0.45 },
    samples: 5,
    soft: true,
  }),
  network(7, {
    widths: [3, 4, 2],
    activations: ["log_softmax", "identity"],
    loss: { name: "bce_with_logits", reduction: "sum" },
    samples: 5,
    soft: true,
  }),
  network(8, { ...curvedNetwork, scale: 0.01, loss: { name: "mse", reduction: "mean" } }),
  network(9, {
    widths: [2, 3, 1],
    activations: ["relu", "tanh"],
    loss: { name: "mse", reduction: "mean" },
    samples: 3,
  }),
];

const next = numbers(50);
const probabilities = filled([3, 4], () => 0.1 + 0.4 * Math.abs(next()));
const loss = (name: Loss["name"]): LossQuestion => ({
  kind: "loss",
  loss: { name, reduction: "batchmean" },
  p: probabilities,
  target: filled([3, 4], () => Math.abs(next())),
  want: { values: ["L"], gradients: ["p"] },
});

const graphs: readonly GraphQuestion[] = [
  // one path of two steps and one of three from h to y; h is used three times
  {
    kind: "graph",
    inputs: { x: filled([3], next), w: filled([3], next) },
    nodes: [
      { out: "h", op: "multiply", in: ["x", "w"] },
      { out: "p", op: "tanh", in: ["h"] },
      { out: "q", op: "exp", in: ["p"] },
      { out: "r", op: "multiply", in: ["q", "h"] },
      { out: "s", op: "subtract", in: ["r", "h"] },
      { out: "y", op: "multiply", in: ["s", "p"] },
    ],
    seed: { y: fromNested([1.5, -0.75, 2]) },
    want: { values: ["y"], gradients: ["x", "w", "h"] },
  },
  // broadcasting in a square, and operations with two operands
  {
    kind: "graph",
    inputs: {
      A: filled([3, 3], () => 2 + next()),
      b: filled([3, 1], () => 3 + next()),
      c: filled([3], () => 3 * next()),
    },
    nodes: [
      { out: "d", op: "divide", in: ["A", "b"] },
      { out: "e", op: "add", in: ["d", "c"] },
      { out: "f", op: "maximum", in: ["e", "A"] },
      { out: "g", op: "abs", in: ["e"] },
      { out: "h", op: "sqrt", in: ["g"] },
      { out: "k", op: "matmul", in: ["f", "h"] },
      { out: "y", op: "mean", in: ["k"], attributes: { axes: [0] } },
    ],
    seed: { y: filled([3], () => 1 + next()) },
    want: { values: ["y"], gradients: ["A", "b", "c"] },
  },
  // shapes that move entries
  {
    kind: "graph",
    inputs: { M: filled([2, 3], next) },
    nodes: [
      { out: "t", op: "transpose", in: ["M"] },
      { out: "l", op: "log_softmax", in: ["t"], attributes: { axis: 0 } },
      { out: "s", op: "sum", in: ["l"], attributes: { axes: [1] } },
    ],
    seed: { s: filled([3], () => 1 + next()) },
    want: { values: ["s"], gradients: ["M"] },
  },
];

const expression = (
  line: string,
  where: readonly string[],
  at: Readonly<Record<string, number>>,
): ExpressionQuestion => ({
  kind: "expression",
  ...{ expression: line, where },
  at: Object.fromEntries(Object.entries(at).map(([name, x]) => [name, fromNested(x)])),
  want: { values: [], gradients: [...Object.keys(at), ...where.map((text) => text.split(" ")[0])] },
});

const training: TrainingQuestion = {
  kind: "training",
  ...layered(60, { ...curvedNetwork, widths: [2, 3, 1], activations: ["tanh", "sigmoid"], samples: 4 }),
  learningRate: 0.3,
  steps: 3,
  want: { values: ["W1@3", "b1@3", "W2@3", "b2@3"], gradients: ["W1@1", "W2@1"] },
};

export const probes: Readonly<Record<string, Question>> = {
  ...Object.fromEntries(networks.map((question, i) => [`network ${i + 1}`, question])),
  ...Object.fromEntries(graphs.map((question, i) => [`graph ${i + 1}`, question])),
  "binary cross-entropy": loss("bce"),
  "cross-entropy": loss("cross_entropy"),
  "softmax cross-entropy": loss("softmax_cross_entropy"),
  chain: expression("y = v^3", ["u = x^2", "v = 2*u + 1"], { x: 3 }),
  paths: expression("z = x^2 * y", ["x = 3*t", "y = t^2 + 1"], { t: 2 }),
  quotient: expression("y = 1 / (1 + exp(-z))", ["z = 2*x - 1"], { x: 0.75 }),
  training,
};
