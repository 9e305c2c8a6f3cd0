/** A respect in which a case may hide bugs, and the same case with that one respect changed: what shows a bug there says why it is hidden here. */
import type { Question } from "../../spec/case.ts";

export interface Variant {
  /** What it is about the case, in the singular: `a batch of 1`. It hides bugs. */
  readonly by: string;
  /** What the variant has in its place: `4 unequal samples`. It would show them. */
  readonly instead: string;
  /** An operation that the case has not: bugs of it have no place there. Else it differs in numbers, sizes, or in what is asked. */
  readonly isLack: boolean;
  readonly question: Question;
}

export const hides = (by: string, instead: string, question: Question): Variant => ({
  by,
  instead,
  isLack: false,
  question,
});
export const lacks = (what: string, question: Question): Variant => ({
  by: `the lack of ${what}`,
  instead: what,
  isLack: true,
  question,
});

/** A variant where it makes sense only. */
export const where = (makesSense: boolean, variant: () => Variant): readonly Variant[] =>
  makesSense ? [variant()] : [];
