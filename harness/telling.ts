/** A case as it is told to a reader: its formulas, what its gradients are of, its source. */
import type { Case, Question } from "../spec/case.ts";
import { formulasOf } from "../spec/formula.ts";
import type { Graph } from "../spec/graph.ts";
import { lower } from "../spec/lower/index.ts";
import { lowerTraining } from "../spec/lower/network.ts";

/** The graph of a question that is one pass; a training run is many. */
export const graphOf = (question: Question): Graph | undefined =>
  question.kind === "training" ? undefined : lower(question);

/** What the gradients are of: `L`, `y`. */
export function outputOf(question: Question): string {
  return Object.keys(
    (question.kind === "training" ? lowerTraining(question).step : lower(question)).seed,
  ).join(" + ");
}

export function sourceText({ source }: Case): string {
  const chapter = source.chapter === undefined ? [] : [`chapter ${source.chapter}`];
  const rebuilt = source.reconstructed?.length ? [`${source.reconstructed.join(", ")} reconstructed`] : [];
  return [
    ...chapter,
    ...(source.section ? [source.section] : []),
    ...rebuilt,
    ...(source.note ? [source.note] : []),
  ].join(", ");
}

export function formulaOf(question: Question): readonly string[] {
  if (question.kind !== "training") return formulasOf(lower(question));
  const { step, parameters } = lowerTraining(question);
  const updates = parameters.map((name) => `${name} ← ${name} − ${question.learningRate} ∂L/∂${name}`);
  return [...formulasOf(step), ...updates, `${question.steps} steps`];
}
