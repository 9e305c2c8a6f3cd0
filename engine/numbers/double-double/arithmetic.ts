/**
 * Arithmetic on double-doubles: unevaluated sums high + low with |low| ≤ ½ ulp(high), some 106 bits, from doubles alone.
 *
 * Each function returns the high word and leaves the low word in `low[0]`: nothing is allocated, and both words stay in registers where V8
 * inlines. Errors are relative, in units of u² = 2^−106, from Joldes, Muller & Popescu, "Tight and rigorous error bounds for basic
 * building blocks of double-word arithmetic" (2017). They hold while no word underflows: below 2^−969 the error is some 2^−1074, absolute.
 * Infinities and NaN propagate as in doubles, with a low word of 0.
 */

/** The low word of the latest result. */
export const low = new Float64Array(1);

/** 2^27 + 1: x·splitter − (x·splitter − x) keeps the upper 26 bits of x (Veltkamp). */
export const splitter = 134217729;
/** Above this, x·splitter overflows. */
const splitLimit = 2 ** 996;

const up = 2 ** 600;
const down = 2 ** -600;

/** The sum of a number and a much smaller one, exactly: |high| ≥ |rest| or high = 0. */
export function fastTwoSum(high: number, rest: number): number {
  const sum = high + rest;
  low[0] = Math.abs(sum) < Infinity ? rest - (sum - high) : 0;
  return sum;
}

/** a + b of doubles, exactly (Knuth). */
export function twoSum(a: number, b: number): number {
  const sum = a + b;
  const shadow = sum - a;
  const rest = a - (sum - shadow) + (b - shadow);
  low[0] = Math.abs(sum) < Infinity ? rest : 0;
  return sum;
}

/** a·b − p for p = fl(a·b), exactly while nothing overflows or underflows (Dekker). */
function productError(a: number, b: number, p: number): number {
  const ca = splitter * a;
  const a1 = ca - (ca - a);
  const a2 = a - a1;
  const cb = splitter * b;
  const b1 = cb - (cb - b);
  const b2 = b - b1;
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
}

/** The same near the overflow threshold, where the factors are scaled towards 1 first. `p` is finite. */
function largeProductError(a: number, b: number, p: number): number {
  const s = Math.abs(a) > Math.abs(b) ? 2 ** -60 : 1;
  const t = s === 1 ? 2 ** -60 : 1;
  return productError(a * s, b * t, p * 2 ** -60) * 2 ** 60;
}

/** The rounding error of the finite product p = fl(a·b). */
function restOfProduct(a: number, b: number, p: number): number {
  const large = Math.abs(a) > splitLimit || Math.abs(b) > splitLimit || Math.abs(p) > splitLimit;
  return large ? largeProductError(a, b, p) : productError(a, b, p);
}

/** a·b of doubles, exactly. */
export function twoProduct(a: number, b: number): number {
  const p = a * b;
  low[0] = Math.abs(p) < Infinity ? restOfProduct(a, b, p) : 0;
  return p;
}

/** a + b, within 3 u² ("AccurateDWPlusDW"). */
export function add(ah: number, al: number, bh: number, bl: number): number {
  const s = ah + bh;
  if (!(Math.abs(s) < Infinity)) {
    low[0] = 0;
    return s;
  }
  const sShadow = s - ah;
  const sRest = ah - (s - sShadow) + (bh - sShadow);
  const t = al + bl;
  const tShadow = t - al;
  const tRest = al - (t - tShadow) + (bl - tShadow);
  const c = sRest + t;
  const v = s + c;
  return fastTwoSum(v, tRest + (c - (v - s)));
}

/** a·b, within 5 u² ("DWTimesDW1", with the bound of Muller & Rideau, 2022). */
export function multiply(ah: number, al: number, bh: number, bl: number): number {
  const p = ah * bh;
  if (!(Math.abs(p) < Infinity)) {
    low[0] = 0;
    return p;
  }
  return fastTwoSum(p, restOfProduct(ah, bh, p) + (ah * bl + al * bh));
}

/** a·b for a double b, within 3 u². */
export function scale(ah: number, al: number, b: number): number {
  const p = ah * b;
  if (!(Math.abs(p) < Infinity)) {
    low[0] = 0;
    return p;
  }
  return fastTwoSum(p, restOfProduct(ah, b, p) + al * b);
}

/** Long division: three quotients of doubles, each of what the ones before left over. Operands of moderate size. */
function longDivision(ah: number, al: number, bh: number, bl: number): number {
  const q1 = ah / bh;
  const p1 = scale(bh, bl, q1);
  const r1 = add(ah, al, -p1, -low[0]);
  const l1 = low[0];
  const q2 = r1 / bh;
  const p2 = scale(bh, bl, q2);
  const q3 = add(r1, l1, -p2, -low[0]) / bh;
  const q = q1 + q2;
  return fastTwoSum(q, q3 + (q2 - (q - q1)));
}

/** a / b, within 7 u². */
export function divide(ah: number, al: number, bh: number, bl: number): number {
  const q = ah / bh;
  if (!(Math.abs(q) < Infinity) || Math.abs(bh) === Infinity || ah === 0) {
    // what overflows here overflows; only a quotient just below the threshold could have been saved
    low[0] = 0;
    return q;
  }
  const a = Math.abs(ah);
  const b = Math.abs(bh);
  if (a < 2 ** 480 && a > 2 ** -480 && b < 2 ** 480 && b > 2 ** -480) return longDivision(ah, al, bh, bl);
  // a/b = (a·s) / (b·t) · t/s with both of moderate size, and every scale a power of 2
  const s = a >= 2 ** 480 ? down : a <= 2 ** -480 ? up : 1;
  const t = b >= 2 ** 480 ? down : b <= 2 ** -480 ? up : 1;
  const high = longDivision(ah * s, al * s, bh * t, bl * t);
  return fastTwoSum((high * t) / s, (low[0] * t) / s);
}

/** √a, within 3.125 u² ("SQRTDWtoDW"): one Newton step from √high. */
export function sqrt(ah: number, al: number): number {
  if (!(ah > 0 && ah < Infinity)) {
    low[0] = 0;
    return Math.sqrt(ah);
  }
  if (ah < 2 ** -900) {
    const high = sqrt(ah * up, al * up);
    return fastTwoSum(high * 2 ** -300, low[0] * 2 ** -300);
  }
  const root = Math.sqrt(ah);
  const square = root * root;
  return fastTwoSum(root, (ah - square - restOfProduct(root, root, square) + al) / (2 * root));
}

/** −1, 0 or 1 as a < b, a = b or a > b; 0 where either is NaN. */
export function compare(ah: number, al: number, bh: number, bl: number): -1 | 0 | 1 {
  if (ah === bh) return al > bl ? 1 : al < bl ? -1 : 0;
  return ah > bh ? 1 : ah < bh ? -1 : 0;
}

/** a·2^k for a between 2^−900 and 2^900 and any integer k, rounded once. */
export function ldexp(ah: number, al: number, k: number): number {
  // in two steps, because 2^k alone may be out of range; the first is exact
  const first = Math.max(-1000, Math.min(1000, k));
  const s = 2 ** first;
  const t = 2 ** Math.max(-1000, Math.min(1000, k - first));
  return fastTwoSum(ah * s * t, al * s * t);
}
