/** Why a bug is not seen in a case: the first variant of it, different in one respect, in which it is. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { lowerTraining } from "../../spec/lower/network.ts";
import { caseOf } from "../made.ts";
import type { Variant } from "./respect.ts";
import { isSound, type Sight, type Stage, sightOf, stageOf } from "./stage.ts";
import { twinOf } from "./twin.ts";
import { variantsOf, variantsOfAll } from "./variants.ts";

export interface Reason {
  readonly part: "hidden" | "nowhere";
  readonly because: string;
  readonly instead: string;
}

interface Tried {
  readonly variant: Variant;
  sight(bug: Mutant): Sight;
}

/** Truth is worked out where some bug has a place only. */
function tried(variant: Variant, precision: DType): Tried {
  const { question } = variant;
  let stage: Stage | undefined;
  let graph: Graph | undefined;
  return {
    variant,
    sight: (bug) => {
      graph ??= question.kind === "training" ? lowerTraining(question).step : lower(question);
      if (!bug.sabotage(graph, question)) return "nowhere";
      stage ??= stageOf(caseOf(question), precision);
      return isSound(stage) ? sightOf(stage, bug).sight : "nowhere";
    },
  };
}

/** For bugs that the case does not show, by how they are there. Undefined where no variant explains it. */
export function reasonsIn(c: Case, precision: DType): (bug: Mutant, sight: Sight) => Reason | undefined {
  const triedAll = (variants: readonly Variant[]) => variants.map((variant) => tried(variant, precision));
  let [one, two]: (readonly Tried[] | undefined)[] = [];
  return (bug, sight) => {
    if (bug.session) return undefined;
    const twin = twinOf(c.question);
    one ??= triedAll(variantsOf(twin));
    const shows = (all: readonly Tried[]) => all.find((other) => other.sight(bug) === "shown");
    const hasPlace = (all: readonly Tried[]) =>
      all.find((other) => other.variant.isLack && other.sight(bug) !== "nowhere");
    // a place that it has not, and does not get by other numbers or sizes
    let found = shows(one) ?? (sight === "nowhere" ? hasPlace(one) : undefined);
    if (!found) {
      two ??= triedAll(variantsOfAll(twin));
      found = shows(two);
    }
    if (!found) return undefined;
    const { by, instead, isLack } = found.variant;
    return { part: isLack && sight === "nowhere" ? "nowhere" : "hidden", because: by, instead };
  };
}
