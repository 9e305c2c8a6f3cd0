/** A training run with another learning rate, or of more steps; and a long one cut short, to be varied cheaply. */
import type { Question, TrainingQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { atStep } from "../../spec/lower/network.ts";
import { hides, type Variant } from "./respect.ts";

/** Updates of a variant: bugs that need more are rare. */
const mostSteps = 2;

/** The same names, no later than after the given step. */
const until = (names: readonly Name[], steps: number): readonly Name[] => [
  ...new Set(
    names.map((name) => {
      const at = atStep(name);
      return at && at.step > steps ? `${at.node}@${steps}` : name;
    }),
  ),
];

/** The first steps of a long run. */
export function cutShort(question: Question): Question {
  if (question.kind !== "training" || question.steps <= mostSteps) return question;
  const { values, gradients } = question.want;
  return {
    ...question,
    steps: mostSteps,
    want: { values: until(values, mostSteps), gradients: until(gradients, mostSteps - 1) },
  };
}

/** Of a run that is long: as much of what is asked as the first steps tell. */
export function firstSteps(question: Question): Question | undefined {
  if (question.kind !== "training" || question.steps < 20) return undefined;
  const early = (names: readonly Name[]) => names.filter((name) => (atStep(name)?.step ?? 0) < 10);
  const { values, gradients } = question.want;
  return { ...question, want: { values: early(values), gradients: early(gradients) } };
}

const lastly = (names: readonly Name[], before: number, after: number): readonly Name[] => [
  ...new Set(
    names.flatMap((name) => {
      const at = atStep(name);
      return at && at.step === before ? [name, `${at.node}@${after}`] : [name];
    }),
  ),
];

function withSteps(question: TrainingQuestion, steps: number): TrainingQuestion {
  const { values, gradients } = question.want;
  return {
    ...question,
    steps,
    want: {
      values: lastly(values, question.steps, steps),
      gradients: lastly(gradients, question.steps - 1, steps - 1),
    },
  };
}

export function otherRuns(question: Question): readonly Variant[] {
  if (question.kind !== "training") return [];
  const { steps, learningRate } = question;
  const text = steps === 1 ? "a single step" : `a run of ${steps} steps`;
  return [
    ...(steps < mostSteps ? [hides(text, `${mostSteps} steps`, withSteps(question, mostSteps))] : []),
    hides(`a learning rate of ${learningRate}`, "a rate of 0.3", { ...question, learningRate: 0.3 }),
  ];
}
