/** A case set up for mutants to answer: what is right in a precision, and who bears witness, worked out once for all of them. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { type Profile, profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case, Question } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import type { Answer } from "../judge.ts";
import { type Kink, kinksMet } from "../kinks.ts";
import { graphOf, outputOf } from "../telling.ts";
import type { Truth } from "../truth/known.ts";
import { truthOf } from "../truth/truth.ts";
import { type Precision, stored } from "./precision.ts";
import { type Witnesses, witnessesOf } from "./witnesses.ts";

export interface Stage {
  readonly case: Case;
  readonly precision: Precision;
  readonly profile: Profile;
  /** Absent for training runs. */
  readonly graph?: Graph;
  readonly truth: Truth;
  readonly output: Name;
  readonly kinks: readonly Kink[];
  /** What an engine without a bug answers. */
  readonly right: Answer;
  readonly witnesses: Witnesses;
}

/** An engine without a bug, as a mutant. */
export const unmutated: Mutant = {
  name: "unmutated",
  story: "does what is right",
  formula: "",
  clause: "",
  mend: "",
  group: "fine",
  sabotage: () => ({}),
};

/** A mutant's answer as an engine of the precision hands it out; undefined where the bug has no place to be. */
export function answerOf(
  mutant: Mutant,
  question: Question,
  precision: Precision,
  graph?: Graph,
): Answer | undefined {
  const answered = runMutant(mutant, question, { graph, numbers: precision.numbers });
  if (!answered) return undefined;
  const { values, gradients } = answered;
  return { kind: "answered", values: stored(values, precision), gradients: stored(gradients, precision) };
}

export function stageOf(c: Case, precision: Precision): Stage {
  const profile = profiles[precision.dtype];
  const graph = graphOf(c.question);
  const truth = truthOf(c, profile);
  const kinks = kinksMet(c.question, truth, graph, false);
  return {
    case: c,
    ...{ precision, profile, truth, kinks },
    ...(graph && { graph }),
    output: outputOf(c.question),
    right: answerOf(unmutated, c.question, precision, graph) as Answer,
    witnesses: witnessesOf({ case: c, graph, truth, kink: kinks[0]?.name }),
  };
}
