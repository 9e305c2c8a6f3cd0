/** The words that a fixture may choose from, as lists: for complaints, hints and editors. */
import type { ActivationName, LossName, Reduction } from "../case.ts";

/** All words of a union, in the order written; a missing or foreign one is a compile error. */
const wordsOf = <T extends string>(words: Readonly<Record<T, true>>) =>
  Object.keys(words) as unknown as readonly T[];

export const activationNames = wordsOf<ActivationName>({
  identity: true,
  relu: true,
  leaky_relu: true,
  elu: true,
  sigmoid: true,
  tanh: true,
  softplus: true,
  gelu: true,
  gelu_tanh: true,
  softmax: true,
  log_softmax: true,
});
export const lossNames = wordsOf<LossName>({
  mse: true,
  half_squared_error: true,
  bce: true,
  bce_with_logits: true,
  cross_entropy: true,
  softmax_cross_entropy: true,
});
export const reductions = wordsOf<Reduction>({ mean: true, sum: true, batchmean: true });
