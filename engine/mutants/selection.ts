/** Bugs in the rules of operations that choose, move or gather entries: maxima, clips, shapes, sums. */
import { axesOf } from "../../spec/ops/op.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { reduced } from "./broadcasting.ts";
import { type DoublePass, gross, type Mutant, map, times } from "./mutant.ts";
import { rule } from "./operation.ts";

/** Entries of a matrix read column by column, in another shape. */
function byColumns({ shape: [rows, columns], data }: Tensor, shape: readonly number[]): Tensor {
  return { shape, data: data.map((_, k) => data[(k % rows) * columns + Math.floor(k / rows)]) };
}
const isMatrix = ({ shape }: Tensor): boolean => shape.length === 2;

/** ḡ of a reduction along the columns of a square, laid along its rows. */
function alongTheRows({ n, g, operands: [x], attributes }: DoublePass): Tensor | undefined {
  const [rows, columns] = x.shape;
  const axes = axesOf(attributes, x.shape.length);
  return isMatrix(x) && rows === columns && axes.length === 1 && axes[0] === 1
    ? n.broadcast(n.reshape(g, [1, columns]), x.shape)
    : undefined;
}

export const selectionMutants: readonly Mutant[] = [
  gross(
    "maximum-to-both",
    [
      "sends the cotangent of a maximum to both operands",
      "∂max(a, b)/∂a = 1, not [a > b]",
      "CHAIN-10",
      "send it to the larger one",
    ],
    rule("maximum", () => [0, 1].map((i) => reduced(i, ({ g }) => g))),
  ),
  gross(
    "maximum-to-both-at-a-tie",
    [
      "sends the cotangent of a maximum to both operands where they are equal: each is asked alone whether it is the maximum",
      "∂max(a, b)/∂a = [a ≥ b] and ∂max(a, b)/∂b = [b ≥ a], not s and 1 − s where a = b",
      "KINK-1",
      "let one condition decide for both: what one does not receive, the other does",
    ],
    rule("maximum", () =>
      [0, 1].map((i) =>
        reduced(i, ({ n, g, operands, result }) => {
          const own = n.broadcast(operands[i], result.shape).data;
          return map(g, (x, k) => (own[k] === result.data[k] ? x : 0));
        }),
      ),
    ),
  ),
  gross(
    "maximum-to-the-smaller",
    [
      "sends the cotangent of a maximum to the smaller operand",
      "∂max(a, b)/∂a = [a < b], not [a > b]",
      "CHAIN-10",
      "send it to the larger one",
    ],
    rule("maximum", ([first, second]) => [
      (pass) => first({ ...pass, operands: pass.operands.map((x) => times(x, -1)) }),
      (pass) => second({ ...pass, operands: pass.operands.map((x) => times(x, -1)) }),
    ]),
  ),
  gross(
    "clip-passed-straight-through",
    [
      "passes the cotangent through a clip also where its bounds hold the value fixed",
      "dclip(x)/dx = 1, not [min < x < max]",
      "CHAIN-10",
      "stop it outside of the bounds",
    ],
    rule("clip", () => [({ g }) => g]),
  ),
  gross(
    "transpose-undone-by-reshape",
    [
      "takes a transposition back by a reshape, which keeps the order of the entries",
      "∂L/∂X = reshape(∂L/∂Y), not (∂L/∂Y)ᵀ",
      "CHAIN-8",
      "transpose the cotangent",
    ],
    rule("transpose", () => [({ n, g, operands: [x] }) => n.reshape(g, x.shape)]),
  ),
  gross(
    "reshape-undone-by-columns",
    [
      "reads the cotangent of a reshape column by column, where entries were laid out row by row",
      "∂L/∂X = reshape((∂L/∂Y)ᵀ), not reshape(∂L/∂Y)",
      "CHAIN-8",
      "use one order in both directions",
    ],
    rule("reshape", ([own]) => [
      (pass) => (isMatrix(pass.g) ? byColumns(pass.g, pass.operands[0].shape) : own(pass)),
    ]),
  ),
  gross(
    "sum-taken-as-mean",
    [
      "divides the cotangent of a sum by the number of its terms",
      "∂L/∂xᵢ = ∂L/∂y / n, not ∂L/∂y",
      "CHAIN-9",
      "every term of a sum receives the cotangent as it is",
    ],
    rule("sum", ([own]) => [
      (pass) => times(own(pass), pass.result.data.length / pass.operands[0].data.length),
    ]),
  ),
  gross(
    "mean-divided-by-its-results",
    [
      "divides the cotangent of a mean by the number of means, not by the number of entries in each",
      "∂L/∂xᵢ = ∂L/∂y / n_means, not ∂L/∂y / n_entries",
      "CHAIN-9",
      "divide by the size of the axes that the mean is over",
    ],
    rule("mean", ([own]) => [
      (pass) => times(own(pass), pass.operands[0].data.length / pass.result.data.length ** 2),
    ]),
  ),
  gross(
    "sum-spread-along-the-other-axis",
    [
      "broadcasts the cotangent of row sums down the columns instead of along the rows, which only a square can hide",
      "∂L/∂xᵢⱼ = ∂L/∂yⱼ, not ∂L/∂yᵢ",
      "CHAIN-9",
      "give the cotangent its axis of size 1 back before it is broadcast",
    ],
    rule("sum", ([own]) => [(pass) => alongTheRows(pass) ?? own(pass)]),
  ),
];
