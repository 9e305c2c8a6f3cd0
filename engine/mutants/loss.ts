/** Bugs of losses of probabilities and predictions. Samples are columns. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import { type Mutant, map, replaceRule, rewriteNodes, type Sabotage, stopped } from "./mutant.ts";
import { divisorOf, isFused, isLayered, lossOf, partOfLoss, targetShape } from "./places.ts";

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

const logarithmWith =
  (epsilon: number): Mutant["sabotage"] =>
  (graph, question) =>
    lossOf(question)
      ? // ḡ/(p + ε)
        replaceRule(
          graph,
          ({ op }) => op === "log",
          () => [
            ({ n, g, operands: [x] }) =>
              n.divide(
                g,
                map(x, (p) => p + epsilon),
              ),
          ],
        )
      : undefined;

export const lossMutants: readonly Mutant[] = [
  {
    name: "logit-derivative-for-probabilities",
    story: "gives p − t, the derivative by the logits, as the derivative by the probabilities",
    clause: "LOSS-3",
    mend: "by p, cross-entropy has the derivative −t/p, and binary cross-entropy (p − t)/(p(1 − p))",
    group: "gross",
    // ∂p = p − t
    sabotage: (graph, question) =>
      /^(bce|cross_entropy)$/.test(lossOf(question)?.name ?? "")
        ? replacePrediction(graph, question, (p, t) => p - t)
        : undefined,
  },
  {
    name: "second-half-of-bce-forgotten",
    story: "forgets the term (1 − t) log(1 − p): only samples with target 1 teach",
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
    name: "clip-forgotten",
    story: "does not clip the probabilities: values and gradients are those of the bare logarithm",
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
    name: "epsilon-in-the-logarithm-1e-7",
    story: "adds 1e-7 inside the logarithm, which moves the derivative to 1/(p + 1e-7)",
    clause: "LOSS-8",
    mend: "clip, or write loss and activation as one; do not shift p",
    group: "fine",
    sabotage: logarithmWith(1e-7),
  },
  {
    name: "epsilon-in-the-logarithm-1e-12",
    story: "adds 1e-12 inside the logarithm, which moves the derivative to 1/(p + 1e-12)",
    clause: "LOSS-8",
    mend: "clip, or write loss and activation as one; do not shift p",
    group: "fine",
    sabotage: logarithmWith(1e-12),
  },
];
