/** Arithmetic that rounds after every operation, as an engine of that precision does; sums in the order that the variant says. */
import { erf } from "../../engine/numbers/erf.ts";
import type { Random } from "./random.ts";
import type { Variant } from "./variants.ts";

export type Precision = "float64" | "float32" | "float16" | "bfloat16";
type Function = "exp" | "log" | "log1p" | "expm1" | "tanh" | "erf";

interface Form {
  /** Significand bits. */
  readonly bits: number;
  /** Distance of the numbers next to 0, and the largest number. */
  readonly least: number;
  readonly largest: number;
}
const forms: Readonly<Record<Precision, Form>> = {
  float64: { bits: 53, least: 2 ** -1074, largest: Number.MAX_VALUE },
  float32: { bits: 24, least: 2 ** -149, largest: (2 - 2 ** -23) * 2 ** 127 },
  float16: { bits: 11, least: 2 ** -24, largest: 65504 },
  bfloat16: { bits: 8, least: 2 ** -133, largest: (2 - 2 ** -7) * 2 ** 127 },
};
/** Where e^z neither overflows nor vanishes, with a margin: engines may use naive formulas there. */
export const rangeOf = (precision: Precision): number => Math.log(forms[precision].largest) - 2;

const exponentOf = (x: number): number => Math.floor(Math.log2(Math.abs(x)));

/** To nearest, ties to even. */
export function rounder(precision: Precision): (x: number) => number {
  if (precision === "float64") return (x) => x;
  if (precision === "float32") return Math.fround;
  const { bits, least, largest } = forms[precision];
  return (x) => {
    if (x === 0 || !Number.isFinite(x)) return x;
    const unit = Math.max(2 ** (exponentOf(x) - bits + 1), least);
    // adding and taking off 1.5·2^52 rounds to an integer, ties to even
    const rounded = (x / unit + 1.5 * 2 ** 52 - 1.5 * 2 ** 52) * unit;
    return Math.abs(rounded) > largest ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
  };
}

export interface Arithmetic {
  readonly round: (x: number) => number;
  add(a: number, b: number): number;
  subtract(a: number, b: number): number;
  multiply(a: number, b: number): number;
  divide(a: number, b: number): number;
  sqrt(x: number): number;
  elementary(name: Function, x: number): number;
  sum(terms: readonly number[]): number;
  /** Σ a_k b_k, from `start` if given. */
  dot(a: readonly number[], b: readonly number[], start?: number): number;
}

const library: Readonly<Record<Function, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  tanh: Math.tanh,
  erf,
};
/** Every library returns these exactly. */
const exactAt: Readonly<Record<Function, number>> = { exp: 0, log: 1, log1p: 0, expm1: 0, tanh: 0, erf: 0 };

export function arithmeticOf(precision: Precision, variant: Variant, random: Random): Arithmetic {
  const round = rounder(precision);
  const { bits } = forms[precision];
  const add = (a: number, b: number) => round(a + b);
  const multiply = (a: number, b: number) => round(a * b);

  const elementary = (name: Function, x: number): number => {
    const y = round(library[name](x));
    if (variant.ulps === 0 || x === exactAt[name] || y === 0 || !Number.isFinite(y)) return y;
    return round(y + random.integer(-variant.ulps, variant.ulps) * 2 ** (exponentOf(y) - bits + 1));
  };

  const inOrder = (terms: readonly number[]) => terms.reduce(add);
  const halves = (terms: readonly number[]): number => {
    if (terms.length <= 2) return inOrder(terms);
    const half = terms.length >> 1;
    return add(halves(terms.slice(0, half)), halves(terms.slice(half)));
  };
  const lanes = (terms: readonly number[]): number => {
    const sums = terms.slice(0, 8);
    for (let k = 8; k < terms.length; k++) sums[k % 8] = add(sums[k % 8], terms[k]);
    return halves(sums);
  };
  // Kahan
  const compensated = (terms: readonly number[]): number => {
    let [total, lost] = [0, 0];
    for (const term of terms) {
      const y = round(term - lost);
      const next = add(total, y);
      lost = round(round(next - total) - y);
      total = next;
    }
    return total;
  };
  const shuffled = (terms: readonly number[]): number[] => {
    const all = [...terms];
    for (let k = all.length - 1; k > 0; k--) {
      const other = random.integer(0, k);
      [all[k], all[other]] = [all[other], all[k]];
    }
    return all;
  };
  const sum = (terms: readonly number[]): number => {
    if (terms.length === 0) return 0;
    switch (variant.order) {
      case "reverse":
        return inOrder(terms.toReversed());
      case "pairwise":
        return halves(terms);
      case "eight lanes":
        return lanes(terms);
      case "compensated":
        return compensated(terms);
      case "shuffled":
        return inOrder(shuffled(terms));
      case "by size":
        return inOrder(terms.toSorted((a, b) => Math.abs(a) - Math.abs(b)));
      case "wide":
        return round(terms.reduce((total, term) => total + term, 0));
      default:
        return inOrder(terms);
    }
  };
  const dot = (a: readonly number[], b: readonly number[], start?: number): number => {
    if (variant.order === "fused") {
      return a.reduce((total, x, k) => round(fused(x, b[k], total)), start ?? 0);
    }
    const product = variant.order === "wide" ? (x: number, y: number) => x * y : multiply;
    const terms = a.map((x, k) => product(x, b[k]));
    return sum(start === undefined ? terms : [start, ...terms]);
  };

  return {
    round,
    add,
    subtract: (a, b) => round(a - b),
    multiply,
    divide: variant.divide === "reciprocal" ? (a, b) => multiply(a, round(1 / b)) : (a, b) => round(a / b),
    sqrt: (x) => round(Math.sqrt(x)),
    elementary,
    sum,
    dot,
  };
}

/** a·b + c as if rounded once: the product's own rounding error (Dekker) is added back. */
function fused(a: number, b: number, c: number): number {
  const product = a * b;
  const split = (x: number): [number, number] => {
    const high = x * 134217729 - (x * 134217729 - x);
    return [high, x - high];
  };
  const [[ah, al], [bh, bl]] = [split(a), split(b)];
  const lost = al * bl - (product - ah * bh - al * bh - ah * bl);
  const total = product + c;
  const back = total - product;
  const rest = product - (total - back) + (c - back);
  return Number.isFinite(lost) ? total + (rest + lost) : total;
}
