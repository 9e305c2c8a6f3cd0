/** The error function in double-double, from arithmetic alone: the same bits everywhere. */
import { add, divide, low, multiply, scale } from "./arithmetic.ts";
import { erfCoefficient, oneByRootPi, twoByRootPi } from "./constants.ts";
import { expOfSum } from "./exponential.ts";

const { high: coefficient, low: coefficientRest } = erfCoefficient;

/**
 * e^(−x²) for 0 ≤ x. With x = c + d and c short, so that c² is a double: e^(−c² − d(2c + d)), whose argument keeps its absolute error
 * small.
 */
function gaussian(x: number, xl: number): number {
  const c = Math.round(x * 1024) / 1024;
  const d = add(x - c, 0, xl, 0);
  const dl = low[0];
  const sum = add(2 * c, 0, d, dl);
  const w = multiply(sum, low[0], d, dl);
  return expOfSum(-c * c, -w, -low[0]);
}

/**
 * 2/√π · x e^(−x²) Σ 2ⁿ x^(2n) / (1·3·5 … (2n+1)) for 0 ≤ x < 2.5: every term is positive, and
 * 13 + 19 x of them leave less than 2^−108.
 */
function series(x: number, xl: number): number {
  const q = multiply(x, xl, x, xl);
  const ql = low[0];
  let n = Math.min(coefficient.length - 1, Math.ceil(12 + 19 * x));
  let p = coefficient[n];
  let pl = coefficientRest[n];
  while (--n >= 0) {
    p = multiply(p, pl, q, ql);
    p = add(p, low[0], coefficient[n], coefficientRest[n]);
    pl = low[0];
  }
  p = multiply(p, pl, x, xl);
  p = multiply(p, low[0], twoByRootPi.high, twoByRootPi.low);
  pl = low[0];
  const e = gaussian(x, xl);
  return multiply(e, low[0], p, pl);
}

/**
 * 1 − erf x for x ≥ 2.5: e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) (Laplace), bottom up on numerator p and denominator q of the tail
 * p/q, so that one division serves all levels. 10 + 720/x² levels leave less than 2^−108 of erf.
 */
function complement(x: number, xl: number): number {
  let p = x;
  let pl = xl;
  let q = 1;
  let ql = 0;
  for (let k = Math.ceil(10 + 720 / (x * x)); k >= 1; k--) {
    const tail = scale(q, ql, k / 2);
    const tailRest = low[0];
    q = p;
    ql = pl;
    p = multiply(p, pl, x, xl);
    p = add(p, low[0], tail, tailRest);
    pl = low[0];
  }
  const ratio = divide(q, ql, p, pl);
  const scaled = multiply(ratio, low[0], oneByRootPi.high, oneByRootPi.low);
  const scaledRest = low[0];
  const e = gaussian(x, xl);
  return multiply(e, low[0], scaled, scaledRest);
}

/** erf x, relative. Beyond 2.5 it is 1 − (1 − erf), whose low word keeps what separates it from 1. */
export function erf(xh: number, xl: number): number {
  if (Number.isNaN(xh)) {
    low[0] = 0;
    return xh;
  }
  const sign = xh < 0 ? -1 : 1;
  const x = sign * xh;
  let high = 1;
  if (x < 2.5) high = series(x, sign * xl);
  else if (x > 27) low[0] = 0;
  else {
    const rest = complement(x, sign * xl);
    high = add(1, 0, -rest, -low[0]);
  }
  low[0] *= sign;
  return sign * high;
}
