/** What a running error bound consists of. */
import type { DoubleDouble } from "../double-double/numbers.ts";

/** What a sum is made of: an engine may start it from whatever is added to it next (a bias), so its terms are remembered. */
export interface Terms {
  readonly count: number;
  /** Σ|term| of each entry. */
  readonly size: Float64Array;
  /** All terms of an entry are multiples of it; NaN where nothing is known. */
  readonly unit: Float64Array;
}

/** Error per profile; null where every entry is exact. */
export type Errors = readonly (Float64Array | null)[];
export interface Bounded {
  readonly value: DoubleDouble;
  readonly errors: Errors;
  /** Of a sum that nothing was done to yet. */
  readonly terms?: Terms;
}

/** All-zero errors as null, so that exactness is seen at a glance and costs nothing. */
export const orNull = (errors: Float64Array): Float64Array | null =>
  errors.some((e) => e !== 0) ? errors : null;
