/** What the names on the wire mean, in formulas of one entry: for the reference page. harness/meanings.test.ts evaluates them against the reference engine. */
import type { ActivationName, LossName, Reduction } from "../case.ts";
import type { OpName } from "../ops/index.ts";

/** a of z, and the default of `alpha` where there is one. */
export interface ActivationMeaning {
  readonly formula: string;
  readonly alpha?: number;
  /** The sum runs over the features of one sample. */
  readonly bySample?: true;
}

export const activationMeanings: Readonly<Record<ActivationName, ActivationMeaning>> = {
  identity: { formula: "z" },
  relu: { formula: "max(z, 0)" },
  leaky_relu: { formula: "z > 0 ? z : alpha * z", alpha: 0.01 },
  elu: { formula: "z > 0 ? z : alpha * (exp(z) - 1)", alpha: 1 },
  sigmoid: { formula: "1 / (1 + exp(-z))" },
  tanh: { formula: "tanh(z)" },
  softplus: { formula: "log(1 + exp(z))" },
  gelu: { formula: "z / 2 * (1 + erf(z / sqrt(2)))" },
  gelu_tanh: { formula: "z / 2 * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z^3)))" },
  softmax: { formula: "exp(z) / sum(exp(z))", bySample: true },
  log_softmax: { formula: "z - log(sum(exp(z)))", bySample: true },
};

/** The term of one entry. */
export interface LossMeaning {
  readonly formula: string;
  readonly p: "a prediction" | "a probability" | "a logit";
  readonly bySample?: true;
}

export const lossMeanings: Readonly<Record<LossName, LossMeaning>> = {
  mse: { formula: "(p - t)^2", p: "a prediction" },
  half_squared_error: { formula: "(p - t)^2 / 2", p: "a prediction" },
  bce: { formula: "-(t * log(p) + (1 - t) * log(1 - p))", p: "a probability" },
  bce_with_logits: { formula: "log(1 + exp(p)) - t * p", p: "a logit" },
  cross_entropy: { formula: "-t * log(p)", p: "a probability" },
  softmax_cross_entropy: { formula: "-t * (p - log(sum(exp(p))))", p: "a logit", bySample: true },
};

export const reductionMeanings: Readonly<Record<Reduction, string>> = {
  sum: "Σ of all terms",
  mean: "Σ / number of terms",
  batchmean: "Σ / number of samples",
};

/** a and b are the operands, in their order. */
export const opMeanings: Readonly<Record<OpName, string>> = {
  add: "a + b",
  subtract: "a − b",
  multiply: "a · b, entry by entry",
  divide: "a / b",
  negative: "−a",
  pow: "a to the power of b, each a tensor",
  exp: "e^a",
  log: "the natural logarithm of a",
  sqrt: "√a",
  abs: "|a|",
  maximum: "the larger of a and b",
  matmul: "the matrix product, [n, k] by [k, m]",
  transpose: "the last two axes exchanged",
  sum: "summed over `axes` (one, or a list), which vanish; with `keepdims` 1 they stay with size 1",
  mean: "that sum by the number of entries that it adds",
  reshape: "the same entries in row-major order, in `shape`",
  broadcast: "entries repeated to `shape`",
  relu: "max(a, 0)",
  leaky_relu: "a where a > 0, else alpha · a",
  elu: "a where a > 0, else alpha · (e^a − 1)",
  sigmoid: "1 / (1 + e^−a)",
  tanh: "tanh a",
  softplus: "log(1 + e^a); above a `threshold`, a itself",
  gelu: "a/2 · (1 + erf(a/√2)); with form `tanh`, a/2 · (1 + tanh(√(2/π) · (a + 0.044715 a³)))",
  softmax: "e^a / Σ e^a along `axis`; −1 is the last",
  log_softmax: "a − log Σ e^a along `axis`; −1 is the last",
  clip: "a held within [min, max]",
};
