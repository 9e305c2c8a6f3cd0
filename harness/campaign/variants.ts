/** The many ways to be honest: formulas and orders that are equal in exact arithmetic, and that real engines mix as they like. */

export interface Variant {
  readonly name: string;
  /** In which order the products of a sum are added up. `wide`: in float64, rounded once. */
  readonly order:
    | "forward"
    | "reverse"
    | "pairwise"
    | "eight lanes"
    | "compensated"
    | "shuffled"
    | "fused"
    | "by size"
    | "wide";
  /** The bias as the first term of the sum, or added to the finished product. */
  readonly bias: "first" | "last";
  /** 1/m on the output's error, on the finished gradients, or as a rounded factor. */
  readonly mean: "early" | "late" | "factor";
  readonly sigmoid: "stable" | "naive" | "by tanh" | "e/(1+e)";
  readonly tanh: "library" | "by sigmoid" | "by exp" | "by one exp";
  readonly softplus: "stable" | "naive";
  /** Slopes of activations from what went in (z) or from what came out (a). */
  readonly slope: "from z" | "from a" | "from a, factored";
  /** Whether a loss and the activation before it go back in one formula, p − t. */
  readonly head: "fused" | "two quotients" | "one quotient";
  readonly softmax: "shifted" | "plain";
  /** The rows of softmax's Jacobian, or its product with a cotangent. */
  readonly jacobian: "product" | "rows";
  readonly logSoftmax: "direct" | "log of softmax";
  readonly divide: "quotient" | "reciprocal";
  /** How many units in the last place elementary functions are off, at most, each time anew. */
  readonly ulps: number;
}

const plain: Variant = {
  name: "plain",
  order: "forward",
  bias: "last",
  mean: "early",
  sigmoid: "stable",
  tanh: "library",
  softplus: "stable",
  slope: "from a",
  head: "fused",
  softmax: "shifted",
  jacobian: "product",
  logSoftmax: "direct",
  divide: "quotient",
  ulps: 0,
};

const different = (name: string, change: Partial<Variant>): Variant => ({ ...plain, name, ...change });

export const variants: readonly Variant[] = [
  plain,
  different("sums in reverse", { order: "reverse" }),
  different("sums by halves", { order: "pairwise" }),
  different("sums in eight lanes", { order: "eight lanes" }),
  different("compensated sums", { order: "compensated" }),
  different("sums in any order", { order: "shuffled" }),
  different("fused multiply-add", { order: "fused" }),
  different("sums by size", { order: "by size" }),
  different("sums in float64", { order: "wide" }),
  different("bias first", { bias: "first" }),
  different("1/m late", { mean: "late" }),
  different("1/m as a factor", { mean: "factor" }),
  different("naive sigmoid and softplus", { sigmoid: "naive", softplus: "naive" }),
  different("sigmoid by tanh", { sigmoid: "by tanh" }),
  different("sigmoid e/(1+e)", { sigmoid: "e/(1+e)" }),
  different("tanh by sigmoid", { tanh: "by sigmoid" }),
  different("tanh by exp", { tanh: "by exp" }),
  different("tanh by one exp", { tanh: "by one exp" }),
  different("slopes from z", { slope: "from z" }),
  different("factored slopes", { slope: "from a, factored" }),
  different("loss and activation apart", { head: "two quotients" }),
  different("loss and activation apart, one quotient", { head: "one quotient" }),
  different("softmax without shift", { softmax: "plain" }),
  different("softmax by its Jacobian", { jacobian: "rows", head: "two quotients" }),
  different("logarithm of softmax", { logSoftmax: "log of softmax" }),
  different("times the reciprocal", { divide: "reciprocal", head: "two quotients" }),
  different("library off by 2 ulp", { ulps: 2 }),
  different("library off by 3 ulp", { ulps: 3, head: "two quotients", slope: "from z" }),
  different("the worst mix", {
    order: "reverse",
    bias: "first",
    mean: "late",
    sigmoid: "by tanh",
    tanh: "by exp",
    softplus: "naive",
    slope: "from a",
    head: "two quotients",
    softmax: "plain",
    jacobian: "rows",
    logSoftmax: "log of softmax",
    divide: "reciprocal",
    ulps: 3,
  }),
];
