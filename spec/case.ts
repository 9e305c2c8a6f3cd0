/** A case is ours: a question, and what we know of it. An engine only ever sees the question. */
import type { Name, Node } from "./graph.ts";
import type { Tensor } from "./tensor.ts";

export type LossName =
  | "mse"
  | "half_squared_error"
  | "bce"
  | "bce_with_logits"
  | "cross_entropy"
  | "softmax_cross_entropy";
/** mean: over all entries; sum: over all entries; batchmean: summed over features, averaged over samples. */
export type Reduction = "mean" | "sum" | "batchmean";
export type ActivationName =
  | "identity"
  | "relu"
  | "leaky_relu"
  | "elu"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "gelu"
  | "gelu_tanh"
  | "softmax"
  | "log_softmax";

export interface Loss {
  readonly name: LossName;
  readonly reduction: Reduction;
  /** bce and cross_entropy only: probabilities are clipped to [clip, 1 − clip] before the logarithm. Absent: not clipped. */
  readonly clip?: number;
  /** Adds l2/2 · Σ W² over all weights (never biases). Networks only. */
  readonly l2?: number;
}
export interface Layer {
  /** [out, in] */
  readonly W: Tensor;
  /** [out] (column b of z = W a + b) */
  readonly b: Tensor;
  readonly activation: ActivationName;
  /** leaky_relu: slope on the negative side (default 0.01); elu: scale (default 1). */
  readonly alpha?: number;
}

/** Which quantities are asked: values of nodes, and gradients of the output with respect to nodes. */
export interface Wanted {
  readonly values: readonly Name[];
  readonly gradients: readonly Name[];
}
interface Asked {
  /** Must be answered. */
  readonly want: Wanted;
  /** May be answered: helps to find where a wrong number starts. */
  readonly also?: Wanted;
}

export interface GraphQuestion extends Asked {
  readonly kind: "graph";
  readonly inputs: Readonly<Record<Name, Tensor>>;
  readonly nodes: readonly Node[];
  readonly seed: Readonly<Record<Name, Tensor>>;
}
/** `expression: "y = v^3", where: ["u = x^2", "v = 2*u + 1"], at: { x: 3 }`; gradients are dy/dN, total derivatives. */
export interface ExpressionQuestion extends Asked {
  readonly kind: "expression";
  readonly expression: string;
  readonly where: readonly string[];
  readonly at: Readonly<Record<Name, Tensor>>;
}
/** Nodes `p` (prediction or logits; features × samples, or a vector of samples), `t` (target), `L`. */
export interface LossQuestion extends Asked {
  readonly kind: "loss";
  readonly loss: Loss;
  readonly p: Tensor;
  readonly target: Tensor;
}
/** Nodes x, W1, b1, z1, a1, …, t, L; samples are columns of x and target. */
export interface NetworkQuestion extends Asked {
  readonly kind: "network";
  readonly layers: readonly Layer[];
  readonly loss: Loss;
  readonly x: Tensor;
  readonly target: Tensor;
}
/**
 * Full-batch gradient descent, W ← W − η ∂L/∂W, for `steps` updates. Names are `N@k`: node N before the k-th update, k from 0
 * (`W1@3` is W1 after three updates). `report` is the loss that is shown as `R@k` where it differs from the loss that is differentiated.
 */
export interface TrainingQuestion extends Asked {
  readonly kind: "training";
  readonly layers: readonly Layer[];
  readonly loss: Loss;
  readonly report?: Loss;
  readonly x: Tensor;
  readonly target: Tensor;
  readonly learningRate: number;
  readonly steps: number;
}
export type Question = GraphQuestion | ExpressionQuestion | LossQuestion | NetworkQuestion | TrainingQuestion;

/** Numbers as they were written: the source text of each entry, row-major. `0.190` promises three decimals. */
export interface Written {
  readonly shape: readonly number[];
  readonly text: readonly string[];
}
export interface Promised {
  readonly values: Readonly<Record<Name, Written>>;
  readonly gradients: Readonly<Record<Name, Written>>;
}

export interface Case {
  /** The fixture's path below `fixtures/` without its ending: `chapter/chain-three-links`. */
  readonly id: string;
  readonly title: string;
  /** Clause of spec/README.md: `CHAIN-2`. */
  readonly clause: string;
  readonly source: {
    readonly chapter?: number;
    readonly section?: string;
    readonly reconstructed?: readonly string[];
    readonly note?: string;
  };
  readonly question: Question;
  /** What the source prints: right to half a unit of the last digit that is written. */
  readonly printed?: Promised;
  /** At least 30 digits each, at the exact decimals of the fixture's literals (not at the doubles nearest to them). */
  readonly certified?: Promised;
  /** Values that must fall strictly from step to step (training): `L` means L@0 > L@1 > … over the wanted steps. */
  readonly falling?: readonly Name[];
  /** Conventions that are all admissible here: `{ "relu'(0)": [0, 1] }` admits any value between. */
  readonly accepts: Readonly<Record<string, readonly [number, number]>>;
  /**
   * Literals that are not doubles: for each input, the text of its entries where text and double differ in value.
   * Keys are input names of the lowered graph (`W1`, `x`, `p`, …); absent inputs are exact.
   */
  readonly literals: Readonly<Record<Name, Written>>;
  readonly guards: readonly string[];
  readonly points: number;
  /** Where the fixture stands: file (relative to the package or absolute) and line of the question. */
  readonly file: string;
  readonly line: number;
}
