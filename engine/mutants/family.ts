/** Bugs that differ in one number only: a family, and its members that are common enough to have a name of their own. */
import type { Mutant } from "./mutant.ts";

export interface Family {
  /** In kebab-case. */
  readonly name: string;
  /** As a mutant's story, with the number in it. */
  story(parameter: number): string;
  /** As a mutant's formula, with the symbol in it. */
  readonly formula: string;
  readonly clause: string;
  readonly mend: string;
  readonly symbol: string;
  /** Where a number is looked for, and how it is spread there. */
  readonly range: readonly [from: number, to: number];
  readonly scale: "linear" | "log";
  /** Numbers that people write. */
  readonly usual?: readonly number[];
  of(parameter: number): Mutant["sabotage"];
}

/** `texts`, where the number has a meaning that is better told in words. */
export function member(
  family: Family,
  parameter: number,
  name: string,
  group: Mutant["group"],
  texts: Partial<Pick<Mutant, "story" | "formula">> = {},
): Mutant {
  const { clause, mend, formula, symbol } = family;
  // the symbol where it is no part of a word
  const alone = new RegExp(`(?<!\\p{L})${symbol}(?!\\p{L})`, "gu");
  return {
    name,
    story: family.story(parameter),
    formula: formula.replaceAll(alone, String(parameter)),
    clause,
    mend,
    group,
    ...texts,
    sabotage: family.of(parameter),
  };
}
