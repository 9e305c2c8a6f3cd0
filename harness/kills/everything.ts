/** Right and wrong answers to a question of which everything is asked: what a mutant changes at all, whether a case asks it or not. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Question, Wanted } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { atStep, lowerTraining } from "../../spec/lower/network.ts";
import type { Answer } from "../judge.ts";
import type { Precision } from "./precision.ts";
import { answerOf, unmutated } from "./stage.ts";

const namesIn = ({ inputs, nodes }: Graph): readonly Name[] => [
  ...Object.keys(inputs),
  ...nodes.map(({ out }) => out),
];

/** The question with every number asked that there is. What was asked first stays first. */
function ofEverything(question: Question): Question {
  const asking = (all: readonly Name[], isMeant: (name: Name) => boolean = () => true): Question => {
    const whole = (kind: keyof Wanted) => [...new Set([...question.want[kind].filter(isMeant), ...all])];
    return { ...question, want: { values: whole("values"), gradients: whole("gradients") }, also: undefined };
  };
  if (question.kind !== "training") return asking(namesIn(lower(question)));
  const { steps } = question;
  const names = namesIn(lowerTraining(question).step);
  const all = [...Array(steps + 1).keys()].flatMap((step) => names.map((name) => `${name}@${step}`));
  return asking(all, (name) => (atStep(name)?.step ?? 0) <= steps);
}

export interface Pair {
  readonly right: Answer;
  readonly wrong: Answer;
}

/** One pair for each question in which the mutant has a place. */
export function* pairsOf(
  mutant: Mutant,
  questions: readonly Question[],
  precision: Precision,
): Generator<Pair> {
  for (const question of questions) {
    const whole = ofEverything(question);
    const wrong = answerOf(mutant, whole, precision);
    if (wrong) yield { right: answerOf(unmutated, whole, precision) as Answer, wrong };
  }
}

/** Largest change of a number relative to its size; infinite where a zero is changed, or a number is not finite any more. */
export function largestChange({ right, wrong }: Pair): number {
  let largest = 0;
  for (const kind of ["values", "gradients"] as const) {
    for (const [name, { data }] of Object.entries(right[kind])) {
      const other = wrong[kind][name]?.data;
      if (other?.length !== data.length) return Number.POSITIVE_INFINITY;
      data.forEach((x, k) => {
        if (x === other[k] || (Number.isNaN(x) && Number.isNaN(other[k]))) return;
        const change = Math.abs(other[k] - x) / Math.abs(x);
        // written so that a NaN is no small change
        if (!(change <= largest)) largest = Number.isNaN(change) ? Number.POSITIVE_INFINITY : change;
      });
    }
  }
  return largest;
}
