/** Powers in double-double: products for small integer exponents, exponential and logarithm otherwise. */
import { add, divide, ldexp, low, multiply, twoProduct } from "./arithmetic.ts";
import { log2 } from "./constants.ts";
import { exp } from "./exponential.ts";
import { exponentOf, log } from "./logarithm.ts";

/** Beyond this, exp(b log a) takes fewer steps and errs no more. */
const mostProducts = 1024;

/** a^n for an integer 1 ≤ n, reading n's bits from the top: no intermediate power exceeds the result. Within 5 n u². */
function products(ah: number, al: number, n: number): number {
  let high = ah;
  let rest = al;
  for (let bit = 1 << (30 - Math.clz32(n)); bit > 0; bit >>= 1) {
    high = multiply(high, rest, high, rest);
    rest = low[0];
    if (n & bit) {
      high = multiply(high, rest, ah, al);
      rest = low[0];
    }
  }
  low[0] = rest;
  return high;
}

/**
 * a^b = 2^(m b) · e^(b log f) for a = 2^m f > 0 with f near 1. The product m b is kept without error until its integer part k is gone, so only
 * b log f, at most 0.35 |b|, is rounded: within some (8 + 4|b|) u².
 */
function general(ah: number, al: number, bh: number, bl: number): number {
  const lift = ah < 2 ** -960 ? 100 : 0;
  const exponent = exponentOf(ah * 2 ** lift);
  const m = exponent - lift;
  const f = log(ah * 2 ** lift * 2 ** -exponent, al * 2 ** lift * 2 ** -exponent);
  const small = multiply(f, low[0], bh, bl);
  const smallRest = low[0];
  const product = twoProduct(m, bh);
  const productRest = low[0];
  const k = Math.round(Math.max(-4096, Math.min(4096, product + small / Math.LN2)));
  // as a sum of double-doubles: −0.49 + 1 has one bit too many for a double
  const head = add(product, productRest, -k, 0);
  const headRest = low[0];
  const tail = twoProduct(m, bl);
  const part = add(head, headRest, tail, low[0]);
  const turned = multiply(part, low[0], log2.high, log2.low);
  const sum = add(turned, low[0], small, smallRest);
  const high = exp(sum, low[0]);
  return ldexp(high, low[0], k);
}

/** a^b for a > 0 and any b, or any a and an integer b; 0^0 = 1. Zeros, infinities and NaN as JavaScript's `**` has them. */
export function pow(ah: number, al: number, bh: number, bl: number): number {
  const whole = Number.isInteger(bh) && Number.isInteger(bl);
  const plain = ah === 0 || !(Math.abs(ah) < Infinity) || bh === 0 || !(Math.abs(bh) < Infinity);
  if (plain || (ah < 0 && !whole)) {
    low[0] = 0;
    return ah < 0 && Math.abs(bh) < Infinity && !whole ? Number.NaN : ah ** bh;
  }
  if (whole && bl === 0 && Math.abs(bh) <= mostProducts) {
    if (bh > 0) return products(ah, al, bh);
    const inverse = divide(1, 0, ah, al);
    return products(inverse, low[0], -bh);
  }
  const odd = whole && (Math.abs(bh % 2) === 1) !== (Math.abs(bl % 2) === 1);
  const sign = ah < 0 ? -1 : 1;
  const high = general(sign * ah, sign * al, bh, bl);
  if (sign < 0 && odd) {
    low[0] *= -1;
    return -high;
  }
  return high;
}
