/** Bugs of what is done to a probability before its logarithm: clipped or shifted away from 0, in the value, in the derivative, or in both. */
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { type Family, member } from "./family.ts";
import { type Mutant, map, replaceRule, rewriteNodes, type Sabotage, skipped } from "./mutant.ts";
import { lossOf, partOfLoss, targetShape } from "./places.ts";

/** log(p + ε) for every logarithm of the loss. */
const shifted = (graph: Graph, question: Question, epsilon: number): Sabotage | undefined =>
  rewriteNodes(
    graph,
    ({ op }) => lossOf(question) !== undefined && op === "log",
    (node) => [
      { out: `${node.out}/shifted`, op: "add", in: [node.in[0], "L/epsilon"] },
      { ...node, in: [`${node.out}/shifted`] },
    ],
    { "L/epsilon": epsilon },
  );

export const epsilonInTheLogarithm: Family = {
  name: "epsilon-in-the-logarithm",
  story: (epsilon) =>
    `adds ${epsilon} inside the logarithm, which moves the derivative to 1/(p + ${epsilon})`,
  formula: "log(p + ε), whose derivative is 1/(p + ε)",
  clause: "LOSS-8",
  mend: "clip, or write loss and activation as one; do not shift p",
  symbol: "ε",
  range: [1e-16, 0.1],
  scale: "log",
  usual: [1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5],
  of: (epsilon) => (graph, question) => shifted(graph, question, epsilon),
};

/** log(clip(p, c, 1 − c)), whatever bounds were asked. */
function clippedAt(graph: Graph, question: Question, edge: number): Sabotage | undefined {
  const attributes = { min: edge, max: 1 - edge };
  const takesProbability = (out: string) =>
    out === partOfLoss(question, "log_p") || out === partOfLoss(question, "1-p");
  if (!lossOf(question)) return undefined;
  if (graph.nodes.some(({ op }) => op === "clip")) {
    return rewriteNodes(
      graph,
      ({ op }) => op === "clip",
      (node) => [{ ...node, attributes }],
    );
  }
  return rewriteNodes(
    graph,
    ({ out, op }) => takesProbability(out) && op !== "log_softmax",
    (node) => [
      { out: `${node.out}/clipped`, op: "clip", in: node.in.slice(-1), attributes },
      { ...node, in: [...node.in.slice(0, -1), `${node.out}/clipped`] },
    ],
  );
}

export const clippedProbability: Family = {
  name: "probability-clipped",
  story: (edge) => `clips probabilities to [${edge}, 1 − ${edge}] before the logarithm, whatever was asked`,
  formula: "log(clip(p, c, 1 − c)), whose derivative is 0 outside of the bounds",
  clause: "LOSS-8",
  mend: "clip where it is asked only, and at the bounds that are asked",
  symbol: "c",
  range: [1e-16, 0.49],
  scale: "log",
  usual: [1e-15, 1e-12, 1e-10, 1e-8, 1e-7, 1e-6, 1e-5, 1e-3],
  of: (edge) => (graph, question) => clippedAt(graph, question, edge),
};

export const logarithmMutants: readonly Mutant[] = [
  {
    name: "clip-forgotten",
    story: "does not clip the probabilities: values and gradients are those of the bare logarithm",
    formula: "log p, not log(clip(p, ε, 1 − ε))",
    clause: "LOSS-8",
    mend: "clip p to [ε, 1 − ε] before the logarithm",
    group: "fine",
    sabotage: (graph, question) =>
      rewriteNodes(
        graph,
        ({ op }) => lossOf(question) !== undefined && op === "clip",
        (node) => [
          { out: node.out, op: "reshape", in: node.in, attributes: { shape: targetShape(question) } },
        ],
      ),
  },
  {
    name: "clip-forgotten-going-back",
    story: "clips the probability in the loss, and divides by the one that was not clipped when it goes back",
    formula: "L = −t log(clip(p)), ∂L/∂p = −t/p where 0 or −t/clip(p) is due",
    clause: "LOSS-8",
    mend: "keep the clipped probability of the forward pass, and stop the gradient where it was clipped",
    group: "fine",
    sabotage: (graph, question) => {
      const clip = lossOf(question) && graph.nodes.find(({ op }) => op === "clip");
      if (!clip) return undefined;
      return replaceRule(
        graph,
        ({ op }) => op === "clip" || op === "log",
        (_, { op, out }, right) => {
          const p = right.values.get(clip.in[0]);
          if (op === "clip" || !p) return skipped();
          const isRest = out === partOfLoss(question, "rest");
          return [({ n, g }) => n.divide(g, isRest ? map(p, (x) => 1 - x) : p)];
        },
      );
    },
  },
  {
    name: "epsilon-in-the-loss-only",
    story:
      "adds 1e-7 inside the logarithm of the loss that it reports, and differentiates the one without it",
    formula: "L = −t log(p + ε), ∂L/∂z = p − t, with ε = 1e-7",
    clause: "LOSS-7",
    mend: "report the loss that is differentiated: clip where it is asked, or take log softmax",
    group: "fine",
    sabotage: (graph, question) => {
      const bare = new Map(graph.nodes.map(({ out, in: [x] }) => [out, x]));
      const changed = shifted(graph, question, 1e-7);
      return (
        changed && {
          ...changed,
          ...replaceRule(
            graph,
            ({ op }) => op === "log",
            (_own, { out }, right) => [
              ({ n, g, operands: [x] }) => n.divide(g, right.values.get(bare.get(out) ?? "") ?? x),
            ],
          ),
        }
      );
    },
  },
  member(epsilonInTheLogarithm, 1e-7, "epsilon-in-the-logarithm-1e-7", "fine"),
  member(epsilonInTheLogarithm, 1e-12, "epsilon-in-the-logarithm-1e-12", "fine"),
  member(clippedProbability, 1e-7, "probability-clipped-1e-7", "fine"),
];
