/**
 * Estimates from two computations of one number, in 64 and in 44 digits.
 *
 * The error stated is what the 20 digits changed: the coarse computation is that far from the fine one, and the fine one is some 10²⁰ times
 * closer to the truth than that.
 */
import type { BigNumber } from "mathjs";
import { toDoubleDouble } from "../../engine/numbers/decimal.ts";
import { type Shape, sizeOf } from "../../spec/tensor.ts";
import type { Estimate } from "./oracle.ts";

/** Null stands for an exact zero. */
export function estimateOf(
  fine: readonly (BigNumber | null)[],
  coarse: readonly (BigNumber | null)[],
  shape: Shape,
): Estimate {
  const size = sizeOf(shape);
  const out = {
    shape,
    hi: new Float64Array(size),
    lo: new Float64Array(size),
    error: new Float64Array(size),
  };
  for (let k = 0; k < size; k++) {
    const [a, b] = [fine[k], coarse[k]];
    if (!a || !b) continue;
    const { hi, lo } = toDoubleDouble(a);
    out.hi[k] = hi;
    out.lo[k] = lo;
    // hi + lo holds 106 bits of the 64 digits
    out.error[k] = a.minus(b).abs().toNumber() + 2 ** -106 * Math.abs(hi);
  }
  return out;
}
