/** Which questions are worth asking again: small, off every kink, and such that rounding leaves digits to contradict. */
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Description } from "../../spec/answer.ts";
import type { Case, Question } from "../../spec/case.ts";
import { lacking } from "../../spec/features.ts";
import { sizeOf } from "../../spec/tensor.ts";
import { kinksOf } from "../kinks.ts";
import { graphOf } from "../telling.ts";
import { isInformative } from "../tolerance.ts";
import type { Truth } from "../truth/known.ts";
import { truthOf } from "../truth/truth.ts";

const order: readonly Question["kind"][] = ["network", "graph", "loss", "expression"];
const mostEntries = 400;
/** Of a 3-4-2 network over five samples: nothing about it is special. */
const usualEntries = 50;
const mostNodes = 60;

function entriesOf(question: Question): number {
  const graph = graphOf(question);
  if (!graph || graph.nodes.length > mostNodes) return Number.POSITIVE_INFINITY;
  return Object.values(graph.inputs).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Whether the engine does not say itself that it cannot. */
export const isOffered = (question: Question, description: Description): boolean =>
  lacking(question, description) === undefined;

const hasSeveralSamples = (question: Question): boolean =>
  question.kind !== "network" || (question.layers.length > 1 && question.x.shape[1] > 2);

/** From the best to ask down. */
export function candidatesOf(cases: readonly Case[], description: Description): readonly Case[] {
  const sized = cases
    .filter(({ question }) => order.includes(question.kind) && isOffered(question, description))
    .map((c) => ({ c, size: entriesOf(c.question), rank: order.indexOf(c.question.kind) }))
    .filter(({ size }) => size <= mostEntries);
  const poor = ({ c }: { c: Case }) => Number(!hasSeveralSamples(c.question));
  const sorted = sized.toSorted(
    (a, b) =>
      a.rank - b.rank ||
      poor(a) - poor(b) ||
      Math.abs(a.size - usualEntries) - Math.abs(b.size - usualEntries),
  );
  return sorted.map(({ c }) => c);
}

/** Nine of ten entries tell right from wrong, and no kink leaves a choice. */
export function isTelling(c: Case, truth: Truth): boolean {
  const graph = graphOf(c.question);
  if (!graph || kinksOf(graph, truth).length > 0) return false;
  let [entries, informative] = [0, 0];
  for (const name of c.question.want.gradients) {
    const known = truth.gradients.get(name);
    if (!known) return false;
    const { hi, lo, own, bound } = known;
    entries += hi.length;
    for (let k = 0; k < hi.length; k++)
      informative += Number(
        hi[k] !== 0 && isInformative({ hi: hi[k], lo: lo[k], own: own[k], bound: bound[k] }),
      );
  }
  return entries > 0 && informative >= 0.9 * entries;
}

/** The telling ones, lazily: each costs its truth. */
export function* tellingCases(cases: readonly Case[], description: Description): Generator<Case> {
  for (const c of candidatesOf(cases, description))
    if (isTelling(c, truthOf(c, profiles[description.dtype]))) yield c;
}

/** Another question in between: of other sizes if there is one, so that nothing of the first can be reused unseen. */
export function otherThan(chosen: Case, cases: readonly Case[], description: Description): Case | undefined {
  const others = candidatesOf(cases, description).filter(({ id }) => id !== chosen.id);
  const shapesOf = ({ question }: Case) =>
    Object.values(graphOf(question)?.inputs ?? {})
      .map(({ shape }) => String(shape))
      .join(" ");
  return others.find((c) => shapesOf(c) !== shapesOf(chosen)) ?? others[0];
}
