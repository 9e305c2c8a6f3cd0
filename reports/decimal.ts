/** Decimal texts of any length: rounded, shown, and compared digit by digit, without passing through a double. */
import type { Cell } from "../spec/report.ts";

/** sign · d.ddd… · 10^exponent; `digits` without leading zeros, "0" for zero. */
interface Decimal {
  readonly sign: "" | "-";
  readonly digits: string;
  readonly exponent: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;

/** Undefined for what is no finite number. */
function decimal(text: string): Decimal | undefined {
  const [, sign, whole, fraction = "", exponent = "0"] = SHAPE.exec(text.trim()) ?? [];
  if (whole === undefined || whole + fraction === "") return undefined;
  const all = whole + fraction;
  const digits = all.replace(/^0+/, "");
  const first = all.length - digits.length;
  if (digits === "") return { sign: sign === "-" ? "-" : "", digits: "0", exponent: 0 };
  return { sign: sign === "-" ? "-" : "", digits, exponent: whole.length - 1 - first + Number(exponent) };
}

/** To `n` significant digits, half away from zero; zeros at the end are dropped. */
function rounded(x: Decimal, n: number): Decimal {
  const bare = (digits: string) => digits.replace(/0+$/, "") || "0";
  if (x.digits.length <= n) return { ...x, digits: bare(x.digits) };
  const up = x.digits[n]! >= "5" ? 1n : 0n;
  const digits = String(BigInt(x.digits.slice(0, n)) + up);
  return { ...x, digits: bare(digits), exponent: x.exponent + digits.length - n };
}

/** As JavaScript writes numbers: plain from 1e-6 to 1e21, else with an exponent. */
function show({ sign, digits, exponent }: Decimal): string {
  if (exponent < -6 || exponent >= 21) {
    const fraction = digits.slice(1);
    return `${sign}${digits[0]}${fraction && `.${fraction}`}e${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction && `.${fraction}`}`;
}

/** A number's text to at most `n` significant digits; a text that is no number comes back as it is. */
export function significant(text: string, n: number): string {
  const x = decimal(text);
  return x ? show(rounded(x, n)) : text;
}

/** A cell as text: the shortest that reads back as the same double. */
export function cellText(cell: Cell): string {
  return Object.is(cell, -0) ? "-0" : String(cell);
}

/** How far it may be, to one digit: `3e-18`. Zero means: exactly. */
export function boundText(bound: Cell): string {
  if (typeof bound !== "number" || !Number.isFinite(bound)) return String(bound);
  return bound === 0 ? "0" : bound.toExponential(0).replace("e+0", "");
}

/** An LRE for reading: `15.9`; for one line of text rather its whole part, since 15.9 is not yet 16. */
export function digitsText(digits: number | null, decimals: 0 | 1): string {
  return digits === null
    ? "–"
    : (Math.floor(Math.max(0, digits) * 10 ** decimals) / 10 ** decimals).toFixed(decimals);
}

/** A double agrees with all that it can hold. */
const ALL = 15.5;

/**
 * How many significant digits of the engine's text are those of the truth: the ones that read the same, unless the two numbers stand on
 * two sides of a carry (0.99999 and 1), where reading says none and the relative error says five.
 */
export function agreeing(engine: Cell, truth: string, digits: number | null): number {
  if (digits !== null && digits >= ALL) return Number.POSITIVE_INFINITY;
  const a = decimal(cellText(engine));
  const b = decimal(truth);
  if (!a || !b) return 0;
  let same = 0;
  if (a.sign === b.sign && a.exponent === b.exponent) {
    while (same < a.digits.length && a.digits[same] === (b.digits[same] ?? "0")) same++;
  }
  const carried = Math.floor(digits ?? 0);
  return same >= carried - 1 ? same : carried;
}

/** The text cut behind its n-th significant digit: [agrees, differs]. */
export function splitAt(text: string, n: number): readonly [string, string] {
  if (n <= 0) return ["", text];
  let seen = 0;
  for (let i = 0; i < text.length && text[i] !== "e"; i++) {
    if (/[1-9]/.test(text[i]!) || (seen > 0 && text[i] === "0")) seen++;
    if (seen === n) return [text.slice(0, i + 1), text.slice(i + 1)];
  }
  return [text, ""];
}
