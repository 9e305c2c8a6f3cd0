/** Where bugs live: the parts of a question that a sabotage looks for. */
import type { Layer, Loss, Question } from "../../spec/case.ts";
import type { Graph, Name, Node } from "../../spec/graph.ts";
import { divisor } from "../../spec/lower/loss.ts";
import type { OpName } from "../../spec/ops/index.ts";
import type { Shape, Tensor } from "../../spec/tensor.ts";

export const layersOf = (question: Question): readonly Layer[] =>
  "layers" in question ? question.layers : [];
export const lossOf = (question: Question): Loss | undefined =>
  "loss" in question ? question.loss : undefined;
export const depthOver = (question: Question, least: number): boolean => layersOf(question).length > least;
export const isLayered = (question: Question): boolean => "layers" in question;
/** Questions that spell out their own graph. */
export const isGraph = ({ kind }: Question): boolean => kind === "graph" || kind === "expression";

/** Shape of the prediction: [outputs, samples], or a vector. */
export const targetShape = (question: Question): Shape => ("target" in question ? question.target.shape : []);
/** A vector holds one entry a sample, except for cross-entropy, where it is one sample's classes. */
export function samplesOf(question: Question): number {
  const shape = targetShape(question);
  const isOneSample = shape.length === 1 && /cross_entropy/.test(lossOf(question)?.name ?? "");
  return isOneSample ? 1 : (shape.at(-1) ?? 1);
}
export function outputsOf(question: Question): number {
  const shape = targetShape(question);
  return shape.length > 1 ? shape[0] : 1;
}

/** Node of the loss without its penalty. */
export const dataLossOf = (question: Question): Name =>
  isLayered(question) && lossOf(question)?.l2 ? "L/data" : "L";
export const partOfLoss = (question: Question, part: string): Name => `${dataLossOf(question)}/${part}`;

const activationOps: readonly OpName[] = [
  "relu",
  "leaky_relu",
  "elu",
  "sigmoid",
  "tanh",
  "softplus",
  "gelu",
  "softmax",
  "log_softmax",
];
/** Entry by entry, with a slope that differs from place to place: it matters where it is taken. */
export const curved: readonly OpName[] = ["elu", "sigmoid", "tanh", "softplus", "gelu"];
export const elementwise: readonly OpName[] = ["relu", "leaky_relu", ...curved];

/** Activations whose derivative is a factor of its own. `identity` is none; the loss's own functions are none. */
export function isActivation({ out, op }: Node, question: Question): boolean {
  if (!activationOps.includes(op)) return false;
  return isLayered(question) ? /^a\d+$/.test(out) : isGraph(question);
}
/** Of a layered network; in a graph of one's own every activation is hidden. */
export const isOutput = ({ out, in: operands }: Node, question: Question): boolean =>
  out === `a${layersOf(question).length}` && operands.length === 1;

/** Loss and output activation whose derivatives are usually written as one: p − t. */
export function isFused(question: Question): boolean {
  const [last, loss] = [layersOf(question).at(-1)?.activation, lossOf(question)?.name];
  if (loss === "bce") return last === "sigmoid";
  if (loss === "cross_entropy") return last === "softmax";
  return (loss === "bce_with_logits" || loss === "softmax_cross_entropy") && last === "identity";
}

export const isMatmul = ({ op }: Node): boolean => op === "matmul";
/** z_k = product + bias */
export const isBiasAdded = ({ out }: Node, question: Question): boolean =>
  isLayered(question) && /^z\d+$/.test(out);
/** Number of the layer that a node or an input belongs to; 0 for none. */
export const layerOf = (name: Name): number => Number(/^[zaWb](\d+)(\/|$)/.exec(name)?.[1] ?? 0);

export const weightOf = (question: Question, name: Name): Tensor | undefined =>
  layersOf(question)[layerOf(name) - 1]?.W;
/** Shape of a product's left operand: a layer's W, or an input; of what is computed it is not known. */
export const leftShape = (graph: Graph, question: Question, node: Node): Shape | undefined =>
  isLayered(question) ? weightOf(question, node.out)?.shape : graph.inputs[node.in[0]]?.shape;
export const squareLeft = (graph: Graph, question: Question) => (node: Node) => {
  const left = leftShape(graph, question, node);
  return left !== undefined && left[0] === left[1];
};

/** How often each name is an operand. */
export function usesOf(graph: Graph): ReadonlyMap<Name, number> {
  const uses = new Map<Name, number>();
  for (const node of graph.nodes) for (const name of node.in) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/** What the sum of all loss terms is divided by. */
export function divisorOf(question: Question): number {
  const loss = lossOf(question);
  return loss ? divisor(loss, targetShape(question)) : 1;
}
