/** The constants of the elementary functions, each worked out from its definition in big integers as this file loads: no digits to trust. */

/** Constants are integers in units of 2^−bits; each is right to within some 2^−380. */
const bits = 400n;
const one = 1n << bits;

/** The doubles whose sum is nearest to value·2^−bits, largest first; all but the last carry at most `width` bits. */
function words(value: bigint, count: number, width = 53): number[] {
  const out: number[] = [];
  for (let rest = value, k = 0; k < count; k++) {
    const length = BigInt((rest < 0n ? -rest : rest).toString(2).length);
    const drop = k < count - 1 && length > width ? length - BigInt(width) : 0n;
    const word = Number(width < 53 ? (rest >> drop) << drop : rest);
    out.push(word * 2 ** -Number(bits));
    rest -= BigInt(word);
  }
  return out;
}

export interface Pair {
  readonly high: number;
  readonly low: number;
}
function pair(value: bigint): Pair {
  const [high, low] = words(value, 2);
  return { high, low };
}
export interface Pairs {
  readonly high: Float64Array;
  readonly low: Float64Array;
}
function pairs(values: readonly bigint[]): Pairs {
  const all = values.map(pair);
  return { high: Float64Array.from(all, (x) => x.high), low: Float64Array.from(all, (x) => x.low) };
}

/** The largest integer whose square is at most n, by Newton's iteration from above. */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
const squareRoot = (value: bigint) => integerRoot(value << bits);

/** Σ sign^k / ((2k+1) n^(2k+1)): artanh(1/n) for sign = 1, arctan(1/n) for sign = −1. */
function inverseTangent(n: bigint, sign: 1n | -1n): bigint {
  let sum = 0n;
  for (let k = 0n, power = one / n; power !== 0n; k++) {
    sum += power / (2n * k + 1n);
    power = (sign * power) / (n * n);
  }
  return sum;
}

// log 2 = 2 artanh(1/3)
const logarithmOf2 = 2n * inverseTangent(3n, 1n);
// π/4 = 4 arctan(1/5) − arctan(1/239) (Machin)
const pi = 4n * (4n * inverseTangent(5n, -1n) - inverseTangent(239n, -1n));

/** log 2 / 64 in three words; the first two have 36 bits, so that their products with integers up to 2^17 are exact. */
export const log2By64 = words(logarithmOf2 / 64n, 3, 36);
/** log 2 in three words; the first two have 42 bits, so that their products with exponents are exact. */
export const log2Words = words(logarithmOf2, 3, 42);
/** log 2 */
export const log2 = pair(logarithmOf2);
/** 2/√π */
export const twoByRootPi = pair((2n * one * one) / squareRoot(pi));
/** 1/√π */
export const oneByRootPi = pair((one * one) / squareRoot(pi));

/** 2^(j/64) at position j + 32, and 2^(j/64) − 1 with full relative precision, for j = −32 … 32. */
function rootsOfTwo(): readonly bigint[] {
  let step = 2n * one;
  for (let k = 0; k < 6; k++) step = squareRoot(step);
  const roots = [squareRoot(one >> 1n)];
  while (roots.length < 65) roots.push((roots[roots.length - 1] * step) >> bits);
  roots[32] = one;
  return roots;
}
const roots = rootsOfTwo();
export const rootOfTwo = pairs(roots);
export const rootOfTwoLess1 = pairs(roots.map((root) => root - one));

/** −log(n/128) at position n − 64, for n = 64 … 182, from log((n+1)/n) = 2 artanh(1/(2n+1)). */
function negativeLogs(): readonly bigint[] {
  const logs = [logarithmOf2];
  for (let n = 64n; n < 182n; n++) logs.push(logs[logs.length - 1] - 2n * inverseTangent(2n * n + 1n, 1n));
  logs[64] = 0n;
  return logs;
}
export const negativeLog = pairs(negativeLogs());

/** 1/n! for n = 0 … 11. */
export const inverseFactorial = pairs(quotients(12, (n) => n));
/** 1/(2n + 1) for n = 0 … 6. */
export const inverseOdd = pairs(Array.from({ length: 7 }, (_, n) => one / BigInt(2 * n + 1)));
/** 2^n / (1·3·5 … (2n+1)) for n = 0 … 59: the coefficients of √π/2 · e^(x²) erf(x)/x in powers of x². */
export const erfCoefficient = pairs(quotients(60, (n) => 2n * n + 1n, 2n));

/** Π factor/divisor(k) for k = 0 … n, of which the first factor is 1. */
function quotients(count: number, divisor: (k: bigint) => bigint, factor = 1n): readonly bigint[] {
  const out: bigint[] = [];
  for (let k = 0n, value = one; out.length < count; k++) {
    value = k === 0n ? one : (value * factor) / divisor(k);
    out.push(value);
  }
  return out;
}
