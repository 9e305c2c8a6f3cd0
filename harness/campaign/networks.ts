/** Random networks of every family that makes tolerances hard: small, tiny, saturated, zero and symmetric weights. */
import type { ActivationName, Layer, Loss, LossName, NetworkQuestion, Reduction } from "../../spec/case.ts";
import { parametersOf } from "../../spec/lower/network.ts";
import { type Shape, sizeOf, type Tensor } from "../../spec/tensor.ts";
import type { Random } from "./random.ts";

export const families = ["generic", "small", "tiny", "saturated", "zero", "symmetric", "dead"] as const;
export type Family = (typeof families)[number];

const hidden: readonly ActivationName[] = [
  "identity",
  "relu",
  "leaky_relu",
  "elu",
  "sigmoid",
  "tanh",
  "softplus",
  "gelu",
  "gelu_tanh",
  "softmax",
  "log_softmax",
];
/** Activations after which a loss has a meaning: probabilities for the two logarithmic ones. */
const outputs: Readonly<Record<LossName, readonly ActivationName[]>> = {
  mse: hidden,
  half_squared_error: hidden,
  bce: ["sigmoid", "softmax"],
  bce_with_logits: hidden,
  cross_entropy: ["softmax", "sigmoid"],
  softmax_cross_entropy: hidden,
};
const lossNames = Object.keys(outputs) as LossName[];
const reductions: readonly Reduction[] = ["mean", "sum", "batchmean"];

/** On a grid of 1/64 half of the time: numbers that every format holds. */
function entry(random: Random, size: number, coarse: boolean): number {
  const x = random.between(-size, size);
  return coarse ? Math.round(x * 64) / 64 : x;
}

function filledBy(shape: Shape, next: () => number): Tensor {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, next) };
}

const scales: Readonly<Record<Family, number>> = {
  generic: 1,
  small: 0.01,
  tiny: 1e-4,
  saturated: 8,
  zero: 0,
  symmetric: 1,
  dead: 1,
};

function layerOf(
  random: Random,
  family: Family,
  [rows, columns]: readonly [number, number],
  activation: ActivationName,
): Layer {
  const coarse = random.next() < 0.5;
  const weight = () => entry(random, scales[family], coarse && scales[family] >= 1);
  const same = weight();
  const alpha = random.pick([undefined, 0.25, 0.3, 1.5]);
  const scaled = (activation === "leaky_relu" || activation === "elu") && alpha !== undefined;
  const dead =
    family === "dead" && (activation === "relu" || activation === "sigmoid") && random.next() < 0.7;
  return {
    W: filledBy([rows, columns], family === "symmetric" ? () => same : weight),
    b: filledBy([rows], () =>
      dead
        ? -50
        : family === "symmetric"
          ? 0.25
          : entry(random, scales[family] === 0 ? 0.5 : scales[family], coarse),
    ),
    activation,
    ...(scaled && { alpha }),
  };
}

function targetOf(random: Random, name: LossName, rows: number, samples: number): Tensor {
  const soft = random.next() < 0.4;
  if (name === "cross_entropy" || name === "softmax_cross_entropy") {
    const data = new Float64Array(rows * samples);
    for (let j = 0; j < samples; j++) {
      if (soft) for (let i = 0; i < rows; i++) data[i * samples + j] = random.next();
      else data[random.integer(0, rows - 1) * samples + j] = 1;
    }
    return { shape: [rows, samples], data };
  }
  if (name === "bce" || name === "bce_with_logits") {
    return filledBy([rows, samples], () => (soft ? random.next() : random.integer(0, 1)));
  }
  return filledBy([rows, samples], () => entry(random, 2, !soft));
}

export function randomNetwork(random: Random, family: Family): NetworkQuestion {
  const depth = random.integer(1, 3);
  const widths = Array.from({ length: depth + 1 }, () => random.integer(1, 5));
  const samples = random.integer(1, 5);
  const name = random.pick(lossNames);
  // softmax of one class is 1, of which bce takes log(1 − 1)
  if (name === "bce") widths[depth] = Math.max(widths[depth], 2);
  const clip =
    (name === "bce" || name === "cross_entropy") && random.next() < 0.3
      ? random.pick([1e-7, 1e-3])
      : undefined;
  const l2 = random.next() < 0.25 ? random.pick([0.1, 0.5, 0.01]) : undefined;
  const loss: Loss = {
    name,
    reduction: random.pick(reductions),
    ...(clip !== undefined && { clip }),
    ...(l2 !== undefined && { l2 }),
  };
  const layers = Array.from({ length: depth }, (_, i) => {
    const activation = random.pick(i === depth - 1 ? outputs[name] : hidden);
    return layerOf(random, family, [widths[i + 1], widths[i]], activation);
  });
  const coarse = random.next() < 0.5;
  const names = layers.flatMap((_, i) => [`z${i + 1}`, `a${i + 1}`]);
  return {
    kind: "network",
    layers,
    loss,
    x: filledBy([widths[0], samples], () => entry(random, 2, coarse)),
    target: targetOf(random, name, widths[depth], samples),
    want: { values: [...names, "L"], gradients: [...parametersOf(layers), "x"] },
    also: { values: [], gradients: names },
  };
}
