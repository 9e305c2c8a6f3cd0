/** For tests: graphs in which inputs and nodes are used more than once or not at all, broadcast, moved, reduced, or at a kink; and formulas. */
import type { ExpressionQuestion, GraphQuestion } from "../../../spec/case.ts";
import type { Node } from "../../../spec/graph.ts";
import { fromNested } from "../../../spec/tensor.ts";
import { filled, numbers } from "./numbers.ts";

const next = numbers(51);

export const graphs: readonly GraphQuestion[] = [
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
  // a matrix read in other rows, means of its rows, and a square summed along its rows
  {
    kind: "graph",
    inputs: { M: filled([2, 3], next), Q: filled([3, 3], next), v: filled([3], next) },
    nodes: [
      { out: "n", op: "negative", in: ["M"] },
      { out: "u", op: "mean", in: ["n"], attributes: { axes: [1] } },
      { out: "r", op: "reshape", in: ["n"], attributes: { shape: [3, 2] } },
      { out: "t", op: "tanh", in: ["r"] },
      { out: "s", op: "sum", in: ["Q"], attributes: { axes: [1] } },
      { out: "c", op: "clip", in: ["s"], attributes: { min: -0.3, max: 0.3 } },
      { out: "y", op: "multiply", in: ["c", "v"] },
    ],
    // three outputs
    seed: {
      t: filled([3, 2], () => 1 + next()),
      u: fromNested([0.75, -1.25]),
      y: fromNested([1.5, -0.75, 2]),
    },
    want: { values: ["t", "u", "y"], gradients: ["M", "Q", "v"] },
  },
  // equal operands of a maximum, absolute values of 0, and an input that nothing uses
  {
    kind: "graph",
    inputs: { x: fromNested([0.75, -1.25]), z: fromNested([0, 1.5]), u: filled([1, 3], next) },
    nodes: [
      { out: "a", op: "multiply", in: ["x", "x"] },
      { out: "m", op: "maximum", in: ["a", "a"] },
      { out: "b", op: "abs", in: ["z"] },
      { out: "q", op: "multiply", in: ["b", "z"] },
      { out: "y", op: "add", in: ["m", "q"] },
    ],
    seed: { y: fromNested([1.5, -0.75]) },
    want: { values: ["y"], gradients: ["x", "z", "u"] },
  },
];

/** An activation far out, where e^z overflows. */
export const farOut = (op: Node["op"]): readonly [string, GraphQuestion] => [
  `${op} beyond 709`,
  {
    kind: "graph",
    inputs: { z: fromNested([800, -800, 0.75, -1.25]) },
    nodes: [{ out: "a", op, in: ["z"] }],
    seed: { a: fromNested([0.5, -1, 1.5, 2]) },
    want: { values: ["a"], gradients: ["z"] },
  },
];

export const expression = (
  line: string,
  where: readonly string[],
  at: Readonly<Record<string, number>>,
): ExpressionQuestion => ({
  kind: "expression",
  ...{ expression: line, where },
  at: Object.fromEntries(Object.entries(at).map(([name, x]) => [name, fromNested(x)])),
  want: { values: [], gradients: [...Object.keys(at), ...where.map((text) => text.split(" ")[0])] },
});
