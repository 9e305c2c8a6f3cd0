/** Error rules of sums and matrix products: in any order, blocked, fused or not. */
import type { DoubleDouble } from "../double-double/numbers.ts";
import { multiplyMatrices } from "../matrices.ts";
import type { Bounded, Errors, Terms } from "./errors.ts";
import { gamma, isStored, type Profile } from "./profile.ts";
import { usualProduct, usualSum } from "./usual.ts";

const absolute = (data: Float64Array): Float64Array => data.map(Math.abs);

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
const trailingZeros = (x: number): number => 31 - Math.clz32(x & -x);

/** Value of the lowest set bit of a double; ∞ for 0, which has none. (Words in little-endian order, as on every machine Node runs on but s390x.) */
function lowestBit(x: number): number {
  if (x === 0) return Number.POSITIVE_INFINITY;
  word[0] = x;
  const [low, high] = halves;
  const exponent = Math.max((high >>> 20) & 0x7ff, 1) - 1075;
  return 2 ** (exponent + (low !== 0 ? trailingZeros(low) : 32 + trailingZeros((high & 0xfffff) | 0x100000)));
}

/** Lowest bits of rows (or columns) of a matrix, NaN where an entry is no double: then nothing is certified. */
function lowestBits(x: Bounded, along: "rows" | "columns"): Float64Array {
  const [rows, columns] = x.value.shape;
  const out = new Float64Array(along === "rows" ? rows : columns).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      const at = along === "rows" ? i : j;
      const bit = x.value.lo[k] !== 0 ? Number.NaN : lowestBit(x.value.hi[k]);
      out[at] = Math.min(out[at], bit);
    }
  }
  return out;
}

/** Double-double and exact bounds are always run beside a format; only a format asks whether the result is stored. */
const isHeld = (v: number, lo: number, profile: Profile): boolean =>
  !profile.anyFormula || (lo === 0 && isStored(v, profile));

/** Whether partial sums of so many terms may pass the largest number of the format, in whichever order they are taken: |Σ| ≤ (1 + γ_n)·Σ|t|. */
const overflows = (total: number, count: number, profile: Profile): boolean =>
  (1 + gamma(count, profile)) * total > profile.largest;

function termsOfProduct(a: Bounded, b: Bounded): Terms {
  const [rows, inner] = a.value.shape;
  const columns = b.value.shape[1];
  const size = multiplyMatrices(absolute(a.value.hi), absolute(b.value.hi), rows, inner, columns);
  const isWhole = ({ value }: Bounded) => value.lo.every((low) => low === 0);
  if (isWhole(a) && isWhole(b)) return { count: inner, size, unit: unitsOfProducts(a, b) };
  const [left, right] = [lowestBits(a, "rows"), lowestBits(b, "columns")];
  return { count: inner, size, unit: size.map((_, k) => left[Math.floor(k / columns)] * right[k % columns]) };
}

/** Lowest bit of any term: that of a product is the product of those of its factors, odd times odd being odd. */
function unitsOfProducts(a: Bounded, b: Bounded): Float64Array {
  const [rows, inner] = a.value.shape;
  const columns = b.value.shape[1];
  const [left, right] = [a.value.hi.map(lowestBit), b.value.hi.map(lowestBit)];
  const unit = new Float64Array(rows * columns).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const own = left[i * inner + k];
      for (let j = 0; j < columns; j++) {
        const bit = own * right[k * columns + j];
        if (bit < unit[i * columns + j]) unit[i * columns + j] = bit;
      }
    }
  }
  return unit;
}

/**
 * With P = |A|·E_B + E_A·(|B| + E_B) and T = |A||B| + P:  E = P + γ_(n+2)·T + u·(|v| + P) + (n + 2)·tiny.
 * Exact in any order where all operands are exact and T ≤ 2^p·(lowest bit of any term), p the bits of the accumulator.
 */
export function matmulError(
  a: Bounded,
  b: Bounded,
  value: DoubleDouble,
  profiles: readonly Profile[],
): { readonly errors: Errors; readonly terms: Terms } {
  const [rows, inner] = a.value.shape;
  const columns = b.value.shape[1];
  const product = (x: Float64Array, y: Float64Array) => multiplyMatrices(x, y, rows, inner, columns);
  const [absA, absB] = [absolute(a.value.hi), absolute(b.value.hi)];
  const terms = termsOfProduct(a, b);

  const errors = profiles.map((profile, p) => {
    const ea = withMultiplicand(a.errors[p], absA, profile);
    const eb = withMultiplicand(b.errors[p], absB, profile);
    if (profile.errors === "usual") return usualProduct([a.value, ea], [b.value, eb], value, profile);
    const carriedA = ea && product(ea, eb ? absB.map((x, k) => x + eb[k]) : absB);
    const carriedB = eb && product(absA, eb);
    const growth = gamma(inner + 2, profile);
    const room = 2 ** profile.accumulatorBits;
    const out = new Float64Array(terms.size.length);
    let exact = true;
    for (let k = 0; k < out.length; k++) {
      const carried = (carriedA ? carriedA[k] : 0) + (carriedB ? carriedB[k] : 0);
      const total = terms.size[k] + carried;
      if (total === 0) continue;
      if (overflows(total, inner + 2, profile)) {
        exact = false;
        out[k] = Number.POSITIVE_INFINITY;
        continue;
      }
      if (carried === 0 && total <= room * terms.unit[k] && isHeld(value.hi[k], value.lo[k], profile))
        continue;
      exact = false;
      const own = profile.storage * (Math.abs(value.hi[k]) + carried);
      out[k] = carried + growth * total + own + (inner + 2) * profile.tiny;
    }
    return exact ? null : out;
  });
  return { errors, terms };
}

/** One entry of a finished sum, and what is added to it. */
export interface Joined {
  readonly count: number;
  readonly size: number;
  readonly unit: number;
  readonly added: number;
  readonly addedError: number;
  /** Error of adding it last. */
  readonly last: number;
}

/**
 * What may come on top when a sum is started from what is added to it: that term is then rounded with every other one, γ_n·(|b| + e_b).
 * Where adding it last is exact, so is adding it first if all partial sums fit into the accumulator.
 */
export function joinedError(
  profile: Profile,
  { count, size, unit, added, addedError, last }: Joined,
): number {
  if (size === 0 || (added === 0 && addedError === 0) || !profile.anyFormula || profile.errors === "usual")
    return 0;
  if (overflows(size + Math.abs(added) + addedError, count + 1, profile)) return Number.POSITIVE_INFINITY;
  if (last !== 0) return gamma(count, profile) * (Math.abs(added) + addedError);
  const total = size + Math.abs(added);
  const fits = total <= 2 ** profile.accumulatorBits * Math.min(unit, lowestBit(added));
  return fits ? 0 : gamma(count + 1, profile) * total;
}

/** Multiplicands that do not fit in the narrower format are rounded to it. */
function withMultiplicand(
  error: Float64Array | null,
  size: Float64Array,
  { multiplicand, tiny, largest }: Profile,
): Float64Array | null {
  if (multiplicand === 0) return error;
  const bits = -Math.log2(multiplicand);
  return size.map(
    (x, k) => (error ? error[k] : 0) + (isStored(x, { bits, tiny, largest }) ? 0 : multiplicand * x),
  );
}

export function termsOfSum(x: DoubleDouble, target: Int32Array, length: number): Terms {
  const size = new Float64Array(length);
  const unit = new Float64Array(length).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < x.hi.length; k++) {
    size[target[k]] += Math.abs(x.hi[k]);
    unit[target[k]] = Math.min(unit[target[k]], x.lo[k] !== 0 ? Number.NaN : lowestBit(x.hi[k]));
  }
  return { count: x.hi.length / Math.max(length, 1), size, unit };
}

/** E = Σe + γ_n·Σ(|x| + e) + u·(|v| + Σe); a sum of one term is a copy. */
export function sumError(
  x: DoubleDouble,
  error: Float64Array | null,
  target: Int32Array,
  value: DoubleDouble,
  profile: Profile,
): Float64Array | null {
  const count = x.hi.length / Math.max(value.hi.length, 1);
  if (count === 1) return error;
  if (profile.errors === "usual") return usualSum(x, error, target, value, profile);
  const carried = new Float64Array(value.hi.length);
  const total = new Float64Array(value.hi.length);
  const bits = new Float64Array(value.hi.length).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < x.hi.length; k++) {
    const e = error ? error[k] : 0;
    carried[target[k]] += e;
    total[target[k]] += Math.abs(x.hi[k]) + e;
    bits[target[k]] = Math.min(bits[target[k]], x.lo[k] !== 0 || e !== 0 ? Number.NaN : lowestBit(x.hi[k]));
  }
  let exact = true;
  const out = carried.map((e, k) => {
    if (total[k] === 0) return 0;
    if (overflows(total[k], count, profile)) {
      exact = false;
      return Number.POSITIVE_INFINITY;
    }
    if (
      e === 0 &&
      total[k] <= 2 ** profile.accumulatorBits * bits[k] &&
      isHeld(value.hi[k], value.lo[k], profile)
    )
      return 0;
    exact = false;
    return (
      e +
      gamma(count, profile) * total[k] +
      profile.storage * (Math.abs(value.hi[k]) + e) +
      count * profile.tiny
    );
  });
  return exact ? null : out;
}
