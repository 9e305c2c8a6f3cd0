/** Products and transposes of matrices of doubles, row-major: the loops that everything else waits for. */

/**
 * C = A B in blocks of four rows of A and four rows of B: every entry of B that is loaded serves four products, and every entry of C that is
 * stored has taken four. What is left of either is done one by one.
 */
export function multiplyMatrices(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const c = new Float64Array(rows * columns);
  const [blockRows, blockInner] = [rows - (rows % 4), inner - (inner % 4)];
  for (let i = 0; i < blockRows; i += 4) {
    for (let k = 0; k < blockInner; k += 4) multiplyBlock(a, b, c, i, k, inner, columns);
  }
  const rest = (i: number, from: number): void => {
    for (let k = from; k < inner; k++) {
      const x = a[i * inner + k];
      for (let j = 0; j < columns; j++) c[i * columns + j] += x * b[k * columns + j];
    }
  };
  for (let i = 0; i < rows; i++) rest(i, i < blockRows ? blockInner : 0);
  return c;
}

/** Rows i … i + 3 of C take what columns k … k + 3 of A and rows k … k + 3 of B give. */
function multiplyBlock(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  i: number,
  k: number,
  inner: number,
  columns: number,
): void {
  const p0 = i * inner + k;
  const p1 = p0 + inner;
  const p2 = p1 + inner;
  const p3 = p2 + inner;
  const w0 = a[p0];
  const w1 = a[p0 + 1];
  const w2 = a[p0 + 2];
  const w3 = a[p0 + 3];
  const x0 = a[p1];
  const x1 = a[p1 + 1];
  const x2 = a[p1 + 2];
  const x3 = a[p1 + 3];
  const y0 = a[p2];
  const y1 = a[p2 + 1];
  const y2 = a[p2 + 2];
  const y3 = a[p2 + 3];
  const z0 = a[p3];
  const z1 = a[p3 + 1];
  const z2 = a[p3 + 2];
  const z3 = a[p3 + 3];
  const c0 = i * columns;
  const c1 = c0 + columns;
  const c2 = c1 + columns;
  const c3 = c2 + columns;
  const k0 = k * columns;
  const k1 = k0 + columns;
  const k2 = k1 + columns;
  const k3 = k2 + columns;
  for (let j = 0; j < columns; j++) {
    const b0 = b[k0 + j];
    const b1 = b[k1 + j];
    const b2 = b[k2 + j];
    const b3 = b[k3 + j];
    c[c0 + j] += w0 * b0 + w1 * b1 + w2 * b2 + w3 * b3;
    c[c1 + j] += x0 * b0 + x1 * b1 + x2 * b2 + x3 * b3;
    c[c2 + j] += y0 * b0 + y1 * b1 + y2 * b2 + y3 * b3;
    c[c3 + j] += z0 * b0 + z1 * b1 + z2 * b2 + z3 * b3;
  }
}

/** The last two axes exchanged, for one array of entries. */
export function transposeData(data: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(data.length);
  const block = rows * columns;
  for (let start = 0; start < data.length; start += block) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[start + j * rows + i] = data[start + i * columns + j];
    }
  }
  return out;
}
