/**
 * Why a mutant that no case sees is none: no engine of the precision can show it, or the contract admits what it does.
 *
 * All numbers are compared, not only those that the cases ask, and on the catalogue's probes, too. A mutant that changes what nobody asks is
 * no equivalent: it survives.
 */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { probes } from "../../engine/mutants/probes.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case, Question } from "../../spec/case.ts";
import { lower } from "../../spec/lower/index.ts";
import { lowerTraining } from "../../spec/lower/network.ts";
import { caseOf } from "../made.ts";
import { sameAnswers } from "./column.ts";
import { largestChange, type Pair, pairsOf } from "./everything.ts";
import { type Precision, precisionOf } from "./precision.ts";
import { sightOf } from "./seen.ts";
import { answerOf, stageOf } from "./stage.ts";

/** Number of pairs, if something holds for all of them; else 0. */
function countWhere(pairs: Iterable<Pair>, holds: (pair: Pair) => boolean): number {
  let count = 0;
  for (const pair of pairs) {
    if (!holds(pair)) return 0;
    count++;
  }
  return count;
}

const places = (count: number): string =>
  count === 1 ? "in the one place that it has" : `in all ${count} places that it has`;

/** The proof in words; undefined where there is none: it survives. */
export async function proofOf(
  mutant: Mutant,
  cases: readonly Case[],
  precision: Precision,
): Promise<string | undefined> {
  const questions = [...cases.map(({ question }) => question), ...Object.values(probes)];
  return (
    sameNumbers(mutant, questions, precision) ??
    sameArithmetic(mutant, questions, precision) ??
    withinOneRounding(mutant, questions, precision) ??
    (await admission(mutant, cases))
  );
}

function sameNumbers(mutant: Mutant, questions: readonly Question[], precision: Precision) {
  const same = countWhere(pairsOf(mutant, questions, precision), ({ right, wrong }) =>
    sameAnswers(right, wrong),
  );
  return same > 0 ? `every number, asked or not, is the right one ${places(same)}` : undefined;
}

/** An arithmetic that is all that is wrong with it, and no worse than the one that is claimed. */
function sameArithmetic(mutant: Mutant, questions: readonly Question[], { numbers, dtype }: Precision) {
  if (dtype === "float64") return undefined;
  const sabotages = questions.flatMap((question) => {
    const graph = question.kind === "training" ? lowerTraining(question).step : lower(question);
    return mutant.sabotage(graph, question) ?? [];
  });
  const own = sabotages.map((sabotage) =>
    Object.keys(sabotage).join() === "numbers" ? sabotage.numbers?.(numbers).name : undefined,
  );
  const isNoWorse = (name: string | undefined) =>
    name !== undefined && profiles[name as DType]?.bits >= profiles[dtype].bits;
  return own.length > 0 && own.every(isNoWorse)
    ? `computes in ${[...new Set(own)].join(", ")}, which has no fewer bits than ${dtype}`
    : undefined;
}

/** Of a training run the first update: what later ones gather is no single change, and stays within what rounding gathers, or it would be seen. */
const firstUpdate = (question: Question): Question =>
  question.kind === "training" ? { ...question, steps: Math.min(question.steps, 1) } : question;

/** |x′ − x| ≤ u·|x| for every number in float64: rounding to the format may move it as far. */
function withinOneRounding(mutant: Mutant, questions: readonly Question[], { dtype }: Precision) {
  if (dtype === "float64") return undefined;
  const { storage } = profiles[dtype];
  let largest = 0;
  const pairs = pairsOf(mutant, questions.map(firstUpdate), precisionOf("float64"));
  const small = countWhere(pairs, (pair) => {
    largest = Math.max(largest, largestChange(pair));
    return largest <= storage;
  });
  return small > 0
    ? `changes no number by more than one rounding to ${dtype} may ${places(small)}: ${largest.toExponential(0)} of it, where ${storage.toExponential(0)} is rounded off`
    : undefined;
}

/** What it computes is right in a dialect wherever it changes a number that is asked: in float64, where most can be told. */
async function admission(mutant: Mutant, cases: readonly Case[]) {
  const float64 = precisionOf("float64");
  const probed = Object.entries(probes).map(([name, question]) => caseOf(question, name));
  const notes = new Set<string>();
  let count = 0;
  for (const c of [...cases, ...probed]) {
    const answer = answerOf(mutant, c.question, float64);
    if (!answer) continue;
    const stage = stageOf(c, float64);
    if (sameAnswers(answer, stage.right)) continue;
    const { seen, note } = await sightOf(stage, answer);
    if (seen !== "admitted") return undefined;
    notes.add(note ?? "");
    count++;
  }
  return count > 0 ? `admitted by name ${places(count)}: ${[...notes].join("; ")}` : undefined;
}
