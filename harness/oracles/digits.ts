/**
 * Estimates from 64-digit numbers, and what they may be off by: running error bounds of that arithmetic, over the same graph.
 *
 * A double may need a thousand decimal digits, and the first operation cuts it to 64, so nothing counts as exact, not even what doubles hold
 * exactly. Rounding to 64 digits is half of 10^−63; 10⁸ of that is given away for another order of operations, forward instead of reverse.
 */
import type { BigNumber } from "mathjs";
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import type { Bounded } from "../../engine/numbers/bounded/errors.ts";
import type { Profile } from "../../engine/numbers/bounded/profile.ts";
import { toDoubleDouble } from "../../engine/numbers/decimal.ts";
import { sweep } from "../../engine/reference/tape.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import type { Shape } from "../../spec/tensor.ts";
import type { Estimate } from "./oracle.ts";

export const roundingUnit = 1e-55;

const sixtyFourDigits: Profile = {
  name: "64 digits",
  storage: roundingUnit,
  accumulator: roundingUnit,
  multiplicand: 0,
  elementary: 64,
  // where a bound underflows, so do the doubles that are compared
  tiny: 0,
  largest: Number.POSITIVE_INFINITY,
  // no double counts as stored, and no sum as exact
  bits: 0,
  accumulatorBits: 0,
  anyFormula: true,
  errors: "worst",
};

/** How far 64-digit arithmetic may be from the truth, entry by entry; null where a gradient is 0 whatever is rounded. */
export interface Roundings {
  readonly values: ReadonlyMap<Name, Float64Array | null>;
  readonly gradients: ReadonlyMap<Name, Float64Array | null>;
}

const n = bounded([sixtyFourDigits]);
const sure = ({ value }: Bounded): Bounded => ({ value, errors: [null] });
/** Numbers that double-double tells apart are told apart in 64 digits; where they are equal there is a kink, and no derivative to bound. */
const decided: Numbers<Bounded> = { ...n, order: (a, b) => n.order(sure(a), sure(b)) };

export function roundingsOf(graph: Graph, names: readonly Name[]): Roundings {
  const { values, gradients } = sweep(graph, decided, { wanted: names });
  const errorsOf = (all: ReadonlyMap<Name, Bounded>) =>
    new Map([...all].map(([name, { errors }]) => [name, errors[0]]));
  return { values: errorsOf(values), gradients: errorsOf(gradients) };
}

/** Null stands for an exact zero. */
export function estimateOf(
  entries: readonly (BigNumber | null)[],
  shape: Shape,
  roundings: Float64Array | null = null,
): Estimate {
  const out = {
    shape,
    hi: new Float64Array(entries.length),
    lo: new Float64Array(entries.length),
    error: new Float64Array(entries.length),
  };
  entries.forEach((entry, k) => {
    if (!entry) return;
    const { hi, lo } = toDoubleDouble(entry);
    out.hi[k] = hi;
    out.lo[k] = lo;
    // hi + lo holds 106 bits of the 64 digits
    out.error[k] = (roundings?.[k] ?? 0) + 2 ** -106 * Math.abs(hi);
  });
  return out;
}
