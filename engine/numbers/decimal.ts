/** One decimal number at a time: exact conversion from doubles and back, and the elementary functions with guard digits. Loads mathjs. */
import { type BigNumber, BigNumberDependencies, create } from "mathjs";
import { binary } from "../../spec/decimal.ts";
import type { ElementaryName } from "../../spec/numbers.ts";

type Decimal = BigNumber;
export interface Decimals {
  new (x: string | number | Decimal): Decimal;
  acos(x: number): Decimal;
}

/** mathjs's own class of big numbers; only the class, because every function of mathjs that is made costs time at each start. */
const { BigNumber: Big } = create({ BigNumberDependencies }) as unknown as {
  BigNumber: { clone(settings: { precision: number }): Decimals };
};

/** A constructor of decimals whose operations round to `digits`. Each has its own settings, so no two precisions meet. */
export const decimals = (digits: number): Decimals => Big.clone({ precision: digits });

/** A double in decimal, exactly: n·2^k is n·5^−k·10^k for k < 0. (`new Decimal(0.1)` would be 1/10, which is another number.) */
export function exactText(x: number): string {
  if (x === 0 || !Number.isFinite(x)) return String(x);
  const { digits, exponent } = binary(x);
  return exponent < 0 ? `${digits * 5n ** BigInt(-exponent)}e${exponent}` : `${digits << BigInt(exponent)}`;
}

/** The double nearest to x, and the double nearest to what is left: 106 bits of x. */
export function toDoubleDouble(x: BigNumber): { readonly hi: number; readonly lo: number } {
  const hi = x.toNumber();
  if (!Number.isFinite(hi)) return { hi, lo: 0 };
  const D = x.constructor as unknown as Decimals;
  return { hi, lo: new D(exactText(hi)).neg().plus(x).toNumber() };
}

type Elementary = Readonly<Record<ElementaryName, (x: Decimal) => Decimal>>;

/** The functions, worked out with guard digits and then rounded. Relative error at most some 10^(1 − digits). */
export function elementaryFunctions(D: Decimals, digits: number): Elementary {
  const W = decimals(digits + 12);
  const one = new W(1);
  const two = new W(2);
  const half = new W(0.5);
  const rounded = (x: Decimal): Decimal => new D(0).plus(new D(x));

  /** first + first·ratio(1) + first·ratio(1)·ratio(2) + … until a term no longer counts */
  const series = (first: Decimal, ratio: (n: number) => Decimal): Decimal => {
    let sum = first;
    let term = first;
    for (let n = 1; !term.isZero(); n++) {
      term = term.times(ratio(n));
      const next = sum.plus(term);
      if (next.eq(sum)) break;
      sum = next;
    }
    return sum;
  };
  // e^y − 1 = y + y²/2! + y³/3! + …
  const expm1 = (y: Decimal) => (y.abs().lt(half) ? series(y, (n) => y.div(n + 1)) : y.exp().minus(one));
  // log(1 + y) = 2 artanh(y/(2 + y)) for small y: 2 (z + z³/3 + z⁵/5 + …)
  const log1p = (y: Decimal): Decimal => {
    if (!y.lt(0.1)) return y.plus(one).ln();
    const z = y.div(y.plus(two));
    const square = z.times(z);
    return series(z.times(two), (n) => square.times(2 * n - 1).div(2 * n + 1));
  };
  // 2/√π, with π = arccos(−1)
  const twoByRootPi = two.div(W.acos(-1).sqrt());

  /** f on |x| with guard digits, rounded, with x's sign. NaN and zero are their own values. */
  const odd =
    (f: (size: Decimal) => Decimal) =>
    (x: Decimal): Decimal => {
      if (x.isNaN() || x.isZero()) return x;
      const value = rounded(f(new W(x).abs()));
      return x.isNegative() ? value.neg() : value;
    };
  const guarded =
    (f: (x: Decimal) => Decimal) =>
    (x: Decimal): Decimal =>
      x.isNaN() ? x : rounded(f(new W(x)));

  return {
    exp: (x) => x.exp(),
    log: (x) => x.ln(),
    sqrt: (x) => x.sqrt(),
    // −t/(2 + t) with t = e^(−2|x|) − 1
    tanh: odd((x) => {
      const t = expm1(x.times(-2));
      return t.neg().div(t.plus(two));
    }),
    // 1/(1 + e^−x) = e^x/(1 + e^x)
    sigmoid: guarded((x) => {
      const e = x.abs().neg().exp();
      return (x.isNegative() ? e : one).div(e.plus(one));
    }),
    // max(x, 0) + log(1 + e^−|x|)
    softplus: guarded((x) => {
      const tail = log1p(x.abs().neg().exp());
      return x.isNegative() ? tail : tail.plus(x);
    }),
    // 2/√π · e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·5 … (2n+1)): every term is positive
    erf: odd((x) => {
      const square = x.times(x);
      if (square.gt((digits + 2) * Math.LN10)) return one;
      const sum = series(x, (n) => square.times(2).div(2 * n + 1));
      return sum.times(square.neg().exp()).times(twoByRootPi);
    }),
  };
}
