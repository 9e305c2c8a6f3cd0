/** Bugs of engines that differentiate any graph: how gradients gather, and what comes from above. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import type { OpName } from "../../spec/ops/index.ts";
import { filled } from "../../spec/tensor.ts";
import { type Mutant, map, replaceRule, type Sabotage } from "./mutant.ts";
import { isGraph, usesOf } from "./places.ts";
import { breadthFirst, depthFirst, isReused, keepingFirst, overwriting, recursive } from "./walks.ts";

const walk = (
  name: string,
  story: string,
  mend: string,
  way: NonNullable<Sabotage["walk"]>,
  isPlace: (graph: Graph) => boolean = isReused,
): Mutant => ({
  name,
  story,
  clause: isPlace === isReused ? "CHAIN-6" : "CHAIN-3",
  mend,
  group: "gross",
  sabotage: (graph, question) => (isGraph(question) && isPlace(graph) ? { walk: way } : undefined),
});
const usedTwice = (graph: Graph): boolean => [...usesOf(graph).values()].some((uses) => uses > 1);

const functions: readonly OpName[] = [
  ...(["exp", "log", "sqrt", "abs", "pow", "multiply", "divide"] as const),
  ...(["relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus", "gelu"] as const),
];

const seedOfOnes = (graph: Graph, question: Question): Sabotage | undefined => {
  const seeds = Object.entries(graph.seed);
  if (question.kind !== "graph" || seeds.every(([, { data }]) => data.every((x) => x === 1)))
    return undefined;
  return {
    graph: { ...graph, seed: Object.fromEntries(seeds.map(([name, { shape }]) => [name, filled(shape, 1)])) },
  };
};

export const graphMutants: readonly Mutant[] = [
  walk(
    "last-path-overwrites",
    "overwrites a gradient where a second path arrives: the last one is left",
    "add with +=, starting from 0",
    overwriting,
    usedTwice,
  ),
  walk(
    "first-path-only",
    "keeps the first path's part of a gradient and drops the others",
    "add the parts of all paths",
    keepingFirst,
    usedTwice,
  ),
  walk(
    "recursion-repeats-partial-sums",
    "recurses into every operand at once: what is used twice passes its first part on again with the second",
    "go through the nodes once, in reverse order of their computation",
    recursive,
  ),
  walk(
    "graph-walked-depth-first",
    "visits nodes depth first: some pass their gradient on before all of it has arrived",
    "sort the nodes so that each comes after everything that uses it",
    depthFirst,
  ),
  walk(
    "graph-walked-breadth-first",
    "visits nodes level by level: with paths of unequal length some pass their gradient on too early",
    "sort the nodes so that each comes after everything that uses it",
    breadthFirst,
  ),
  {
    name: "upstream-ignored",
    story: "returns an operation's own derivative and ignores the cotangent from above",
    clause: "CHAIN-4",
    mend: "multiply by the cotangent, entry by entry",
    group: "gross",
    // f′ in place of ḡ·f′
    sabotage: (graph, question) =>
      isGraph(question)
        ? replaceRule(
            graph,
            ({ op }) => functions.includes(op),
            (own) => own.map((vjp) => (pass) => vjp({ ...pass, g: map(pass.g, () => 1) })),
          )
        : undefined,
  },
  {
    name: "seed-taken-as-ones",
    story: "starts from ones, whatever cotangent is given for the output",
    clause: "CHAIN-4",
    mend: "start from the cotangent that is asked",
    group: "gross",
    sabotage: seedOfOnes,
  },
];
