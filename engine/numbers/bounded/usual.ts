/**
 * What rounding usually does to sums and matrix products: root mean squares of independent errors.
 *
 * S² = Σ(a²·S_b² + S_a²·b² + S_a²·S_b²) + u_a²/3·(Σt²·(1 + n/2) + n·v²/3) + u²/3·v² for the n terms t of a sum v: every product is rounded, and every
 * partial sum, which has the variance of half the terms on average around a share of v.
 */
import type { DoubleDouble } from "../double-double/numbers.ts";
import { multiplyMatrices } from "../matrices.ts";
import type { Profile } from "./profile.ts";

const squares = (data: Float64Array): Float64Array => data.map((x) => x * x);

function spread(
  carried: number,
  terms: number,
  v: number,
  n: number,
  { accumulator, storage, tiny }: Profile,
): number {
  const sums = (accumulator * accumulator * (terms * (1 + n / 2) + (n * v * v) / 3)) / 3;
  return Math.sqrt(carried + sums + (storage * storage * v * v) / 3) + tiny;
}

/** Matrices with their errors (null: exact); multiplicands rounded first count as errors. */
export function usualProduct(
  [a, ea]: readonly [DoubleDouble, Float64Array | null],
  [b, eb]: readonly [DoubleDouble, Float64Array | null],
  value: DoubleDouble,
  profile: Profile,
): Float64Array {
  const [rows, inner] = a.shape;
  const columns = b.shape[1];
  const product = (x: Float64Array, y: Float64Array) => multiplyMatrices(x, y, rows, inner, columns);
  const [a2, b2] = [squares(a.hi), squares(b.hi)];
  const [ea2, eb2] = [ea && squares(ea), eb && squares(eb)];
  const terms = product(a2, b2);
  const fromA = ea2 && product(ea2, eb2 ? b2.map((x, k) => x + eb2[k]) : b2);
  const fromB = eb2 && product(a2, eb2);
  return terms.map((t, k) => {
    const carried = (fromA ? fromA[k] : 0) + (fromB ? fromB[k] : 0);
    return t + carried === 0 ? 0 : spread(carried, t, value.hi[k], inner, profile);
  });
}

export function usualSum(
  x: DoubleDouble,
  error: Float64Array | null,
  target: Int32Array,
  value: DoubleDouble,
  profile: Profile,
): Float64Array {
  const count = x.hi.length / Math.max(value.hi.length, 1);
  const carried = new Float64Array(value.hi.length);
  const terms = new Float64Array(value.hi.length);
  for (let k = 0; k < x.hi.length; k++) {
    terms[target[k]] += x.hi[k] * x.hi[k];
    if (error) carried[target[k]] += error[k] * error[k];
  }
  return terms.map((t, k) => (t + carried[k] === 0 ? 0 : spread(carried[k], t, value.hi[k], count, profile)));
}
