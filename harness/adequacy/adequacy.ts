/** Which bugs of the catalogue a case would show, which it cannot, and why: what of it would have to be otherwise for them to be seen. */
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import { admits } from "./admitted.ts";
import { neededBy } from "./elsewhere.ts";
import { reasonsIn } from "./reasons.ts";
import { type Sight, sightOf, stageOf } from "./stage.ts";
import { twinOf } from "./twin.ts";

/** Bugs that are not seen for one reason. */
export interface Unseen {
  /** What of the case it is: `a batch of 1` hides them, `the lack of a penalty` leaves them no place. */
  readonly because: string;
  /** What would show them; absent where nothing that was tried does. */
  readonly instead?: string;
  readonly bugs: readonly Mutant[];
}
export interface Adequacy {
  readonly precision: DType;
  /** An engine with one of these would be found wrong. */
  readonly shown: readonly Mutant[];
  /** They have a place in the case, or would have one if it had other numbers or sizes, but no number tells. Most bugs first. */
  readonly hidden: readonly Unseen[];
  /** The part of an engine that they are in is not asked for. Most bugs first. */
  readonly nowhere: readonly Unseen[];
}

interface Sorted {
  readonly bug: Mutant;
  readonly part: "shown" | "hidden" | "nowhere";
  readonly because: string;
  readonly instead?: string;
}

/** Each bug of the library is in exactly one of the three. Pure; some hundred runs of the case and of small variants of it. */
export function adequacyOf(
  c: Case,
  precision: DType = "float64",
  library: readonly Mutant[] = mutants,
): Adequacy {
  const stage = stageOf(c, precision);
  const finest = precision === "float64" ? stage : stageOf(c, "float64");
  const reasonFor = reasonsIn(c, precision);
  const isTooFaint = (bug: Mutant) => finest !== stage && sightOf(finest, bug).sight === "shown";

  const sort = (bug: Mutant): Sorted => {
    const { sight, answer } = sightOf(stage, bug);
    if (sight === "shown" && answer) {
      const dialect = admits(stage, answer);
      return dialect === undefined
        ? { bug, part: "shown", because: "" }
        : { bug, part: "hidden", because: `the contract, which admits ${dialect},` };
    }
    if (sight !== "nowhere" && isTooFaint(bug))
      return { bug, part: "hidden", because: `rounding in ${precision}`, instead: "float64" };
    return { bug, ...(reasonFor(bug, sight) ?? unexplained(bug, sight, c, precision)) };
  };
  const sorted = library.map(sort);
  const of = (part: Sorted["part"]) => sorted.filter((one) => one.part === part);
  return {
    precision,
    shown: of("shown").map(({ bug }) => bug),
    hidden: grouped(of("hidden")),
    nowhere: grouped(of("nowhere")),
  };
}

/** For what no variant explains. */
function unexplained(bug: Mutant, sight: Sight, c: Case, precision: DType): Omit<Sorted, "bug"> {
  if (sight === "faint") return { part: "hidden", because: `rounding in ${precision}` };
  const isVaried = twinOf(c.question) !== undefined;
  if (sight === "same") {
    const what = isVaried ? "more than one thing at once" : "something in a case this large";
    const orRounding = precision === "float64" ? "" : `, or rounding in ${precision},`;
    return { part: "hidden", because: `${what}${orRounding}` };
  }
  const needed = neededBy(bug, c.question.kind) ?? (isVaried ? "more than one of these" : "other operations");
  return { part: "nowhere", because: `the lack of ${needed}`, instead: needed };
}

function grouped(all: readonly Sorted[]): readonly Unseen[] {
  return [...new Set(all.map(({ because }) => because))]
    .map((because): Unseen => {
      const members = all.filter((one) => one.because === because);
      const [{ instead }] = members;
      return {
        because,
        ...(instead !== undefined && { instead }),
        bugs: members.map(({ bug }) => bug),
      };
    })
    .toSorted((a, b) => b.bugs.length - a.bugs.length);
}
