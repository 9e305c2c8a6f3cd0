/** For tests: networks of distinct widths with a square block, unequal samples, biases that are not 0, away from kinks; and a training run. */
import type { ActivationName, Layer, Loss, NetworkQuestion, TrainingQuestion } from "../../../spec/case.ts";
import { parametersOf } from "../../../spec/lower/network.ts";
import { filled, numbers } from "./numbers.ts";

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

export const networks: readonly NetworkQuestion[] = [
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
  // loss and output activation that do not belong together
  network(10, {
    widths: [3, 4, 2],
    activations: ["leaky_relu", "sigmoid"],
    loss: { name: "cross_entropy", reduction: "batchmean", l2: 0.07 },
    samples: 4,
    alpha: -0.25,
    soft: true,
  }),
  // one sample
  network(11, {
    widths: [2, 3, 2],
    activations: ["softplus", "tanh"],
    loss: { name: "mse", reduction: "sum" },
    samples: 1,
  }),
];

export const training: TrainingQuestion = {
  kind: "training",
  ...layered(60, { ...curvedNetwork, widths: [2, 3, 1], activations: ["tanh", "sigmoid"], samples: 4 }),
  learningRate: 0.3,
  steps: 3,
  want: {
    values: ["L@1", "L@3", "W1@2", "W1@3", "b1@3", "W2@3", "b2@3"],
    gradients: ["W1@1", "W2@1", "W2@2"],
  },
};
