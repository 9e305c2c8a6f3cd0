/** How many digits an engine prints, read from the raw text of its answer: an honest `%.6f` must not look like a wrong gradient. */
import type { DType } from "../answer.ts";
import { endOfString } from "./bare.ts";

export type Digits = { readonly kind: "decimals" | "significant"; readonly count: number };

/** Significant digits from which a number of this type may be written in full (the shortest form that reads back the same). */
const FULL: Readonly<Record<DType, number>> = { float64: 16, float32: 8, tf32: 8, float16: 4, bfloat16: 3 };
/** Fewer digits than this happen by chance in exact arithmetic on short decimals (0.39, 1.875): no proof of rounding. */
const BY_CHANCE = 4;
/** Strings are left to `endOfString`: a pattern for them overflows the stack on megabytes of escapes. */
const TOKEN = /["{}[\]]|-?\d[\d.eE+-]*/g;
const NUMBERS_LOOKED_AT = 20_000;
/** Numbers, brackets and strings: a reply may be all brackets. */
const TOKENS_LOOKED_AT = 500_000;

interface Written {
  readonly fraction: string;
  readonly exponent: boolean;
  /** Significant digits without trailing zeros. */
  readonly significant: number;
  /** Digits behind the point without trailing zeros, the exponent taken in. */
  readonly decimals: number;
  /** The decimal is a double exactly, so its shortness proves nothing. */
  readonly exact: boolean;
}

/**
 * The digits that an engine seems to print, from all finite numbers below `values` and `gradients` of one reply; undefined where they may be full
 * doubles: padded zeros (`0.500000`), the same four or more decimals everywhere, most numbers ending at one decimal (zeros stripped), or a longest
 * number that is short and no double.
 *
 * A suspicion, and no proof: exact arithmetic on short decimals has short results, too (8.29296875/5). Whoever grants these digits grants them only
 * where without them an answer would be wrong (`harness/printed.ts`).
 */
export function printedDigits(raw: string, dtype: DType): Digits | undefined {
  const numbers = writtenNumbers(raw);
  const rounded = numbers.filter(({ exact }) => !exact);
  return alikeDigits(numbers, dtype) ?? (rounded.length > 0 ? cutDigits(numbers, rounded, dtype) : undefined);
}

/** Every number with as many digits behind its point, and some of them zeros that only a format pads. */
function alikeDigits(numbers: readonly Written[], dtype: DType): Digits | undefined {
  const [first] = numbers;
  if (!first || !numbers.every(({ fraction }) => fraction.length === first.fraction.length)) return undefined;
  const count = first.fraction.length;
  const padded = numbers.some(({ fraction }) => fraction.length > 1 && fraction.endsWith("0"));
  if (numbers.every(({ exponent }) => !exponent)) {
    const longest = longestOf(numbers, "significant");
    const unlikely = count >= BY_CHANCE && numbers.length > 1 && longest < FULL[dtype];
    if (padded || (unlikely && numbers.some(({ exact }) => !exact))) return { kind: "decimals", count };
  }
  const isScientific = padded && numbers.every(({ exponent }) => exponent);
  return isScientific && count + 1 < FULL[dtype] ? { kind: "significant", count: count + 1 } : undefined;
}

/** The format that most rounded numbers end at, of those that cut digits off and strip zeros: nine of ten reach its last digit. */
function cutDigits(
  numbers: readonly Written[],
  rounded: readonly Written[],
  dtype: DType,
): Digits | undefined {
  const [decimals, significant] = [longestOf(numbers, "decimals"), longestOf(numbers, "significant")];
  const atDecimal = rounded.filter((n) => n.decimals === decimals && n.significant < FULL[dtype] - 1).length;
  const atDigit = rounded.filter((n) => n.significant === significant).length;
  const isFixed = atDecimal > 1 && atDecimal >= rounded.length / 2 && atDecimal > atDigit;
  if (isFixed && decimals >= BY_CHANCE) return { kind: "decimals", count: decimals };
  if (significant >= FULL[dtype] || significant < BY_CHANCE) return undefined;
  return atDigit > (significant < 6 ? 1 : 0) ? { kind: "significant", count: significant } : undefined;
}

const longestOf = (numbers: readonly Written[], what: "decimals" | "significant"): number =>
  numbers.reduce((most, n) => Math.max(most, n[what]), 0);

/** Number tokens below the keys `values` and `gradients`, integers written without a point left out: they promise nothing. */
function writtenNumbers(raw: string): Written[] {
  const found: Written[] = [];
  let depth = 0;
  let section = "";
  const tokens = new RegExp(TOKEN);
  for (let looked = 0; looked < TOKENS_LOOKED_AT; looked++) {
    const match = tokens.exec(raw);
    if (!match) break;
    const [token] = match;
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === '"') {
      tokens.lastIndex = endOfString(raw, match.index);
      if (depth === 1) section = raw.slice(match.index, tokens.lastIndex);
    } else if (depth > 1 && (section === '"values"' || section === '"gradients"') && /[.eE]/.test(token)) {
      found.push(readNumber(token));
      if (found.length === NUMBERS_LOOKED_AT) break;
    }
  }
  return found;
}

function readNumber(token: string): Written {
  const [mantissa = "", exponent] = token.replace("-", "").split(/[eE]/);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = `${whole}${fraction}`;
  const digits = all.slice(0, all.length - trailingZeros(all)).replace(/^0+/, "");
  const places = fraction.length - trailingZeros(all);
  return {
    fraction,
    exponent: exponent !== undefined,
    significant: digits.length,
    decimals: places - Number(exponent ?? 0),
    exact: isDouble(digits, places, exponent),
  };
}

function trailingZeros(digits: string): number {
  let count = 0;
  while (digits[digits.length - 1 - count] === "0") count++;
  return count;
}

/** digits · 10^(exponent − decimals) is a double iff 5^decimals divides the digits (large exponents: taken as no double). */
function isDouble(digits: string, decimals: number, exponent = "0"): boolean {
  if (digits === "") return true;
  const power = Number(exponent) - decimals;
  if (power >= 0) return digits.length + power <= 15;
  return power > -300 && digits.length <= 17 && BigInt(digits) % 5n ** BigInt(-power) === 0n;
}
