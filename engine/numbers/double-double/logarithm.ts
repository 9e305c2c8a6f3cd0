/** The logarithm, log(1 + x) and softplus in double-double, from arithmetic alone: the same bits everywhere. */
import { add, divide, fastTwoSum, low, multiply, scale, twoProduct, twoSum } from "./arithmetic.ts";
import { inverseOdd, log2Words, negativeLog } from "./constants.ts";
import { exp } from "./exponential.ts";

const { high: odd, low: oddRest } = inverseOdd;

/** log(1 + s) for |s| ≤ 1/128, relative: 2 artanh z with z = s/(2 + s); artanh z = z + z³·(1/3 + z²/5 + … + z¹⁰/13). */
function nearOne(s: number, sl: number): number {
  const d = add(2, 0, s, sl);
  const z = divide(s, sl, d, low[0]);
  const zl = low[0];
  const q = multiply(z, zl, z, zl);
  const ql = low[0];
  let p = odd[4] + q * (odd[5] + q * odd[6]);
  let pl = 0;
  for (let k = 3; k >= 1; k--) {
    p = multiply(p, pl, q, ql);
    p = add(p, low[0], odd[k], oddRest[k]);
    pl = low[0];
  }
  p = multiply(p, pl, q, ql);
  p = multiply(p, low[0], z, zl);
  const high = add(z, zl, p, low[0]);
  low[0] *= 2;
  return 2 * high;
}

/** m·log 2 + log(128/n) + log(1 + s): the logarithm of 2^m · 128/n · (1 + s). */
function assemble(m: number, n: number, s: number, sl: number): number {
  let sum = nearOne(s, sl);
  if (n !== 128) sum = add(negativeLog.high[n - 64], negativeLog.low[n - 64], sum, low[0]);
  if (m === 0) return sum;
  const sumRest = low[0];
  let whole = fastTwoSum(m * log2Words[0], m * log2Words[1]);
  whole = add(whole, low[0], m * log2Words[2], 0);
  return add(whole, low[0], sum, sumRest);
}

const view = new DataView(new ArrayBuffer(8));

/** The m of x = 2^m·f with 1/√2 ≤ f ≤ √2 (nearly), for x that is neither subnormal nor infinite. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x);
  const m = ((view.getUint32(0) >>> 20) & 0x7ff) - 1023;
  return x * 2 ** -m > Math.SQRT2 ? m + 1 : m;
}

/** log x for x > 0, relative (near 1 as well). With x = 2^m f and n = 128/f rounded: s = f·n/128 − 1, without error. */
export function log(xh: number, xl: number): number {
  if (!(xh > 0 && xh < Infinity)) {
    low[0] = 0;
    return xh === 0 ? -Infinity : xh < 0 ? Number.NaN : xh;
  }
  const lift = xh < 2 ** -960 ? 100 : 0;
  const m = exponentOf(xh * 2 ** lift);
  const f = xh * 2 ** lift * 2 ** -m;
  const fl = xl * 2 ** lift * 2 ** -m;
  const n = Math.round(128 / f);
  const tail = twoProduct(fl, n / 128);
  const tailRest = low[0];
  const product = twoProduct(f, n / 128);
  const whole = twoSum(product - 1, low[0]);
  const s = add(whole, low[0], tail, tailRest);
  return assemble(m - lift, n, s, low[0]);
}

/** log(1 + x) for 0 ≤ x ≤ 1, relative for tiny x as well. With n = 128/(1 + x) rounded: s = x·n/128 − (128 − n)/128. */
export function log1p(xh: number, xl: number): number {
  const n = Math.round(128 / (1 + xh));
  if (n === 128) return nearOne(xh, xl);
  const product = scale(xh, xl, n / 128);
  const s = add((n - 128) / 128, 0, product, low[0]);
  return assemble(0, n, s, low[0]);
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^−|x|). */
export function softplus(xh: number, xl: number): number {
  if (Number.isNaN(xh)) {
    low[0] = 0;
    return xh;
  }
  const e = xh > 0 ? exp(-xh, -xl) : exp(xh, xl);
  const tail = log1p(e, low[0]);
  return xh > 0 ? add(xh, xl, tail, low[0]) : tail;
}
