/** What an engine can keep in mind from question to question, and by what it finds it again. */
import type { NetworkQuestion, Question } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type Answered, type Mutant, type Spoil, times } from "./mutant.ts";
import { runMutant } from "./run.ts";

/** A bug that shows from question to question: within one question it has no place. */
export const remembering = (
  name: string,
  [story, formula, clause, mend]: readonly [story: string, formula: string, clause: string, mend: string],
  session: () => Spoil,
): Mutant => ({ name, story, formula, clause, mend, group: "gross", sabotage: () => undefined, session });

export const isRefused = ({ values, gradients }: Answered): boolean =>
  Object.keys(values).length + Object.keys(gradients).length === 0;

/** Networks are answered otherwise; all other questions right. */
export const ofNetworks =
  (answer: (question: NetworkQuestion, right: Answered) => Answered): Spoil =>
  (question, right) =>
    question.kind === "network" && !isRefused(right) ? answer(question, right) : right;

/** Inputs of a question: the same tensors, not copies. */
export const inputsOf = (question: Question): Graph["inputs"] =>
  question.kind === "training" ? {} : lower(question).inputs;
/** The same for questions that differ in their numbers only. */
export const sizesOf = (question: Question): string =>
  [
    question.kind,
    ...Object.entries(inputsOf(question)).map(([name, { shape }]) => `${name} ${shape}`),
  ].join();
/** The same for equal questions only. */
export const numbersOf = (question: Question): string =>
  JSON.stringify(question, (_, x) => (x instanceof Float64Array ? [...x] : x));

/** The answer to a network with a bug in it, or to another network. */
export const answered = (question: NetworkQuestion, sabotage: Mutant["sabotage"] = () => ({})): Answered =>
  runMutant({ sabotage }, question) as Answered;

export const withGradients = (
  right: Answered,
  change: (gradient: Tensor, name: Name) => Tensor,
): Answered => ({
  ...right,
  gradients: Object.fromEntries(
    Object.entries(right.gradients).map(([name, g]): [Name, Tensor] => [name, change(g, name)]),
  ),
});
export const scaledGradients = (right: Answered, factor: number): Answered =>
  withGradients(right, (g) => times(g, factor));
