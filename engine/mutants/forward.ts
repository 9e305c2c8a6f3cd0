/** Bugs of a network's forward pass: another function, differentiated as it should be. An engine's own finite differences agree with it. */
import type { Question } from "../../spec/case.ts";
import type { Name, Node } from "../../spec/graph.ts";
import { type Mutant, map, rewriteNodes } from "./mutant.ts";
import { isLayered, isOutput, layerOf, layersOf, lossOf } from "./places.ts";

const isPreActivation = ({ out }: Node, question: Question): boolean =>
  isLayered(question) && /^z\d+$/.test(out);
/** A node of a layer that is another one again. */
const copy = (out: Name, from: Name, question: Question): Node => {
  const samples = "x" in question ? question.x.shape[1] : 0;
  const units = layersOf(question)[layerOf(out) - 1].b.data.length;
  return { out, op: "reshape", in: [from], attributes: { shape: [units, samples] } };
};

export const forwardMutants: readonly Mutant[] = [
  {
    name: "bias-left-out-of-the-forward-pass",
    story: "leaves the biases out of the forward pass: they have no effect, and gradients of 0",
    formula: "z = W a, not W a + b",
    clause: "BACK-2",
    mend: "add b to every column of W a",
    group: "gross",
    sabotage: (graph, question) =>
      rewriteNodes(
        graph,
        (node) => isPreActivation(node, question),
        ({ out, in: [product] }) => [copy(out, product, question)],
      ),
  },
  {
    name: "bias-added-after-the-activation",
    story: "adds the biases after the activation",
    formula: "a = σ(W a) + b, not σ(W a + b)",
    clause: "BACK-2",
    mend: "add b to W a before the activation",
    group: "gross",
    sabotage: (graph, question) =>
      rewriteNodes(
        graph,
        (node) => isPreActivation(node, question) || (isLayered(question) && /^a\d+$/.test(node.out)),
        (node) =>
          isPreActivation(node, question)
            ? [copy(node.out, node.in[0], question)]
            : [
                { ...node, out: `${node.out}/unbiased` },
                { out: node.out, op: "add", in: [`${node.out}/unbiased`, `z${layerOf(node.out)}/column`] },
              ],
      ),
  },
  {
    name: "output-activation-left-out",
    story: "leaves the output's activation out: the prediction is z itself",
    formula: "p = z, not σ(z), in the last layer",
    clause: "ACT-3",
    mend: "apply the last layer's activation as well",
    group: "gross",
    sabotage: (graph, question) =>
      /mse|squared/.test(lossOf(question)?.name ?? "")
        ? rewriteNodes(
            graph,
            (node) => isLayered(question) && isOutput(node, question) && node.op !== "reshape",
            ({ out, in: [z] }) => [copy(out, z, question)],
          )
        : undefined,
  },
  {
    name: "tanh-of-half-the-argument",
    story: "computes tanh as 2σ(z) − 1, which is tanh(z/2)",
    formula: "a = 2σ(z) − 1, not 2σ(2z) − 1",
    clause: "ACT-1",
    mend: "tanh(z) is 2σ(2z) − 1",
    group: "gross",
    sabotage: (graph) =>
      rewriteNodes(
        graph,
        ({ op }) => op === "tanh",
        (node) => [
          { out: `${node.out}/half`, op: "multiply", in: ["half", node.in[0]] },
          { ...node, in: [`${node.out}/half`] },
        ],
        { half: 0.5 },
      ),
  },
  {
    name: "input-read-as-integers",
    story: "reads the inputs into an array of integers, which cuts off what is behind the point",
    formula: "z = W trunc(x) + b, not W x + b",
    clause: "WIRE-2",
    mend: "make an array of floating-point numbers before anything is read into it",
    group: "gross",
    sabotage: (graph, question) =>
      isLayered(question)
        ? { graph: { ...graph, inputs: { ...graph.inputs, x: map(graph.inputs.x, Math.trunc) } } }
        : undefined,
  },
];
