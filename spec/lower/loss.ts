/** Losses as graphs. Samples are columns; a vector holds one entry a sample, except for cross-entropy, where it is one sample's classes. */
import type { Loss, LossName, LossQuestion, Reduction } from "../case.ts";
import type { Graph, Name } from "../graph.ts";
import { type Shape, scalar, sizeOf } from "../tensor.ts";
import { GraphWriter } from "./graph.ts";

/** One loss term per entry of p, from prediction (or logits) p and target t. */
type Term = (w: GraphWriter, at: (part: string) => Name, p: Name, t: Name, loss: Loss) => Name;

// (p − t)²
const squared: Term = (w, at, p, t) => {
  const error = w.node(at("error"), "subtract", [p, t]);
  return w.node(at("square"), "multiply", [error, error]);
};

function clipped(w: GraphWriter, at: (part: string) => Name, p: Name, { clip }: Loss): Name {
  return clip === undefined ? p : w.node(at("clipped"), "clip", [p], { min: clip, max: 1 - clip });
}

const terms: Readonly<Record<LossName, Term>> = {
  mse: squared,
  // ½ (p − t)²
  half_squared_error: (w, at, p, t, loss) => {
    const half = w.input(at("half"), scalar(0.5));
    return w.node(at("term"), "multiply", [half, squared(w, at, p, t, loss)]);
  },
  // −(t log p + (1 − t) log(1 − p))
  bce: (w, at, p, t, loss) => {
    const one = w.input(at("one"), scalar(1));
    const q = clipped(w, at, p, loss);
    const hit = w.node(at("hit"), "multiply", [t, w.node(at("log_p"), "log", [q])]);
    const rest = w.node(at("rest"), "log", [w.node(at("1-p"), "subtract", [one, q])]);
    const miss = w.node(at("miss"), "multiply", [w.node(at("1-t"), "subtract", [one, t]), rest]);
    return w.node(at("term"), "negative", [w.node(at("log_likelihood"), "add", [hit, miss])]);
  },
  // softplus(z) − t z
  bce_with_logits: (w, at, z, t) => {
    const product = w.node(at("tz"), "multiply", [t, z]);
    return w.node(at("term"), "subtract", [w.node(at("softplus"), "softplus", [z]), product]);
  },
  // −t log p
  cross_entropy: (w, at, p, t, loss) => {
    const log = w.node(at("log_p"), "log", [clipped(w, at, p, loss)]);
    return w.node(at("term"), "negative", [w.node(at("hit"), "multiply", [t, log])]);
  },
  // −t log softmax(z)
  softmax_cross_entropy: (w, at, z, t) => {
    const log = w.node(at("log_p"), "log_softmax", [z], { axis: 0 });
    return w.node(at("term"), "negative", [w.node(at("hit"), "multiply", [t, log])]);
  },
};

export const lossNames = Object.keys(terms) as readonly LossName[];

const overClasses: readonly LossName[] = ["cross_entropy", "softmax_cross_entropy"];

/** Whether a vector is one sample's classes and not one entry a sample. */
export const ofOneSample = ({ name }: { readonly name: LossName }, shape: Shape): boolean =>
  shape.length === 1 && overClasses.includes(name);

/** What the sum of all terms is divided by. */
export function divisor(loss: { name: LossName; reduction: Reduction }, shape: Shape): number {
  if (loss.reduction === "sum") return 1;
  if (loss.reduction === "mean") return sizeOf(shape);
  if (ofOneSample(loss, shape)) return 1;
  return shape[shape.length - 1] ?? 1;
}

/** Writes the loss of p against t as node `out`; parts are named `out/…`. */
export function writeLoss(w: GraphWriter, loss: Loss, out: Name, p: Name, t: Name, shape: Shape): Name {
  const at = (part: string) => `${out}/${part}`;
  const term = terms[loss.name](w, at, p, t, loss);
  const by = divisor(loss, shape);
  if (by === 1) return w.node(out, "sum", [term]);
  if (loss.reduction === "mean") return w.node(out, "mean", [term]);
  const total = w.node(at("total"), "sum", [term]);
  return w.node(out, "divide", [total, w.input(at("samples"), scalar(by))]);
}

export function lowerLoss({ loss, p, target }: LossQuestion): Graph {
  const w = new GraphWriter();
  w.input("p", p);
  w.input("t", target);
  writeLoss(w, loss, "L", "p", "t", p.shape);
  return { inputs: w.inputs, nodes: w.nodes, seed: { L: scalar(1) } };
}
