/** Bugs of softmax and log softmax: over the wrong axis, too often, or as if classes did not act on each other. Samples are columns. */
import { isClassHead } from "./head.ts";
import { type Mutant, map, replaceRule, rewriteNodes, type Vjp } from "./mutant.ts";
import { isLayered, targetShape } from "./places.ts";

const rule =
  (op: "softmax" | "log_softmax", wrong: Vjp): Mutant["sabotage"] =>
  (graph) =>
    replaceRule(
      graph,
      (node) => node.op === op,
      () => wrong,
    );

export const softmaxMutants: readonly Mutant[] = [
  {
    name: "softmax-jacobian-diagonal-only",
    story: "takes softmax back entry by entry, g·s(1 − s), and forgets how classes act on each other",
    formula: "∂L/∂z = g ⊙ s(1 − s), not s ⊙ (g − Σ g s)",
    clause: "ACT-4",
    mend: "s ⊙ (g − Σ g s), summed over the classes",
    group: "gross",
    sabotage: rule("softmax", [
      ({ n, g, result }) =>
        n.multiply(
          g,
          map(result, (s) => s * (1 - s)),
        ),
    ]),
  },
  {
    name: "softmax-slope-one-minus-s",
    story: "takes 1 − s for the slope of softmax",
    formula: "∂L/∂z = g ⊙ (1 − s), not s ⊙ (g − Σ g s)",
    clause: "ACT-4",
    mend: "s ⊙ (g − Σ g s), summed over the classes",
    group: "gross",
    sabotage: rule("softmax", [
      ({ n, g, result }) =>
        n.multiply(
          g,
          map(result, (s) => 1 - s),
        ),
    ]),
  },
  {
    name: "softmax-sum-over-the-samples",
    story: "sums g·s over the samples instead of over the classes when it goes back through softmax",
    formula: "s ⊙ (g − Σ_samples g s), not s ⊙ (g − Σ_classes g s)",
    clause: "ACT-4",
    mend: "s ⊙ (g − Σ g s): the sum runs over the classes of one sample",
    group: "gross",
    sabotage: (graph, question) =>
      (targetShape(question).at(-1) ?? 1) > 1 && isLayered(question)
        ? rule("softmax", [
            ({ n, g, result: s }) => n.multiply(s, n.subtract(g, n.sum(n.multiply(g, s), [1]))),
          ])(graph, question)
        : undefined,
  },
  {
    name: "softmax-over-the-samples",
    story: "normalises softmax over the samples instead of over the classes of each",
    formula: "s = e^z / Σ_samples e^z, not e^z / Σ_classes e^z",
    clause: "ACT-4",
    mend: "samples are columns: softmax goes down a column",
    group: "gross",
    sabotage: (graph, question) =>
      targetShape(question).length === 2
        ? rewriteNodes(
            graph,
            ({ op, attributes }) => /softmax/.test(op) && attributes?.axis === 0,
            (node) => [{ ...node, attributes: { axis: 1 } }],
          )
        : undefined,
  },
  {
    name: "softmax-twice",
    story: "applies softmax to probabilities: the loss takes logits, and softmax was applied before it",
    formula: "p = softmax(softmax(z)), not softmax(z)",
    clause: "LOSS-5",
    mend: "give the loss either logits or probabilities, and name which",
    group: "gross",
    sabotage: (graph, question) =>
      rewriteNodes(
        graph,
        (node) => isClassHead(node, question),
        (node) => [
          { out: `${node.out}/once`, op: "softmax", in: node.in, attributes: { axis: 0 } },
          { ...node, in: [`${node.out}/once`] },
        ],
      ),
  },
  {
    name: "log-softmax-without-its-sum",
    story: "passes the cotangent through log softmax as if its normalising sum were a constant",
    formula: "∂L/∂z = g, not g − s Σ g",
    clause: "ACT-6",
    mend: "subtract softmax(z)·Σ g",
    group: "gross",
    sabotage: rule("log_softmax", [({ g }) => g]),
  },
  {
    name: "log-softmax-taken-back-as-softmax",
    story: "goes back through log softmax with the derivative of softmax",
    formula: "∂L/∂z = s ⊙ (g − Σ g s), not g − s Σ g",
    clause: "ACT-6",
    mend: "g − s Σ g, summed over the classes: the logarithm has taken the factor s away",
    group: "gross",
    sabotage: (graph, question) =>
      targetShape(question).length === 2
        ? rule("log_softmax", [
            ({ n, g, result }) => {
              const s = n.elementary("exp", result);
              return n.multiply(s, n.subtract(g, n.sum(n.multiply(g, s), [0])));
            },
          ])(graph, question)
        : undefined,
  },
];
