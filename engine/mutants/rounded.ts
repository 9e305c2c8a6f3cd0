/** Doubles that are rounded to fewer bits after every operation: an engine that works in a lower precision inside. */
import type { Numbers } from "../../spec/numbers.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { map } from "./mutant.ts";

interface Format {
  /** Of the significand. */
  readonly bits: number;
  /** Smallest number that has all of them, and the largest number. */
  readonly normal: number;
  readonly largest: number;
}

/** To nearest; below the smallest normal number to multiples of the least, past the largest to infinity. */
const rounding =
  ({ bits, normal, largest }: Format) =>
  (x: number): number => {
    if (x === 0 || !Number.isFinite(x)) return x;
    if (Math.abs(x) >= 2 * largest) return Math.sign(x) * Number.POSITIVE_INFINITY;
    const least = normal * 2 ** (1 - bits);
    if (Math.abs(x) < normal) return Math.round(x / least) * least;
    // Veltkamp: x·(2^(53−p) + 1) carries the bits that are to go into the part that cancels
    const shifted = x * (2 ** (53 - bits) + 1);
    const rounded = shifted - (shifted - x);
    return Math.abs(rounded) > largest ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
  };
export const toFloat16 = rounding({ bits: 11, normal: 2 ** -14, largest: 65504 });
export const toBfloat16 = rounding({ bits: 8, normal: 2 ** -126, largest: (2 - 2 ** -7) * 2 ** 127 });

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
export const bfloat16 = rounded("bfloat16", toBfloat16);
