/** The error function on doubles, which JavaScript lacks: within about 2 ulp of the truth (`float64.test.ts`). */

// Σ over the positive series 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·5…(2n+1)): no cancellation
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

// erfc(x) = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), Laplace's continued fraction, for x ≥ 2
function complement(x: number): number {
  let tail = x;
  for (let k = 60; k >= 1; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
}

export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0)) return x;
  if (size < 2) return series(x);
  return Math.sign(x) * (1 - complement(Math.min(size, 7)));
}
