/** Operations to be put beside a graph, each where its bugs show: unequal operands of both signs, squares, on both sides of every kink. */
import type { Name, Node } from "../../spec/graph.ts";
import type { OpName } from "../../spec/ops/index.ts";
import { fromNested, type Nested, type Tensor } from "../../spec/tensor.ts";
import { generic } from "./generic.ts";

export interface Beside {
  /** As it is told: `a quotient`. */
  readonly what: string;
  readonly inputs: Readonly<Record<Name, Tensor>>;
  readonly node: Node;
  readonly seed: Tensor;
  /** Inputs by which its gradient is asked. */
  readonly demanded: readonly Name[];
}

const mixed: Nested = [1.375, -0.625, 0.8125];
const other: Nested = [-0.4375, 1.1875, 2.3125];
const positive: Nested = [0.4375, 1.1875, 2.3125];
const square: Nested = [
  [0.625, -0.875, 1.3125],
  [-1.6875, 0.8125, 0.375],
  [0.1875, 1.5625, -0.5625],
];
const wide: Nested = [
  [0.6875, -1.1875, 0.5625],
  [1.625, 0.3125, -0.875],
];

function one(
  what: string,
  op: OpName,
  operands: readonly Nested[],
  shape: readonly number[],
  attributes?: Node["attributes"],
): Beside {
  const names = operands.map((_, i) => `beside/${"cd"[i]}`);
  return {
    what,
    inputs: Object.fromEntries(operands.map((x, i) => [names[i], fromNested(x)])),
    node: { out: "beside/y", op, in: names, ...(attributes && { attributes }) },
    seed: generic(shape, 300),
    // a single number is an exponent, by which the slope at a negative base is none
    demanded: names.filter((_, i) => typeof operands[i] !== "number"),
  };
}
const three = [3];

export const beside: readonly Beside[] = [
  one("a product", "multiply", [mixed, other], three),
  one("a difference", "subtract", [mixed, other], three),
  one("a quotient", "divide", [mixed, other], three),
  one("a power of a negative base", "pow", [mixed, 3], three),
  one("a power", "pow", [positive, mixed], three),
  one("a minus", "negative", [mixed], three),
  one("an exponential", "exp", [mixed], three),
  one("a logarithm", "log", [positive], three),
  one("a root", "sqrt", [positive], three),
  one("an absolute value", "abs", [mixed], three),
  one("a maximum", "maximum", [mixed, other], three),
  one("a clip", "clip", [mixed], three, { min: -0.5, max: 1 }),
  one("a sum", "sum", [wide], [2], { axes: [1] }),
  one("a sum along one axis of a square", "sum", [square], three, { axes: [1] }),
  one("a mean", "mean", [wide], [2], { axes: [1] }),
  one("a transposition", "transpose", [wide], [3, 2]),
  one("a reshape", "reshape", [wide], [3, 2], { shape: [3, 2] }),
  one("a product of square matrices", "matmul", [square, square], [3, 3]),
  one("a matrix product", "matmul", [wide, square], [2, 3]),
  one("an operand that is broadcast", "add", [wide, mixed], [2, 3]),
  one("an operand that is broadcast in a square", "multiply", [square, mixed], [3, 3]),
  one("a sigmoid", "sigmoid", [mixed], three),
  one("a tanh", "tanh", [mixed], three),
  one("a relu", "relu", [mixed], three),
  one("a leaky relu", "leaky_relu", [mixed], three, { alpha: 0.3 }),
  one("a leaky relu of negative slope", "leaky_relu", [mixed], three, { alpha: -0.3 }),
  one("an elu", "elu", [mixed], three, { alpha: 1.5 }),
  one("a softplus", "softplus", [mixed], three),
  one("a gelu", "gelu", [mixed], three, { form: "erf" }),
  one("a gelu in its tanh form", "gelu", [mixed], three, { form: "tanh" }),
  one("a softmax", "softmax", [square], [3, 3], { axis: 0 }),
  one("a log softmax", "log_softmax", [square], [3, 3], { axis: 0 }),
];
