/** Decimal text, doubles and double-doubles, converted exactly: every comparison between them is made in integers. */

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,6})?$/;

export const isDecimal = (text: string): boolean => text.length <= 1000 && decimal.test(text);

/** text (see `isDecimal`) = digits · 10^exponent, exactly. */
function parts(text: string): { digits: bigint; exponent: number } {
  const [mantissa, exponent = "0"] = text.toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.replace(/^[-+]/, "").split(".");
  const digits = BigInt(whole + fraction || "0");
  return { digits: text.startsWith("-") ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

/** A finite double x = digits · 2^exponent, exactly. */
export function binary(x: number): { digits: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const field = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const digits = field === 0 ? fraction : fraction | (1n << 52n);
  return { digits: x < 0 ? -digits : digits, exponent: (field === 0 ? 1 : field) - 1075 };
}

/** text − x over one denominator. */
function difference(text: string, x: number): { numerator: bigint; denominator: bigint } {
  const [decimal, double] = [parts(text), binary(x)];
  const tens = 10n ** BigInt(Math.max(0, -decimal.exponent));
  const twos = 1n << BigInt(Math.max(0, -double.exponent));
  const left = decimal.digits * 10n ** BigInt(Math.max(0, decimal.exponent)) * twos;
  const right = (double.digits << BigInt(Math.max(0, double.exponent))) * tens;
  return { numerator: left - right, denominator: tens * twos };
}

/** Whether decimal text (see `isDecimal`) and a finite double are the same real number. `0.5` is; `0.1` is not. */
export function isExactly(text: string, x: number): boolean {
  const { digits, exponent } = parts(text);
  if (digits === 0n || x === 0) return digits === 0n && x === 0;
  return Math.abs(exponent) <= 2000 && difference(text, x).numerator === 0n;
}

/** Decimal text less a finite double, rounded once. */
export function decimalMinusDouble(text: string, x: number): number {
  const { numerator, denominator } = difference(text, x);
  const whole = numerator / denominator;
  // of a large difference: what is behind its point changes no double
  if (whole > 10n ** 50n || -whole > 10n ** 50n) return Number(whole);
  // 250 decimal places, so that the quotient fits in a double
  return Number((numerator * 10n ** 250n) / denominator) / 1e250;
}

/** The double-double nearest to decimal text: its double, and what that leaves. */
export function toDoubleDouble(text: string): { readonly hi: number; readonly lo: number } {
  const hi = Number(text);
  return { hi, lo: Number.isFinite(hi) ? decimalMinusDouble(text, hi) : 0 };
}

/** Whether the text is a whole number, without a point: it promises equality. */
const isWhole = (text: string): boolean => parts(text).exponent >= 0 && !/\.\d/.test(text);

/** Half a unit of the last digit that is written, as text: what a printed number promises. "0" for whole numbers, which promise equality. */
export const halfUnitText = (text: string): string => (isWhole(text) ? "0" : `5e${parts(text).exponent - 1}`);

export const halfUnitOfLastDigit = (text: string): number => Number(halfUnitText(text));

/** Digits of decimal text from the first that is not 0. */
export const significantDigits = (text: string): number =>
  text.toLowerCase().split("e")[0].replace(/[-+.]/g, "").replace(/^0+/, "").length;

/** So many digits a certified number has; one with fewer is exact. */
export const certifiedDigits = 30;

/** Whether the text alone shows that a certified number has its digits: enough of them, or those of a double, which has no others. */
export const showsItsDigits = (text: string): boolean =>
  significantDigits(text) >= certifiedDigits || isExactly(text, Number(text));

/** |printed − certified| ≤ half a unit of the last digit of each, in integers; an integer, and a certified number that is exact, have none. */
export function roundsTo(certified: string, printed: string): boolean {
  const [exact, shown] = [parts(certified), parts(printed)];
  // so far apart that one of them is 0 beside the other
  if (Math.abs(exact.exponent - shown.exponent) > 4000)
    return Math.abs(Number(certified) - Number(printed)) <= halfUnitOfLastDigit(printed);
  const unit = Math.min(exact.exponent, shown.exponent) - 1;
  const scaled = (digits: bigint, exponent: number) => digits * 10n ** BigInt(exponent - unit);
  const apart = scaled(exact.digits, exact.exponent) - scaled(shown.digits, shown.exponent);
  const half = ({ exponent }: { exponent: number }) => scaled(5n, exponent - 1);
  const allowed =
    (isWhole(printed) ? 0n : half(shown)) +
    (significantDigits(certified) < certifiedDigits || isWhole(certified) ? 0n : half(exact));
  return (apart < 0n ? -apart : apart) <= allowed;
}

/** Half of a decimal, exactly. */
export function halfOf(text: string): string {
  const { digits, exponent } = parts(text);
  return `${digits * 5n}e${exponent - 1}`;
}

/** Significant digits that the 106 bits of a double-double hold. */
const mostDigits = 32;

/**
 * hi + lo to the digits that are certain of a number off by `error` at most, without trailing zeros: `-0.25426372559954942324850254657807`;
 * at most 32, and 0 for a number that is not told from 0.
 */
export function doubleDoubleText(hi: number, lo: number, error = 0): string {
  if (hi === 0 || !Number.isFinite(hi)) return String(hi);
  if (error >= Math.abs(hi)) return "0";
  const certain = Math.max(1, Math.min(mostDigits, Math.floor(-Math.log10(error / Math.abs(hi)))));
  const [a, b] = [binary(hi), binary(lo)];
  const exponent = Math.min(a.exponent, b.exponent, 0);
  const sum = (a.digits << BigInt(a.exponent - exponent)) + (b.digits << BigInt(b.exponent - exponent));
  // n · 2^−e = n · 5^e · 10^−e
  const digits = (sum * 5n ** BigInt(-exponent)).toString().replace("-", "");
  const [rounded, carried] = roundDigits(digits, certain);
  return (sum < 0n ? "-" : "") + placePoint(rounded, digits.length + exponent + carried);
}

/** The leading digits, without trailing zeros, and 1 where rounding made them longer. */
function roundDigits(digits: string, count: number): [string, number] {
  const kept = digits.slice(0, count);
  const up = (digits[count] ?? "0") >= "5";
  const rounded = up ? (BigInt(kept) + 1n).toString() : kept;
  return [rounded.replace(/0+$/, ""), rounded.length - kept.length];
}

/** 0.digits · 10^point, written out where it is not too long. */
function placePoint(digits: string, point: number): string {
  if (point > 21 || point < -5)
    return `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${point - 1}`;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return digits.padEnd(point, "0");
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
