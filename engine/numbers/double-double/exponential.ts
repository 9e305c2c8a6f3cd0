/**
 * e^x, e^x − 1, the sigmoid and the hyperbolic tangent in double-double, from additions and multiplications alone: the same bits everywhere.
 * Arguments and results are (high, low) with the low word of the result in `low[0]`, as in `arithmetic.ts`.
 */
import { add, divide, fastTwoSum, ldexp, low, multiply } from "./arithmetic.ts";
import { inverseFactorial, log2By64, rootOfTwo, rootOfTwoLess1 } from "./constants.ts";

const stepsPerUnit = 64 / Math.LN2;
const [step1, step2, step3] = log2By64;
const { high: coefficient, low: coefficientRest } = inverseFactorial;

/** e^r − 1 for |r| ≤ log 2/128, relative: r + r²·(1/2! + r/3! + … + r⁹/11!); the next term is below 2^−118. */
function nearZero(r: number, rl: number): number {
  const c = coefficient;
  let p = c[7] + r * (c[8] + r * (c[9] + r * (c[10] + r * c[11])));
  let pl = 0;
  for (let k = 6; k >= 2; k--) {
    p = multiply(p, pl, r, rl);
    p = add(p, low[0], c[k], coefficientRest[k]);
    pl = low[0];
  }
  p = multiply(p, pl, r, rl);
  p = multiply(p, low[0], r, rl);
  return add(r, rl, p, low[0]);
}

/** n such that x − n·log 2/64 is nearest to 0. */
const stepsIn = (x: number): number => Math.round(x * stepsPerUnit);

/** x + w − n·log 2/64, absolutely within some 2^−112. */
function reduce(x: number, w: number, wl: number, n: number): number {
  let r = add(x, 0, -n * step1, 0);
  r = add(r, low[0], -n * step2, 0);
  r = add(r, low[0], -n * step3, 0);
  return add(r, low[0], w, wl);
}

/** e^(x + w) for a double x and a small double-double w. With n = 64 m + j: 2^m · 2^(j/64) · e^r. */
export function expOfSum(x: number, w: number, wl: number): number {
  if (!(Math.abs(x) < 746)) {
    low[0] = 0;
    if (Number.isNaN(x)) return x;
    return x > 0 ? Infinity : 0;
  }
  const n = stepsIn(x + w);
  const r = reduce(x, w, wl, n);
  const grown = nearZero(r, low[0]);
  const j = (n + 32) & 63;
  const root = rootOfTwo.high[j];
  const rootRest = rootOfTwo.low[j];
  const rest = multiply(grown, low[0], root, rootRest);
  const high = add(root, rootRest, rest, low[0]);
  return ldexp(high, low[0], (n + 32 - j) / 64);
}

export const exp = (xh: number, xl: number): number => expOfSum(xh, xl, 0);

/** e^x − 1, relative for tiny x as well: for m = 0 it is (2^(j/64) − 1) + 2^(j/64)·(e^r − 1). */
export function expm1(xh: number, xl: number): number {
  if (!(xh < 710 && xh > -110)) {
    low[0] = 0;
    return xh >= 710 ? Infinity : xh <= -110 ? -1 : xh;
  }
  const n = stepsIn(xh);
  const r = reduce(xh, xl, 0, n);
  const grown = nearZero(r, low[0]);
  if (n === 0) return grown;
  const j = (n + 32) & 63;
  const m = (n + 32 - j) / 64;
  const rest = multiply(grown, low[0], rootOfTwo.high[j], rootOfTwo.low[j]);
  if (m === 0) return add(rootOfTwoLess1.high[j], rootOfTwoLess1.low[j], rest, low[0]);
  const high = add(rootOfTwo.high[j], rootOfTwo.low[j], rest, low[0]);
  const scaled = ldexp(high, low[0], m);
  return add(scaled, low[0], -1, 0);
}

/** 1/(1 + e^−x) = e^x/(1 + e^x): of the two the one in which the exponential is at most 1. */
export function sigmoid(xh: number, xl: number): number {
  const negative = xh < 0;
  const e = negative ? exp(xh, xl) : exp(-xh, -xl);
  const el = low[0];
  const d = add(1, 0, e, el);
  return negative ? divide(e, el, d, low[0]) : divide(1, 0, d, low[0]);
}

/** tanh|x| = −t/(2 + t) with t = e^(−2|x|) − 1, which neither overflows nor cancels. */
export function tanh(xh: number, xl: number): number {
  const sign = xh < 0 ? -1 : 1;
  const t = expm1(-2 * sign * xh, -2 * sign * xl);
  const tl = low[0];
  const d = add(2, 0, t, tl);
  const high = divide(-t, -tl, d, low[0]);
  return fastTwoSum(sign * high, sign * low[0]);
}
