/** All variants of a question, each in one respect, from what changes least to what changes most: the first that shows a bug says why. */
import type { Question } from "../../spec/case.ts";
import { askingMore, demandingAll } from "./asked.ts";
import { extremeNumbers } from "./extremes.ts";
import { otherFormulas } from "./formulas.ts";
import { otherGraphs } from "./graphs.ts";
import { otherLosses } from "./losses.ts";
import { otherNumbers } from "./numbers.ts";
import { otherOperations } from "./operations.ts";
import type { Variant } from "./respect.ts";
import { otherSizes } from "./sizes.ts";
import { cutShort, otherRuns } from "./training.ts";

const respects: readonly ((question: Question) => readonly Variant[])[] = [
  askingMore,
  otherRuns,
  otherNumbers,
  otherSizes,
  extremeNumbers,
  otherLosses,
  otherGraphs,
  otherFormulas,
  otherOperations,
];

/** What may be left out is left out: a variant shows what it demands. */
function demanded(asked: Question): Question {
  const { also: _, ...rest } = cutShort(asked);
  return rest as Question;
}

export function variantsOf(asked: Question | undefined): readonly Variant[] {
  if (!asked) return [];
  const question = demanded(asked);
  return respects.flatMap((respect) => respect(question));
}

/** In two respects: other sizes, and everything demanded. */
export function variantsOfAll(asked: Question | undefined): readonly Variant[] {
  if (!asked) return [];
  return otherSizes(demandingAll(demanded(asked))).map((variant) => ({
    ...variant,
    by: `${variant.by}, beside what is not demanded,`,
    instead: `${variant.instead}, with everything demanded,`,
  }));
}
