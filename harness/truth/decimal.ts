/** A double-double as decimal text, to all the digits it has. */

/** Significant digits that 106 bits hold. */
const significant = 32;

/** hi + lo, rounded to 32 significant digits, without trailing zeros: `-0.25426372559954942324850254657807`. */
export function decimalText(hi: number, lo: number): string {
  if (!Number.isFinite(hi) || hi === 0) return Object.is(hi, -0) ? "0" : String(hi);
  const { digits, exponent } = sumAsDecimal(hi, lo);
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString();
  // value = 0.text · 10^point
  const point = text.length + exponent;
  const rounded = roundTo(text, significant);
  const shift = point + (rounded.carried ? 1 : 0);
  const body = rounded.digits.replace(/0+$/, "");
  return (negative ? "-" : "") + place(body, shift);
}

function sumAsDecimal(hi: number, lo: number): { digits: bigint; exponent: number } {
  const [a, b] = [binaryParts(hi), binaryParts(lo)];
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.digits << BigInt(a.exponent - exponent)) + (b.digits << BigInt(b.exponent - exponent));
  // 2^−e = 5^e · 10^−e
  if (exponent >= 0) return { digits: sum << BigInt(exponent), exponent: 0 };
  return { digits: sum * 5n ** BigInt(-exponent), exponent };
}

function binaryParts(x: number): { digits: bigint; exponent: number } {
  if (x === 0) return { digits: 0n, exponent: 0 };
  const power = Math.max(Math.floor(Math.log2(Math.abs(x))) - 53, -1074);
  // two factors, so that neither overflows
  const half = Math.trunc(-power / 2);
  return { digits: BigInt(x * 2 ** half * 2 ** (-power - half)), exponent: power };
}

function roundTo(text: string, count: number): { digits: string; carried: boolean } {
  if (text.length <= count) return { digits: text, carried: false };
  const up = text[count] >= "5" ? 1n : 0n;
  const digits = (BigInt(text.slice(0, count)) + up).toString();
  return { digits, carried: digits.length > count };
}

function place(body: string, point: number): string {
  if (point > 21 || point < -5) return `${body[0]}${body.length > 1 ? `.${body.slice(1)}` : ""}e${point - 1}`;
  if (point <= 0) return `0.${"0".repeat(-point)}${body}`;
  if (body.length <= point) return body + "0".repeat(point - body.length);
  return `${body.slice(0, point)}.${body.slice(point)}`;
}
