/** A small twin of a large case, to be varied in its place: sizes that are equal stay equal, and what is distinct stays distinct. */
import type { Question } from "../../spec/case.ts";
import { sizeOf } from "../../spec/tensor.ts";
import { isLayered, samplesOf, widthsOf, withSamples, withWidths } from "./layered.ts";

/** Multiplications of a forward pass, and numbers of a graph, up to which a case is varied as it is. */
const most = 20_000;
const largestKept = 6;

export function costOf(question: Question): number {
  if (question.kind === "graph")
    return Object.values(question.inputs).reduce(
      (sum, { shape }) => sum + sizeOf(shape),
      20 * question.nodes.length,
    );
  if (!isLayered(question)) return question.kind === "loss" ? sizeOf(question.p.shape) : 0;
  const widths = widthsOf(question);
  const products = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i], 0);
  return products * samplesOf(question);
}

/** Undefined where a case is too large to be varied, and cannot be made smaller. */
export function twinOf(question: Question): Question | undefined {
  if (costOf(question) <= most) return question;
  if (!isLayered(question)) return undefined;
  const [widths, samples] = [widthsOf(question), samplesOf(question)];
  const large = [...new Set([...widths, samples])]
    .filter((size) => size > largestKept)
    .toSorted((a, b) => a - b);
  const small = (size: number): number => (size > largestKept ? largestKept + 1 + large.indexOf(size) : size);
  return withSamples(withWidths(question, widths.map(small)), small(samples));
}
