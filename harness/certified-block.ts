/** The certified numbers of a case as its fixture may hold them. */
import type { BigNumber } from "mathjs";
import type { Case } from "../spec/case.ts";
import { isExactly } from "../spec/decimal.ts";
import { type Shape, sizeOf } from "../spec/tensor.ts";
import { certified, digits64, knowledgeOf, unknown } from "./certified.ts";

/**
 * To paste into the fixture: 34 digits of each number that is asked, or those of a double. What cannot be certified (a slope at a kink, of
 * which each method takes another) is left out, and a comment says so.
 */
export function certifiedBlock(c: Case): string {
  const { want } = c.question;
  const found = certified(c, want);
  const lines: string[] = [];
  const leftOut: string[] = [];
  for (const kind of ["values", "gradients"] as const) {
    const told = want[kind].flatMap((name) => {
      const one = found(kind, name);
      if (!one) return [];
      const [difference] = one.differences;
      const text = one.x.entries.map((x, k) => textOf(x, one.errors[k]));
      if (difference === undefined && !text.includes(undefined))
        return [`      ${JSON.stringify(name)}: ${nested(one.x.shape, text as string[])}`];
      leftOut.push(`  # left out: ${difference ?? `${kind}.${name}: ${unknown}`}`);
      return [];
    });
    if (told.length > 0) lines.push(`    ${kind}:`, ...told);
  }
  return [...leftOut, ...(lines.length > 0 ? ["  certified:", ...lines] : [])].join("\n");
}

/** As a fixture may hold it; undefined where too few digits of it are known. */
function textOf(x: BigNumber, error: BigNumber): string | undefined {
  if (!x.isFinite()) return undefined;
  const knowledge = knowledgeOf(x, error);
  if (knowledge === "zero") return "0";
  const short = String(x.toNumber());
  const [double] = digits64.fromText([], [short]).entries;
  if (x.minus(double).abs().lte(error) && isExactly(short, Number(short))) return short;
  if (knowledge === "vague") return undefined;
  // with a point in it, since a whole number promises equality
  return x.e < -7 || x.e > 20 ? x.toExponential(33) : x.toPrecision(34);
}

function nested(shape: Shape, text: readonly string[]): string {
  const level = (depth: number, start: number): string => {
    if (depth === shape.length) return text[start];
    const inner = sizeOf(shape.slice(depth + 1));
    return `[${Array.from({ length: shape[depth] }, (_, k) => level(depth + 1, start + k * inner)).join(", ")}]`;
  };
  return level(0, 0);
}
