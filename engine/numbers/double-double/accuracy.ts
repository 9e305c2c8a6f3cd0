/** How far double-doubles are from decimals of 90 digits. For tests only: it loads mathjs. */
import { type Precise, precise } from "../precise.ts";
import type { DoubleDouble } from "./numbers.ts";

export const digits90 = precise(90);

export const exactly = ({ shape, hi, lo }: DoubleDouble): Precise =>
  digits90.add(digits90.from({ shape, data: hi }), digits90.from({ shape, data: lo }));

/** Numbers high + low as a vector. */
export const vector = (hi: readonly number[], lo: readonly number[] = hi.map(() => 0)): DoubleDouble => ({
  shape: [hi.length],
  hi: Float64Array.from(hi),
  lo: Float64Array.from(lo),
});

/** log₂ of each relative error of x as an approximation of the truth; −∞ where they are equal, NaN where x is not a number. */
export function relativeErrors(x: DoubleDouble, truth: Precise): number[] {
  const { entries } = exactly(x);
  return entries.map((entry, k) => {
    const t = truth.entries[k];
    return entry.eq(t) ? -Infinity : Math.log2(entry.minus(t).div(t).abs().toNumber());
  });
}

/** Whether the high word of every entry is the double nearest to the entry. */
export const isNormal = ({ hi, lo }: DoubleDouble): boolean => hi.every((high, k) => high + lo[k] === high);

/** Reproducible numbers in [0, 1): the same sequence for the same seed. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` double-doubles whose sizes run evenly, by their logarithms, from `from` to `to`; of both signs if `signed`. */
export function sample(
  seed: number,
  count: number,
  range: { from: number; to: number; signed: boolean },
): DoubleDouble {
  const next = uniform(seed);
  const octaves = Math.log2(range.to) - Math.log2(range.from);
  const hi = Array.from({ length: count }, () => {
    const size = 2 ** (Math.log2(range.from) + next() * octaves);
    return range.signed && next() < 0.5 ? -size : size;
  });
  // at most ½ ulp, and 0 where that would round the high word up
  const lo = hi.map((x) => {
    const rest = (next() - 0.5) * x * 2 ** -53;
    return x + rest === x ? rest : 0;
  });
  return vector(hi, lo);
}
