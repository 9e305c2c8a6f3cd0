/** Decimal text and the double it is read as: whether the two are the same number, decided exactly. */

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,6})?$/;

export const isDecimal = (text: string): boolean => text.length <= 1000 && decimal.test(text);

/** text = digits · 10^exponent, exactly. */
function parts(text: string): { digits: bigint; exponent: number } {
  const [mantissa, exponent = "0"] = text.toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.replace(/^[-+]/, "").split(".");
  const digits = BigInt(whole + fraction || "0");
  return { digits: text.startsWith("-") ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

/** x = digits · 2^exponent, exactly. */
function binary(x: number): { digits: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const field = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const digits = field === 0 ? fraction : fraction | (1n << 52n);
  return { digits: x < 0 ? -digits : digits, exponent: (field === 0 ? 1 : field) - 1075 };
}

/** Whether decimal text (see `isDecimal`) and a finite double are the same real number. `0.5` is; `0.1` is not. */
export function isExactly(text: string, x: number): boolean {
  let { digits: left, exponent: ten } = parts(text);
  let { digits: right, exponent: two } = binary(x);
  if (left === 0n || right === 0n) return left === right;
  if (Math.abs(ten) > 2000) return false;
  if (ten > 0) left *= 10n ** BigInt(ten);
  else right *= 10n ** BigInt(-ten);
  if (two > 0) right *= 1n << BigInt(two);
  else left *= 1n << BigInt(-two);
  return left === right;
}

/** Half of a decimal, exactly. */
export function halfOf(text: string): string {
  const { digits, exponent } = parts(text);
  return `${digits * 5n}e${exponent - 1}`;
}
