/** The matrix product in double-double: what dominates every sweep, so this loop is spelt out instead of built from `arithmetic.ts`. */
import { add, low, multiply, splitter } from "./arithmetic.ts";

export interface Words {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

/** The upper and lower halves of each high word (Veltkamp), of which products are exact. */
function halves(x: Float64Array): { readonly upper: Float64Array; readonly lower: Float64Array } {
  const upper = new Float64Array(x.length);
  const lower = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) {
    const c = splitter * x[k];
    upper[k] = c - (c - x[k]);
    lower[k] = x[k] - upper[k];
  }
  return { upper, lower };
}

/** One entry by the guarded arithmetic, for rows and columns in which something overflows. */
function guardedEntry(a: Words, b: Words, start: number, other: number, inner: number): number {
  let sum = 0;
  let rest = 0;
  for (let k = 0; k < inner; k++) {
    const product = multiply(a.hi[start + k], a.lo[start + k], b.hi[other + k], b.lo[other + k]);
    sum = add(sum, rest, product, low[0]);
    rest = low[0];
  }
  low[0] = rest;
  return sum;
}

/**
 * A B for A of `rows` × `inner` and B transposed, of `columns` × `inner`: both are read along their rows.
 *
 * Per term: the product p exactly with its rest e (Dekker), to which the cross products of the low words are added; then
 * (s, t) ← s + p exactly, rest ← rest + t + e, and both renormalised. Each term errs by at most 8 u² (|s| + |p|), u = 2^−53.
 * Two columns run side by side, because each sum is one long chain of dependent additions.
 */
export function multiplyTransposed(a: Words, b: Words, rows: number, inner: number, columns: number): Words {
  const hi = new Float64Array(rows * columns);
  const lo = new Float64Array(rows * columns);
  const { hi: ah, lo: al } = a;
  const { hi: bh, lo: bl } = b;
  const { upper: au, lower: av } = halves(ah);
  const { upper: bu, lower: bv } = halves(bh);
  for (let i = 0; i < rows; i++) {
    const row = i * inner;
    for (let j = 0; j < columns; j += 2) {
      const first = j * inner;
      // of an odd number of columns the last is worked out twice
      const second = (j + 1 < columns ? j + 1 : j) * inner;
      let s0 = 0;
      let r0 = 0;
      let s1 = 0;
      let r1 = 0;
      for (let k = 0; k < inner; k++) {
        const x = ah[row + k];
        const xl = al[row + k];
        const xu = au[row + k];
        const xv = av[row + k];
        const y0 = bh[first + k];
        const u0 = bu[first + k];
        const v0 = bv[first + k];
        const y1 = bh[second + k];
        const u1 = bu[second + k];
        const v1 = bv[second + k];

        const p0 = x * y0;
        const e0 = xu * u0 - p0 + (xu * v0 + xv * u0) + xv * v0 + (x * bl[first + k] + xl * y0);
        const t0 = s0 + p0;
        const d0 = t0 - s0;
        const n0 = r0 + (s0 - (t0 - d0) + (p0 - d0)) + e0;
        s0 = t0 + n0;
        r0 = n0 - (s0 - t0);

        const p1 = x * y1;
        const e1 = xu * u1 - p1 + (xu * v1 + xv * u1) + xv * v1 + (x * bl[second + k] + xl * y1);
        const t1 = s1 + p1;
        const d1 = t1 - s1;
        const n1 = r1 + (s1 - (t1 - d1) + (p1 - d1)) + e1;
        s1 = t1 + n1;
        r1 = n1 - (s1 - t1);
      }
      const at = i * columns + j;
      hi[at] = s0;
      lo[at] = r0;
      if (j + 1 < columns) {
        hi[at + 1] = s1;
        lo[at + 1] = r1;
      }
    }
  }
  for (let at = 0; at < hi.length; at++) {
    if (Math.abs(hi[at] + lo[at]) < Infinity) continue;
    const j = at % columns;
    hi[at] = guardedEntry(a, b, ((at - j) / columns) * inner, j * inner, inner);
    lo[at] = low[0];
  }
  return { hi, lo };
}
