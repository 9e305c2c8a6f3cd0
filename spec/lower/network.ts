/** Layered networks as graphs: z1 = W1 x + b1, a1 = σ(z1), …, L. Samples are columns; W is [out, in]. */
import type { ActivationName, Layer, Loss, NetworkQuestion, TrainingQuestion } from "../case.ts";
import type { Graph, Name } from "../graph.ts";
import type { Attributes, OpName } from "../ops/index.ts";
import { type Shape, scalar } from "../tensor.ts";
import { GraphWriter } from "./graph.ts";
import { writeLoss } from "./loss.ts";

function activation(name: ActivationName, alpha: number | undefined, shape: Shape): [OpName, Attributes?] {
  const scaled = alpha === undefined ? undefined : { alpha };
  if (name === "identity") return ["reshape", { shape }];
  if (name === "leaky_relu" || name === "elu") return [name, scaled];
  if (name === "gelu_tanh") return ["gelu", { form: "tanh" }];
  if (name === "softmax" || name === "log_softmax") return [name, { axis: 0 }];
  return [name];
}

/** Names of a layer's parameters, counted from 1. */
export const parametersOf = (layers: readonly Layer[]): Name[] =>
  layers.flatMap((_, i) => [`W${i + 1}`, `b${i + 1}`]);

type Layered = Pick<NetworkQuestion, "layers" | "x" | "target"> & {
  readonly loss: Loss;
  readonly report?: Loss;
};

// l2/2 · Σ over all weights of W²
function writePenalty(w: GraphWriter, layers: readonly Layer[], l2: number, data: Name): void {
  let total: Name | undefined;
  layers.forEach((_, i) => {
    const weights = `W${i + 1}`;
    const sum = w.node(`L/sum${i + 1}`, "sum", [w.node(`L/square${i + 1}`, "multiply", [weights, weights])]);
    total = total ? w.node(`L/sums${i + 1}`, "add", [total, sum]) : sum;
  });
  const half = w.input("L/half_l2", scalar(l2 / 2));
  const penalty = w.node("L/penalty", "multiply", [half, total as Name]);
  w.node("L", "add", [data, penalty]);
}

export function lowerNetwork({ layers, loss, report, x, target }: Layered): Graph {
  const w = new GraphWriter();
  w.input("x", x);
  const samples = x.shape[1];
  let last: Name = "x";
  layers.forEach((layer, i) => {
    const k = i + 1;
    const shape = [layer.W.shape[0], samples];
    const product = w.node(`z${k}/product`, "matmul", [w.input(`W${k}`, layer.W), last]);
    const column = w.node(`z${k}/column`, "reshape", [w.input(`b${k}`, layer.b)], { shape: [shape[0], 1] });
    w.node(`z${k}`, "add", [product, column]);
    const [op, attributes] = activation(layer.activation, layer.alpha, shape);
    last = w.node(`a${k}`, op, [`z${k}`], attributes);
  });
  w.input("t", target);
  const data = loss.l2 ? "L/data" : "L";
  writeLoss(w, loss, data, last, "t", target.shape);
  if (loss.l2) writePenalty(w, layers, loss.l2, data);
  if (report) writeLoss(w, report, "R", last, "t", target.shape);
  return { inputs: w.inputs, nodes: w.nodes, seed: { L: scalar(1) } };
}

/** One step of gradient descent: the graph of the loss, and which inputs move against their gradient. */
export function lowerTraining(q: TrainingQuestion): {
  readonly step: Graph;
  readonly parameters: readonly Name[];
} {
  return { step: lowerNetwork(q), parameters: parametersOf(q.layers) };
}

/** `W1@3` → W1 before update 3 (from 0). Undefined where there is no step. */
export function atStep(name: Name): { readonly node: Name; readonly step: number } | undefined {
  const [, node, step] = /^(.+)@(\d+)$/.exec(name) ?? [];
  return node === undefined ? undefined : { node, step: Number(step) };
}
