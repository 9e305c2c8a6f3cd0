/** For tests: losses of their own, of ordinary probabilities and of extreme ones. */
import type { LossName, LossQuestion } from "../../../spec/case.ts";
import { fromNested } from "../../../spec/tensor.ts";
import { filled, numbers } from "./numbers.ts";

const next = numbers(50);
const probabilities = filled([3, 4], () => 0.1 + 0.4 * Math.abs(next()));
export const loss = (name: LossName): LossQuestion => ({
  kind: "loss",
  loss: { name, reduction: "batchmean" },
  p: probabilities,
  target: filled([3, 4], () => Math.abs(next())),
  want: { values: ["L"], gradients: ["p"] },
});

const near = fromNested([
  [1e-14, 0.25, 1 - 1e-9],
  [0.75, 1e-5, 0.5],
]);
const beyond = fromNested([
  [800, -0.75, 1.5],
  [-800, 2.25, -0.375],
]);
const oneHot = fromNested([
  [0, 1, 0],
  [1, 0, 1],
]);
/** Where formulas that are right on paper overflow, or a logarithm is near −∞. */
export const extremes: Readonly<Record<string, LossQuestion>> = {
  "probabilities near 0 and 1": { ...loss("bce"), p: near, target: oneHot },
  "clipped probabilities": {
    ...loss("bce"),
    loss: { name: "bce", reduction: "mean", clip: 0.001 },
    p: near,
    target: oneHot,
  },
  "logits beyond 709": { ...loss("softmax_cross_entropy"), p: beyond, target: oneHot },
};
