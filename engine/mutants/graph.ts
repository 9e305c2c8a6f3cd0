/** Bugs of engines that differentiate any graph: how gradients gather, and what comes from above. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import type { OpName } from "../../spec/ops/index.ts";
import { filled, type Tensor } from "../../spec/tensor.ts";
import { gross, type Mutant, map, replaceRule, type Sabotage, times } from "./mutant.ts";
import { isGraph, usesOf } from "./places.ts";
import {
  breadthFirst,
  depthFirst,
  isReused,
  keepingFirst,
  overwriting,
  overwritingInputs,
  recursive,
} from "./walks.ts";

const walk = (
  name: string,
  [story, formula, mend]: readonly [story: string, formula: string, mend: string],
  way: NonNullable<Sabotage["walk"]>,
  isPlace: (graph: Graph) => boolean = isReused,
): Mutant => ({
  name,
  story,
  formula,
  clause: isPlace === isReused ? "CHAIN-6" : "CHAIN-3",
  mend,
  group: "gross",
  sabotage: (graph, question) => (isGraph(question) && isPlace(graph) ? { walk: way } : undefined),
});
const usedTwice = (graph: Graph): boolean => [...usesOf(graph).values()].some((uses) => uses > 1);
const inputsUsedTwice = (graph: Graph): boolean =>
  [...usesOf(graph)].some(([name, uses]) => uses > 1 && name in graph.inputs);

const functions: readonly OpName[] = [
  ...(["exp", "log", "sqrt", "abs", "pow", "multiply", "divide"] as const),
  ...(["relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "gelu"] as const),
];

/** A graph that is asked with a seed, with another one. */
const seeded =
  (other: (seed: Graph["seed"]) => Graph["seed"]) =>
  (graph: Graph, question: Question): Sabotage | undefined =>
    isGraph(question) ? { graph: { ...graph, seed: other(graph.seed) } } : undefined;
const each = (seed: Graph["seed"], change: (g: Tensor) => Tensor): Graph["seed"] =>
  Object.fromEntries(Object.entries(seed).map(([name, g]) => [name, change(g)]));

/** The given operations take their cotangent for ones. */
const withoutUpstream =
  (isPlace: (op: OpName) => boolean): Mutant["sabotage"] =>
  (graph, question) =>
    isGraph(question)
      ? replaceRule(
          graph,
          ({ op }) => isPlace(op),
          (own) => own.map((vjp) => (pass) => vjp({ ...pass, g: map(pass.g, () => 1) })),
        )
      : undefined;

export const graphMutants: readonly Mutant[] = [
  walk(
    "last-path-overwrites",
    [
      "overwrites a gradient where a second path arrives: the last one is left",
      "∂L/∂x = ∂L/∂y₂ · ∂y₂/∂x, not Σᵢ ∂L/∂yᵢ · ∂yᵢ/∂x",
      "add with +=, starting from 0",
    ],
    overwriting,
    usedTwice,
  ),
  walk(
    "first-path-only",
    [
      "keeps the first path's part of a gradient and drops the others",
      "∂L/∂x = ∂L/∂y₁ · ∂y₁/∂x, not Σᵢ ∂L/∂yᵢ · ∂yᵢ/∂x",
      "add the parts of all paths",
    ],
    keepingFirst,
    usedTwice,
  ),
  walk(
    "input-gradient-overwritten",
    [
      "adds up the parts of what is computed, and overwrites those of an input that is used twice",
      "∂L/∂w = the part of one use, not the sum over all uses",
      "add with += for inputs as for everything else",
    ],
    overwritingInputs,
    inputsUsedTwice,
  ),
  walk(
    "recursion-repeats-partial-sums",
    [
      "recurses into every operand at once: what is used twice passes its first part on again with the second",
      "∂L/∂x = (g₁ + (g₁ + g₂)) · ∂h/∂x, not (g₁ + g₂) · ∂h/∂x",
      "go through the nodes once, in reverse order of their computation",
    ],
    recursive,
  ),
  walk(
    "graph-walked-depth-first",
    [
      "visits nodes depth first: some pass their gradient on before all of it has arrived",
      "∂L/∂x = g₁ · ∂h/∂x, with g₂ still missing from ∂L/∂h",
      "sort the nodes so that each comes after everything that uses it",
    ],
    depthFirst,
  ),
  walk(
    "graph-walked-breadth-first",
    [
      "visits nodes level by level: with paths of unequal length some pass their gradient on too early",
      "∂L/∂x = g₁ · ∂h/∂x, with the longer path's g₂ still missing from ∂L/∂h",
      "sort the nodes so that each comes after everything that uses it",
    ],
    breadthFirst,
  ),
  gross(
    "upstream-ignored",
    [
      "returns an operation's own derivative and ignores the cotangent from above",
      "∂L/∂x = f′(x), not ∂L/∂y · f′(x)",
      "CHAIN-4",
      "multiply by the cotangent, entry by entry",
    ],
    withoutUpstream((op) => functions.includes(op)),
  ),
  gross(
    "upstream-ignored-by-reductions",
    [
      "sends ones back from a sum, and 1/n from a mean, whatever comes from above",
      "∂L/∂xᵢ = 1, not ∂L/∂y",
      "CHAIN-4",
      "multiply by the cotangent of the sum: a loss may be part of something larger",
    ],
    withoutUpstream((op) => op === "sum" || op === "mean"),
  ),
  gross(
    "seed-taken-as-ones",
    [
      "starts from ones, whatever cotangent is given for the output",
      "∂L/∂y = 1, not the cotangent that is given",
      "CHAIN-4",
      "start from the cotangent that is asked",
    ],
    (graph, question) =>
      question.kind === "graph" && Object.values(graph.seed).some(({ data }) => data.some((x) => x !== 1))
        ? seeded((seed) => each(seed, ({ shape }) => filled(shape, 1)))(graph, question)
        : undefined,
  ),
  gross(
    "seed-forgotten",
    [
      "never seeds the output: all gradients stay 0",
      "∂L/∂L = 0, not 1",
      "CHAIN-4",
      "set the output's gradient to the cotangent that is asked, or to 1, before going back",
    ],
    seeded((seed) => each(seed, (g) => times(g, 0))),
  ),
  gross(
    "seed-added-twice",
    [
      "seeds the output twice: when it is made, and again when going back begins",
      "∂L/∂L = 2, not 1",
      "CHAIN-4",
      "set the seed, do not add it",
    ],
    seeded((seed) => each(seed, (g) => times(g, 2))),
  ),
  gross(
    "first-output-only",
    [
      "goes back from the first output, and forgets the others",
      "∂L/∂x = g₁ · ∂y₁/∂x, not Σᵢ gᵢ · ∂yᵢ/∂x",
      "CHAIN-3",
      "seed all outputs before going back",
    ],
    (graph, question) =>
      Object.keys(graph.seed).length > 1
        ? seeded((seed) => Object.fromEntries(Object.entries(seed).slice(0, 1)))(graph, question)
        : undefined,
  ),
];
