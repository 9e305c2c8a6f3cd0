/** Bugs of the penalty l2/2 · Σ W². All but one are visible only where l2 is not 0. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { scalar, type Tensor } from "../../spec/tensor.ts";
import { type Family, member } from "./family.ts";
import { type Mutant, map, type Named, replaceRule, type Sabotage, scaled, stopped } from "./mutant.ts";
import { isLayered, layersOf, lossOf, samplesOf } from "./places.ts";

const hasPenalty = (question: Question): boolean => isLayered(question) && Boolean(lossOf(question)?.l2);

/** c·l2·W where l2·W is due. */
function penaltyTimes(graph: Graph, question: Question, factor: number): Sabotage | undefined {
  if (!hasPenalty(question) || factor === 1) return undefined;
  return replaceRule(graph, ({ out }) => out === "L/penalty", scaled(factor));
}
const factor = (
  name: string,
  [story, formula]: readonly [story: string, formula: string],
  of: (question: Question) => number,
): Mutant => ({
  name,
  story,
  formula: `∂L/∂W = ${formula}, not … + l2·W`,
  clause: "BACK-8",
  mend: "the derivative of l2/2 · Σ W² is l2 · W",
  group: "gross",
  sabotage: (graph, question) => penaltyTimes(graph, question, of(question)),
});

/** Something made of a parameter, added to its gradient. */
const added = (graph: Graph, isPlace: (name: Name) => boolean, more: (w: number) => number): Sabotage => ({
  after: (gradients, values) =>
    new Map(
      [...gradients].map(([name, g]): [Name, Tensor] => {
        const w = values.get(name) ?? graph.inputs[name];
        return [name, isPlace(name) ? map(g, (x, k) => x + more(w.data[k])) : g];
      }),
    ),
});
const withLoss = (values: Named, loss: number): Named => new Map([...values, ["L", scalar(loss)]]);
const isWeight = (name: Name): boolean => /^W\d+$/.test(name);
const isBias = (name: Name): boolean => /^b\d+$/.test(name);

export const penaltyCoefficient: Family = {
  name: "penalty-coefficient",
  story: (coefficient) =>
    `adds ${coefficient}·W to the weights' gradients for the penalty, whatever was asked`,
  formula: "∂L/∂W = … + λ·W, not … + l2·W",
  clause: "BACK-8",
  mend: "take the penalty's coefficient from the loss",
  symbol: "λ",
  range: [-1, 2],
  scale: "linear",
  usual: [0.0001, 0.001, 0.01, 0.1],
  of: (coefficient) => (graph, question) => {
    const more = coefficient - (lossOf(question)?.l2 ?? 0);
    return isLayered(question) && more !== 0 ? added(graph, isWeight, (w) => more * w) : undefined;
  },
};

export const regularisationMutants: readonly Mutant[] = [
  factor(
    "penalty-forgotten",
    ["leaves the penalty out of the gradient, though the loss has it", "…"],
    () => 0,
  ),
  factor("penalty-doubled", ["adds 2·l2·W for the penalty", "… + 2·l2·W"], () => 2),
  factor("penalty-halved", ["adds l2/2 · W for the penalty", "… + l2·W/2"], () => 0.5),
  factor("penalty-sign", ["subtracts the penalty's gradient", "… − l2·W"], () => -1),
  factor(
    "penalty-divided-by-samples",
    ["divides the penalty's gradient by the samples", "… + l2·W/m"],
    (question) => 1 / samplesOf(question),
  ),
  factor(
    "penalty-times-samples",
    ["multiplies the penalty's gradient by the samples", "… + m·l2·W"],
    samplesOf,
  ),
  member(penaltyCoefficient, 0.01, "penalty-uncalled-for", "gross"),
  {
    name: "penalty-of-absolute-values",
    story: "adds the sign of each weight, the gradient of l2·Σ|W|, where that of l2/2·Σ W² is due",
    formula: "∂L/∂W = … + l2·sign(W), not … + l2·W",
    clause: "BACK-8",
    mend: "penalise squares: their derivative is l2 · W",
    group: "gross",
    sabotage: (graph, question) => {
      const l2 = lossOf(question)?.l2 ?? 0;
      return hasPenalty(question) ? added(graph, isWeight, (w) => l2 * (Math.sign(w) - w)) : undefined;
    },
  },
  {
    name: "penalty-on-biases",
    story: "adds l2·b to the biases' gradients, which are not penalised",
    formula: "∂L/∂b = Σ ∂L/∂z + l2·b, not Σ ∂L/∂z",
    clause: "BACK-8",
    mend: "penalise weights only",
    group: "gross",
    sabotage: (graph, question) => {
      const l2 = lossOf(question)?.l2 ?? 0;
      return hasPenalty(question) ? added(graph, isBias, (b) => l2 * b) : undefined;
    },
  },
  {
    name: "penalty-on-biases-in-the-loss-only",
    story: "adds l2/2·Σ b² to the loss that it reports, and nothing to the biases' gradients",
    formula: "L = … + l2/2 (Σ W² + Σ b²), ∂L/∂b = Σ ∂L/∂z",
    clause: "LOSS-7",
    mend: "penalise weights only, in the loss as in the gradient",
    group: "gross",
    sabotage: (_, question) => {
      const half = (lossOf(question)?.l2 ?? 0) / 2;
      const squares = (values: Named) =>
        [...values]
          .flatMap(([name, { data }]) => (isBias(name) ? [...data] : []))
          .reduce((sum, b) => sum + b * b, 0);
      return hasPenalty(question)
        ? { told: (values) => withLoss(values, (values.get("L")?.data[0] ?? 0) + half * squares(values)) }
        : undefined;
    },
  },
  {
    name: "penalty-forgotten-in-the-loss",
    story: "leaves the penalty out of the loss that it reports, though the gradient has it",
    formula: "L = data loss, ∂L/∂W = … + l2·W",
    clause: "LOSS-7",
    mend: "add l2/2 · Σ W² to the loss",
    group: "gross",
    sabotage: (_, question) =>
      hasPenalty(question)
        ? { told: (values) => withLoss(values, values.get("L/data")?.data[0] ?? 0) }
        : undefined,
  },
  {
    name: "penalty-on-the-first-layer-only",
    story: "adds the penalty's gradient to the first layer's weights only",
    formula: "∂L/∂W1 = … + l2·W1, ∂L/∂W_l = … for all others",
    clause: "BACK-8",
    mend: "add l2·W in every layer",
    group: "gross",
    sabotage: (graph, question) =>
      layersOf(question).length > 1 && lossOf(question)?.l2
        ? replaceRule(graph, ({ out }) => /^L\/square\d+$/.test(out) && out !== "L/square1", stopped)
        : undefined,
  },
];
