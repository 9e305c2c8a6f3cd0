/** Error rules entry by entry: what the operands' errors do to the result, plus the rounding of the result. */
import type { ElementaryName } from "../../../spec/numbers.ts";
import type { DoubleDouble } from "../double-double/numbers.ts";
import { isStored, type Profile, together, unitOf } from "./profile.ts";

/** One entry of a binary operation: v = a ∘ b with operands off by ea, eb. `whole`: both operands are doubles; `lo`: low part of v. */
export interface Entry {
  readonly a: number;
  readonly b: number;
  readonly v: number;
  readonly ea: number;
  readonly eb: number;
  readonly whole: boolean;
  readonly lo: number;
}
export interface BinaryRule {
  value(a: DoubleDouble, b: DoubleDouble): DoubleDouble;
  error(profile: Profile, entry: Entry): number;
}
type ErrorRule = Pick<BinaryRule, "error">;

/** Exact operands, and a result that the format holds: no honest engine can round it. (In double-double the operation itself is exact.) */
const isExact = (profile: Profile, { ea, eb, whole, lo, v }: Entry): boolean =>
  ea === 0 && eb === 0 && whole && (!profile.anyFormula || (lo === 0 && isStored(v, profile)));

/** Past the largest number of the format nothing is known of what an honest engine gives. */
const rounded = (profile: Profile, carried: number, v: number, roundings: number): number => {
  if (Math.abs(v) + carried > profile.largest) return Number.POSITIVE_INFINITY;
  return together(profile, carried, unitOf(profile, roundings) * (Math.abs(v) + carried)) + profile.tiny;
};

// (a + ea) + (b + eb): ea + eb, and one rounding
export const addRule: ErrorRule = {
  error: (profile, e) => (isExact(profile, e) ? 0 : rounded(profile, together(profile, e.ea, e.eb), e.v, 1)),
};

// (a + ea)(b + eb): |a|·eb + |b|·ea + ea·eb, and one rounding; a factor that is exactly 0 gives exactly 0, unless the other may be ∞
export const multiplyRule: ErrorRule = {
  error: (profile, e) => {
    if (!Number.isFinite(e.ea + e.eb)) return Number.POSITIVE_INFINITY;
    if ((e.a === 0 && e.ea === 0) || (e.b === 0 && e.eb === 0) || isExact(profile, e)) return 0;
    const carried = together(profile, Math.abs(e.a) * e.eb, Math.abs(e.b) * e.ea);
    return rounded(profile, together(profile, carried, e.ea * e.eb), e.v, 1);
  },
};

const isPowerOfTwo = (x: number): boolean =>
  Number.isFinite(x) && x !== 0 && Math.log2(Math.abs(x)) % 1 === 0;

// (a + ea)/(b + eb): (ea + |v|·eb)/(|b| − eb); 3 roundings, so that a·(1/b) is as good, and overflows where 1/b does. Exact only by powers of two.
export const divideRule: ErrorRule = {
  error: (profile, e) => {
    const least = Math.abs(e.b) - e.eb;
    // 0 times a reciprocal that overflows is no number
    if (!(least > 0) || (profile.anyFormula && 1 / least > profile.largest)) return Number.POSITIVE_INFINITY;
    if (e.a === 0 && e.ea === 0) return 0;
    if (e.lo === 0 && isPowerOfTwo(e.b) && isExact(profile, e)) return 0;
    const carried = together(profile, e.ea, Math.abs(e.v) * e.eb) / least;
    return rounded(profile, carried, e.v, 3);
  },
};

// |(a ± ea)^b − a^b| ≤ |a|^b·((1 + ea/|a|)^b − 1), and with −ea for b < 1, where the curve is steeper below a; without the cancellation of
// the difference
function fromBase(size: number, ea: number, b: number): number {
  if (b < 1 && ea > 0 && ea >= size) return Number.POSITIVE_INFINITY;
  if (size === 0) return ea ** b;
  return size ** b * Math.abs(Math.expm1(b * Math.log1p(b < 1 ? -ea / size : ea / size)));
}

// a^b: squares as products. Else ((|a| + ea)/|a|)^|b| − 1 relative from the base, |log a|·eb from the exponent; an elementary function's error,
// or one rounding per multiplication where the exponent is a larger integer.
export const powRule: ErrorRule = {
  error: (profile, e) => {
    if (e.eb === 0 && e.b === 0) return 0;
    if (e.eb === 0 && e.b === 1) return e.ea;
    if (e.eb === 0 && e.b === 2) return multiplyRule.error(profile, { ...e, b: e.a, eb: e.ea });
    const size = Math.abs(e.a);
    if (size === 0 && e.ea === 0) return 0;
    const carried = fromBase(size, e.ea, e.b);
    const fromExponent =
      e.eb === 0 ? 0 : (Math.abs(e.v) + carried) * Math.expm1(Math.abs(Math.log(size)) * e.eb);
    return rounded(
      profile,
      together(profile, carried, fromExponent),
      e.v,
      Math.max(profile.elementary, Math.abs(e.b)),
    );
  },
};

const sech2 = (x: number): number => {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / (1 + e) ** 2;
};
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** How far f(x ± e) lies from f(x), at most: e times the largest slope in reach (exactly for exp and log). */
const carriers: Readonly<Record<ElementaryName, (x: number, e: number, y: number) => number>> = {
  exp: (_x, e, y) => y * Math.expm1(e),
  log: (x, e) => (e < x ? -Math.log1p(-e / x) : Number.POSITIVE_INFINITY),
  // √x − √(x − e) ≤ e/√x
  sqrt: (x, e, y) => (e <= x ? e / y : Math.sqrt(Math.abs(x) + e)),
  tanh: (x, e) => e * sech2(Math.max(Math.abs(x) - e, 0)),
  // σ′ = ¼·sech²(x/2)
  sigmoid: (x, e) => (e / 4) * sech2(Math.max(Math.abs(x) - e, 0) / 2),
  softplus: (x, e) => e * logistic(x + e),
  erf: (x, e) => e * (2 / Math.sqrt(Math.PI)) * Math.exp(-(Math.max(Math.abs(x) - e, 0) ** 2)),
};

/**
 * Size that the error of a function is relative to. An engine may use any formula for it (1 − …, 2σ(2x) − 1, log(1 + e^x)), which keeps absolute
 * accuracy only: 1 for what saturates at 1, y + 1 for softplus.
 */
const magnitudes: Readonly<Record<ElementaryName, (y: number) => number>> = {
  exp: (y) => y,
  log: (y) => Math.abs(y),
  sqrt: (y) => y,
  tanh: () => 1,
  sigmoid: () => 1,
  softplus: (y) => y + 1,
  erf: () => 1,
};

/** Exact values that every honest library returns: e⁰, log 1, √0, √1, tanh 0, erf 0. */
const fixedPoints: Readonly<Record<ElementaryName, readonly number[]>> = {
  exp: [0],
  log: [1],
  sqrt: [0, 1],
  tanh: [0],
  sigmoid: [],
  softplus: [],
  erf: [0],
};

export function elementaryError(
  name: ElementaryName,
  x: Float64Array,
  y: Float64Array,
  ex: Float64Array | null,
  profile: Profile,
): Float64Array | null {
  const out = new Float64Array(x.length);
  const unit = profile.elementary * profile.storage;
  for (let k = 0; k < out.length; k++) {
    const e = ex ? ex[k] : 0;
    if (e === 0 && fixedPoints[name].includes(x[k])) continue;
    const carried = e === 0 ? 0 : carriers[name](x[k], e, y[k]);
    const size = profile.anyFormula ? magnitudes[name](y[k]) : Math.abs(y[k]);
    const error = together(profile, carried, unit * (size + carried)) + profile.tiny;
    out[k] = Math.abs(y[k]) + error > profile.largest ? Number.POSITIVE_INFINITY : error;
  }
  return out.some((e) => e !== 0) ? out : null;
}
