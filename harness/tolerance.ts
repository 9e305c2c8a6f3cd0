/**
 * The only place where two numbers are compared.
 *
 * There is no constant to tune here: a number is right where its distance from the truth is within what rounding can do to an honest engine
 * (`bound`), plus what the truth itself is not sure of (`own`), plus half a unit of the last digit that was printed (`quantum`).
 */

/** One number of the truth: hi + lo in double-double, off by `own` at most; an honest engine is within `bound` of it. */
export interface TrueEntry {
  readonly hi: number;
  readonly lo: number;
  readonly own: number;
  readonly bound: number;
  /** The root mean square of what rounding does; absent where nothing is known of it. */
  readonly usual?: number;
  /** How far the rounding of the inputs to the engine's format moves it; absent where there is none. */
  readonly stored?: number;
}
export interface Comparison {
  readonly error: number;
  readonly bound: number;
  readonly ok: boolean;
  /** Within a bound that is no larger than the number, but further off than honest engines are ever seen. */
  readonly suspect: boolean;
  /** −log10 of the relative error, the LRE of NIST StRD; at most 17, where double and truth cannot be told apart. */
  readonly digits: number | null;
}

/** The bounds are themselves computed in float64, in some thousand operations of relative error 2^−53 each: far below one part in a million. */
const roundingOfTheBound = 1 + 1e-6;

/**
 * Root mean squares that no honest engine was seen beyond: 11.2 at most in the calibration of `numerics` over 298,364 runs (coherent errors of
 * symmetric networks), so 12. Calibrated, not proved: beyond it an engine is suspected, never accused.
 */
const farthestSeen = 12;

export function compare(x: number, truth: TrueEntry, quantum = 0): Comparison {
  const { hi, lo, own } = truth;
  // ∞·0 in a bound means that it says nothing
  const sum = (truth.bound + own + quantum) * roundingOfTheBound;
  const bound = Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
  // an infinite truth is met by the same infinity only
  const error = Number.isFinite(hi) ? Math.abs(x - hi - lo) : x === hi ? 0 : Number.POSITIVE_INFINITY;
  // A comparison with NaN is false: a NaN is never ok. Within an unbounded tolerance nothing is shown to be right.
  const ok = error <= bound && (Number.isFinite(bound) || error === 0);
  const seen =
    truth.usual === undefined ? bound : farthestSeen * truth.usual + (truth.stored ?? 0) + own + quantum;
  // what is usual is of first order in the errors, which tells nothing where they may be as large as the number
  const isSmall = truth.bound + own <= Math.abs(hi);
  return {
    error,
    bound,
    ok,
    suspect: ok && isSmall && error > seen * roundingOfTheBound,
    digits: digitsOf(error, Math.abs(hi)),
  };
}

export function digitsOf(error: number, size: number): number | null {
  if (!Number.isFinite(error) || !(size > 0)) return null;
  return error === 0 ? 17 : Math.max(0, Math.min(17, -Math.log10(error / size)));
}

/** An entry tells right from wrong where the tolerance is small against it; exact zeros must be met exactly. */
export function isInformative({ hi, bound, own }: TrueEntry): boolean {
  const total = bound + own;
  return total === 0 || total <= 0.1 * Math.abs(hi);
}

/** Whether two estimates of one number contradict each other: further apart than both errors together. */
export function contradicts(difference: number, errors: number): boolean {
  return !(Math.abs(difference) <= errors);
}
