/**
 * Estimates from 64-digit numbers, and what they may be off by.
 *
 * Rounding to 64 digits is 2^−212, to double-double 2^−102: the running bound of the double-double sweep (`own`) shrinks by 10³³ where the same
 * graph is computed in 64 digits. 10⁸ of that is given away for another order of operations, forward instead of reverse.
 */
import type { BigNumber } from "mathjs";
import { toDoubleDouble } from "../../engine/numbers/decimal.ts";
import type { Known } from "../truth/known.ts";
import type { Estimate } from "./oracle.ts";

const shrinks = 1e-25;

/** Null stands for an exact zero. */
export function estimateOf(entries: readonly (BigNumber | null)[], { shape, own }: Known): Estimate {
  const out = {
    shape,
    hi: new Float64Array(own.length),
    lo: new Float64Array(own.length),
    error: new Float64Array(own.length),
  };
  entries.forEach((entry, k) => {
    if (!entry) return;
    const { hi, lo } = toDoubleDouble(entry);
    out.hi[k] = hi;
    out.lo[k] = lo;
    // hi + lo holds 106 bits of the 64 digits
    out.error[k] = own[k] * shrinks + 2 ** -106 * Math.abs(hi);
  });
  return out;
}
