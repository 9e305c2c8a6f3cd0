/** Bugs of losses: another error is differentiated, against other targets. Samples are columns. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import { type Family, member } from "./family.ts";
import { type Mutant, map, replaceRule, rewriteNodes, type Sabotage, stopped } from "./mutant.ts";
import {
  dataLossOf,
  divisorOf,
  isFused,
  isLayered,
  lossOf,
  outputsOf,
  partOfLoss,
  samplesOf,
  targetShape,
} from "./places.ts";

/** ∂L/∂p of the loss's prediction, replaced: all paths but the first stop. */
function replacePrediction(
  graph: Graph,
  question: Question,
  slope: (p: number, t: number) => number,
): Sabotage | undefined {
  const loss = lossOf(question);
  if (!loss || (isLayered(question) && isFused(question) && loss.name === "bce")) return undefined;
  const prediction = predictionOf(graph, question);
  const users = graph.nodes.filter(
    (node) => node.in.includes(prediction) && node.out.startsWith(partOfLoss(question, "")),
  );
  return replaceRule(
    graph,
    (node) => users.includes(node),
    (own, node, right) =>
      own.map((vjp, i) => {
        if (node.in[i] !== prediction) return vjp;
        if (node !== users[0]) return stopped(own)[i];
        const t = right.values.get("t");
        return ({ operands }) => map(operands[i], (p, k) => slope(p, t?.data[k] ?? 0) / divisorOf(question));
      }),
  );
}
const predictionOf = (graph: Graph, question: Question): string =>
  isLayered(question)
    ? `a${"layers" in question ? question.layers.length : 0}`
    : "p" in graph.inputs
      ? "p"
      : "";
const takesProbabilities = (question: Question): boolean =>
  /^(bce|cross_entropy)$/.test(lossOf(question)?.name ?? "");

export const labelSmoothing: Family = {
  name: "labels-smoothed",
  story: (share) =>
    `smooths the targets by ${share}, as a regulariser does, where they are to be taken as they are`,
  formula: "(1 − ε) t + ε/k, not t",
  clause: "LOSS-6",
  mend: "smooth targets where it is asked only",
  symbol: "ε",
  range: [0.001, 0.5],
  scale: "log",
  usual: [0.05, 0.1, 0.2],
  // of one class there are two: it, and not it
  of: (share) => (graph, question) =>
    /cross_entropy|bce/.test(lossOf(question)?.name ?? "")
      ? withTargets(graph, (t) =>
          map(
            t,
            (x) =>
              (1 - share) * x + share / (/bce/.test(lossOf(question)?.name ?? "") ? 2 : classesOf(question)),
          ),
        )
      : undefined,
};
const classesOf = (question: Question): number =>
  targetShape(question).length > 1 ? outputsOf(question) : (targetShape(question)[0] ?? 1);
const withTargets = (
  graph: Graph,
  change: (t: Graph["inputs"][string]) => Graph["inputs"][string],
): Sabotage => ({
  graph: { ...graph, inputs: { ...graph.inputs, t: change(graph.inputs.t) } },
});

export const lossMutants: readonly Mutant[] = [
  {
    name: "logit-derivative-for-probabilities",
    story: "gives p − t, the derivative by the logits, as the derivative by the probabilities",
    formula: "∂L/∂p = p − t, not (p − t) / (p(1 − p)) or −t/p",
    clause: "LOSS-3",
    mend: "by p, cross-entropy has the derivative −t/p, and binary cross-entropy (p − t)/(p(1 − p))",
    group: "gross",
    sabotage: (graph, question) =>
      takesProbabilities(question) ? replacePrediction(graph, question, (p, t) => p - t) : undefined,
  },
  {
    name: "second-half-of-bce-forgotten",
    story: "forgets the term (1 − t) log(1 − p): only samples with target 1 teach",
    formula: "∂L/∂p = −t/p, not −t/p + (1 − t)/(1 − p)",
    clause: "LOSS-3",
    mend: "add the derivative of the second term, (1 − t)/(1 − p)",
    group: "gross",
    sabotage: (graph, question) =>
      lossOf(question)?.name === "bce"
        ? replaceRule(graph, ({ out }) => out === partOfLoss(question, "rest"), stopped)
        : undefined,
  },
  {
    name: "every-prediction-against-every-target",
    story: "broadcasts a row of predictions against a column of targets: the loss is over all m·m pairs",
    formula: "Σᵢ Σⱼ (pᵢ − tⱼ)² / m², not Σᵢ (pᵢ − tᵢ)² / m",
    clause: "LOSS-1",
    mend: "give predictions and targets the same shape before they are subtracted",
    group: "gross",
    sabotage: (graph, question) => {
      const [outputs, samples] = targetShape(question);
      const loss = lossOf(question);
      if (outputs !== 1 || !(samples > 1) || !loss || /softmax/.test(loss.name) || loss.reduction !== "mean")
        return undefined;
      const first = graph.nodes.findIndex(({ out }) => out.startsWith(partOfLoss(question, "")));
      const column: Node = { out: "t/column", op: "transpose", in: ["t"] };
      const swapped = graph.nodes
        .slice(first)
        .map((node) => ({ ...node, in: node.in.map((name) => (name === "t" ? "t/column" : name)) }));
      return { graph: { ...graph, nodes: [...graph.nodes.slice(0, first), column, ...swapped] } };
    },
  },
  {
    name: "targets-of-other-samples",
    story: "compares each prediction with the target of another sample: x was shuffled, and t was not",
    formula: "pᵢ − tᵢ₊₁, not pᵢ − tᵢ",
    clause: "LOSS-1",
    mend: "shuffle x and t by the same permutation",
    group: "gross",
    sabotage: (graph, question) => {
      const samples = samplesOf(question);
      const next = (k: number) => k - (k % samples) + ((k + 1) % samples);
      return lossOf(question) && samples > 1
        ? withTargets(graph, (t) => map(t, (_, k) => t.data[next(k)]))
        : undefined;
    },
  },
  {
    name: "root-of-the-mean-square",
    story: "takes the root of the mean square error, and differentiates that",
    formula: "L = √mse, ∂L/∂p = ∂mse/∂p / (2√mse)",
    clause: "LOSS-1",
    mend: "leave the root out: mse is the mean of the squares",
    group: "gross",
    sabotage: (graph, question) =>
      lossOf(question)?.name === "mse"
        ? rewriteNodes(
            graph,
            ({ out }) => out === dataLossOf(question),
            (node) => [
              { ...node, out: `${node.out}/square_error` },
              { out: node.out, op: "sqrt", in: [`${node.out}/square_error`] },
            ],
          )
        : undefined,
  },
  {
    name: "logarithm-to-base-two",
    story: "takes logarithms to base 2: the loss is in bits, and its gradients 1/ln 2 times too large",
    formula: "L = −Σ t log₂ p, ∂L/∂p = −t / (p ln 2)",
    clause: "LOSS-4",
    mend: "take the natural logarithm, whose derivative is 1/p",
    group: "gross",
    sabotage: (graph, question) =>
      takesProbabilities(question)
        ? rewriteNodes(
            graph,
            ({ op }) => op === "log",
            (node) => [
              { ...node, out: `${node.out}/natural` },
              { out: node.out, op: "divide", in: [`${node.out}/natural`, "L/ln2"] },
            ],
            { "L/ln2": Math.LN2 },
          )
        : undefined,
  },
  member(labelSmoothing, 0.1, "labels-smoothed-uncalled-for", "gross"),
];
