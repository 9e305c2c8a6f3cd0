/** How many digits an engine prints, read from the raw text of its answer: an honest `%.6f` must not look like a wrong gradient. */
import type { DType } from "../answer.ts";

export type Digits = { readonly kind: "decimals" | "significant"; readonly count: number };

/** Significant digits from which a number of this type may be written in full (the shortest form that reads back the same). */
const FULL: Readonly<Record<DType, number>> = { float64: 16, float32: 8, tf32: 8, float16: 4, bfloat16: 3 };
/** Fewer digits than this happen by chance in exact arithmetic on short decimals (0.39, 1.875): no proof of rounding. */
const BY_CHANCE = 4;
/** The texts between escapes are taken in one go: a choice for each character overflows the stack on a megabyte of base64. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|-?\d[\d.eE+-]*/g;
const TOKENS_LOOKED_AT = 20_000;

interface Written {
  readonly fraction: string;
  readonly exponent: boolean;
  /** Significant digits without trailing zeros. */
  readonly significant: number;
  /** The decimal is a double exactly, so its shortness proves nothing. */
  readonly exact: boolean;
}

/**
 * The printed precision of all finite numbers below `values` and `gradients` of one reply, or undefined where they may be full doubles.
 * Only proof of rounding counts, for every digit that is granted here widens the tolerance:
 * padded zeros (`0.500000`), the same four or more decimals everywhere, or a longest number that is short and no double.
 */
export function printedDigits(raw: string, dtype: DType): Digits | undefined {
  const numbers = writtenNumbers(raw);
  if (numbers.length === 0) return undefined;
  const { fraction } = numbers[0]!;
  const alike = numbers.every((n) => n.fraction.length === fraction.length);
  const padded = numbers.some((n) => n.fraction.length > 1 && n.fraction.endsWith("0"));
  const longest = numbers.reduce((most, { significant }) => Math.max(most, significant), 0);
  if (alike && numbers.every((n) => !n.exponent)) {
    const unlikely =
      fraction.length >= BY_CHANCE &&
      numbers.length > 1 &&
      numbers.some((n) => !n.exact) &&
      longest < FULL[dtype];
    if (padded || unlikely) return { kind: "decimals", count: fraction.length };
  }
  if (alike && padded && numbers.every((n) => n.exponent) && fraction.length + 1 < FULL[dtype]) {
    return { kind: "significant", count: fraction.length + 1 };
  }
  if (longest >= FULL[dtype] || longest < BY_CHANCE) return undefined;
  const cutOff = numbers.filter((n) => !n.exact && n.significant === longest).length;
  return cutOff > (longest < 6 ? 1 : 0) ? { kind: "significant", count: longest } : undefined;
}

/** Number tokens below the keys `values` and `gradients`, integers written without a point left out: they promise nothing. */
function writtenNumbers(raw: string): Written[] {
  const found: Written[] = [];
  let depth = 0;
  let section = "";
  for (const [token] of raw.matchAll(TOKEN)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token.startsWith('"')) section = depth === 1 ? token : section;
    else if (depth > 1 && (section === '"values"' || section === '"gradients"') && /[.eE]/.test(token)) {
      found.push(readNumber(token));
      if (found.length === TOKENS_LOOKED_AT) break;
    }
  }
  return found;
}

function readNumber(token: string): Written {
  const [mantissa = "", exponent] = token.replace("-", "").split(/[eE]/);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = `${whole}${fraction}`.replace(/^0+/, "").replace(/0+$/, "");
  return {
    fraction,
    exponent: exponent !== undefined,
    significant: digits.length,
    exact: isDouble(digits, fraction.length - trailingZeros(`${whole}${fraction}`), exponent),
  };
}

const trailingZeros = (digits: string): number => (/^0*$/.test(digits) ? 0 : /0*$/.exec(digits)![0].length);

/** digits · 10^(exponent − decimals) is a double iff 5^decimals divides the digits (large exponents: taken as no double). */
function isDouble(digits: string, decimals: number, exponent = "0"): boolean {
  if (digits === "") return true;
  const power = Number(exponent) - decimals;
  if (power >= 0) return digits.length + power <= 15;
  return power > -300 && digits.length <= 17 && BigInt(digits) % 5n ** BigInt(-power) === 0n;
}
