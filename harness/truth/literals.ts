/** Literals that are not doubles: how far the written decimal is from the double that an engine is given. */
import type { Written } from "../../spec/case.ts";
import type { Tensor } from "../../spec/tensor.ts";

/** A decimal as an integer times a power of ten. Undefined for what is not a finite decimal number. */
function decimalOf(text: string): { readonly digits: bigint; readonly exponent: number } | undefined {
  const match = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  if (!match || match[2] + match[3] === "") return undefined;
  const [, sign, whole, fraction, power = "0"] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, exponent: Number(power) - fraction.length };
}

/** A double as an integer times a power of two, exactly. */
function binaryOf(x: number): { readonly digits: bigint; readonly exponent: number } {
  let exponent = 0;
  let digits = x;
  while (digits % 1 !== 0) {
    digits *= 2;
    exponent--;
  }
  return { digits: BigInt(digits), exponent };
}

/** decimal − double, exact up to one final rounding. */
export function decimalMinusDouble(text: string, x: number): number {
  const decimal = decimalOf(text);
  if (!decimal) return Number.NaN;
  const binary = binaryOf(x);
  // over the common denominator 10^a · 2^b
  const a = BigInt(Math.max(0, -decimal.exponent));
  const b = BigInt(Math.max(0, -binary.exponent));
  const left = decimal.digits * 10n ** BigInt(Math.max(0, decimal.exponent)) * 2n ** b;
  const right = binary.digits * 10n ** a;
  // 250 decimal places, so that the quotient fits in a double
  return Number(((left - right) * 10n ** 250n) / (10n ** a * 2n ** b)) / 1e250;
}

/** How much error the literals of an input carry; null where text and double agree everywhere. */
export function literalErrors(x: Tensor, written: Written): Float64Array | null {
  const errors = x.data.map((value, k) => Math.abs(decimalMinusDouble(written.text[k], value)));
  return errors.some((e) => e !== 0) ? errors : null;
}

/** The double-double nearest to a decimal: its double, and what that leaves. */
export function decimalToDoubleDouble(text: string): { readonly hi: number; readonly lo: number } {
  const hi = Number(text);
  return { hi, lo: Number.isFinite(hi) ? decimalMinusDouble(text, hi) : 0 };
}

/** Half a unit of the last digit that is written: what a printed number promises. 0 for integers, which promise equality. */
export function halfUnitOfLastDigit(text: string): number {
  const decimal = decimalOf(text);
  if (!decimal || decimal.exponent >= 0) return 0;
  return 0.5 * 10 ** decimal.exponent;
}
