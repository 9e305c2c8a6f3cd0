/** Bugs of the penalty l2/2 · Σ W². Each is visible only where l2 is not 0. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { changeAfter, type Mutant, map, replaceRule, type Sabotage, scaled, stopped } from "./mutant.ts";
import { isLayered, layersOf, lossOf, samplesOf } from "./places.ts";

/** c·l2·W where l2·W is due. */
function penaltyTimes(graph: Graph, question: Question, factor: number): Sabotage | undefined {
  if (!isLayered(question) || !lossOf(question)?.l2 || factor === 1) return undefined;
  return replaceRule(graph, ({ out }) => out === "L/penalty", scaled(factor));
}
const factor = (name: string, story: string, of: (question: Question) => number): Mutant => ({
  name,
  story,
  clause: "BACK-8",
  mend: "the derivative of l2/2 · Σ W² is l2 · W",
  group: "gross",
  sabotage: (graph, question) => penaltyTimes(graph, question, of(question)),
});

export const regularisationMutants: readonly Mutant[] = [
  factor("penalty-forgotten", "leaves the penalty out of the gradient, though the loss has it", () => 0),
  factor("penalty-doubled", "adds 2·l2·W for the penalty", () => 2),
  factor("penalty-halved", "adds l2/2 · W for the penalty", () => 0.5),
  factor("penalty-sign", "subtracts the penalty's gradient", () => -1),
  factor(
    "penalty-divided-by-samples",
    "divides the penalty's gradient by the samples",
    (question) => 1 / samplesOf(question),
  ),
  factor("penalty-times-samples", "multiplies the penalty's gradient by the samples", samplesOf),
  {
    name: "penalty-on-biases",
    story: "adds l2·b to the biases' gradients, which are not penalised",
    clause: "BACK-8",
    mend: "penalise weights only",
    group: "gross",
    // ∂b + l2·b
    sabotage: (graph, question) => {
      const l2 = lossOf(question)?.l2;
      return isLayered(question) && l2
        ? {
            after: (gradients, values) =>
              changeAfter(
                (name) => /^b\d+$/.test(name),
                (g, name) => map(g, (x, k) => x + l2 * (values.get(name) ?? graph.inputs[name]).data[k]),
              ).after?.(gradients, values) ?? gradients,
          }
        : undefined;
    },
  },
  {
    name: "penalty-on-the-first-layer-only",
    story: "adds the penalty's gradient to the first layer's weights only",
    clause: "BACK-8",
    mend: "add l2·W in every layer",
    group: "gross",
    sabotage: (graph, question) =>
      layersOf(question).length > 1 && lossOf(question)?.l2
        ? replaceRule(graph, ({ out }) => /^L\/square\d+$/.test(out) && out !== "L/square1", stopped)
        : undefined,
  },
];
