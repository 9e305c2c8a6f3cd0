/** Doubles that are rounded to fewer bits after every operation: an engine that works in a lower precision inside. */
import type { Numbers } from "../../spec/numbers.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { map } from "./mutant.ts";

// Veltkamp: x·(2^(53−p) + 1) carries the bits that are to go into the part that cancels.
/** To 11 bits, to nearest; numbers below 2^−14 to multiples of 2^−24; past 65504, infinite. */
export function toFloat16(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  if (Math.abs(x) < 2 ** -14) return Math.round(x * 2 ** 24) / 2 ** 24;
  const shifted = x * (2 ** 42 + 1);
  const rounded = shifted - (shifted - x);
  return Math.abs(rounded) > 65504 ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
}

export function rounded(name: string, round: (x: number) => number): Numbers<Tensor> {
  const to = (x: Tensor): Tensor => map(x, round);
  const n = float64;
  return {
    ...n,
    name,
    from: to,
    add: (a, b) => to(n.add(a, b)),
    subtract: (a, b) => to(n.subtract(a, b)),
    multiply: (a, b) => to(n.multiply(a, b)),
    divide: (a, b) => to(n.divide(a, b)),
    pow: (a, b) => to(n.pow(a, b)),
    elementary: (f, x) => to(n.elementary(f, x)),
    matmul: (a, b) => to(n.matmul(a, b)),
    sum: (a, axes) => to(n.sum(a, axes)),
  };
}
export const float32 = rounded("float32", Math.fround);
export const float16 = rounded("float16", toFloat16);
