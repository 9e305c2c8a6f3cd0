/**
 * A case in another form, for engines that do not take its own: as a graph whatever is one pass, as a network a loss alone. The form is a case
 * like any other, with the same numbers under the names that it has there.
 */
import type { Case, LossQuestion, NetworkQuestion, Promised, Question, Wanted, Written } from "../case.ts";
import type { Name } from "../graph.ts";
import { filled, type Shape, type Tensor } from "../tensor.ts";
import { lower } from "./index.ts";
import { ofOneSample } from "./loss.ts";

export type OtherKind = "network" | "graph";
/** The case in that form and how it reads there, or why it has none. */
export type Form = { readonly as: OtherKind } & (
  | { readonly case: Case; readonly reads: string }
  | { readonly because: string }
);

/** Samples of a loss from which on the unit matrix beside them would be larger than is reasonable. */
const mostSamples = 256;

const others: Readonly<Record<Question["kind"], readonly OtherKind[]>> = {
  expression: ["network", "graph"],
  loss: ["network", "graph"],
  network: ["graph"],
  graph: ["network"],
  training: ["network", "graph"],
};

/** Every other form of a case, the nearest first. */
export const otherForms = (c: Case): readonly Form[] =>
  others[c.question.kind].map((as) => (as === "graph" ? asGraph(c) : asNetwork(c)));

function asGraph(c: Case): Form {
  const { question } = c;
  if (question.kind === "training")
    return { as: "graph", because: "a graph is one pass, and its updates would be ours" };
  const { want, also } = question;
  const graph = { kind: "graph", ...lower(question), want, ...(also && { also }) } as const;
  return { as: "graph", case: { ...c, question: graph }, reads: `the ${question.kind} written out` };
}

function asNetwork(c: Case): Form {
  const { question } = c;
  const no = (because: string): Form => ({ as: "network", because });
  if (question.kind === "training") return no("its updates would be ours");
  if (question.kind !== "loss") return no("a network has layers and ends in a loss");
  const { p, want } = question;
  const isUsual = want.values.every((name) => name === "L") && want.gradients.every((name) => name === "p");
  if (!isUsual) return no("more is asked than L and ∂L/∂p");
  if (!p.data.every(Number.isFinite)) return no("p is not finite");
  const shape = matrixOf(question);
  if (shape[1] > mostSamples) return no(`more than ${mostSamples} samples`);
  const written = named(c, shape);
  return {
    as: "network",
    case: { ...c, ...written, question: layerOf(question, shape) },
    reads: "one identity layer over x = I with W1 = p and b1 = 0, so that ∂L/∂W1 is ∂L/∂p",
  };
}

/** [features, samples] of what may be a vector or a scalar. */
function matrixOf({ p: { shape }, loss }: LossQuestion): readonly [number, number] {
  const [first = 1, second] = shape;
  if (second !== undefined) return [first, second];
  return ofOneSample(loss, shape) ? [first, 1] : [1, first];
}

// z = p I + 0: no rounding, and ∂L/∂W1 = ∂L/∂z Iᵀ
function layerOf({ loss, p, target, want }: LossQuestion, shape: readonly [number, number]): NetworkQuestion {
  const [features, samples] = shape;
  const unit = filled([samples, samples], 0);
  for (let k = 0; k < samples; k++) unit.data[k * (samples + 1)] = 1;
  const inner = ["z1", "a1"];
  const renamed: Wanted = { values: want.values, gradients: want.gradients.map(renameOf) };
  return {
    kind: "network",
    layers: [{ W: reshaped(p, shape), b: filled([features], 0), activation: "identity" }],
    loss,
    x: unit,
    target: reshaped(target, shape),
    want: renamed,
    also: { values: inner, gradients: inner },
  };
}

const renameOf = (name: Name): Name => (name === "p" ? "W1" : name);
const reshaped = ({ data }: Tensor, shape: Shape): Tensor => ({ shape, data });

type WrittenOf = Readonly<Record<Name, Written>>;

/** What the fixture writes of its numbers, under the names and in the shapes of the network. */
function named(c: Case, shape: Shape): Pick<Case, "literals" | "printed" | "certified"> {
  const all = (written: WrittenOf): WrittenOf =>
    Object.fromEntries(
      Object.entries(written).map(([name, one]) => [renameOf(name), name === "L" ? one : { ...one, shape }]),
    );
  const promised = (part: Promised): Promised => ({
    values: all(part.values),
    gradients: all(part.gradients),
  });
  return {
    literals: all(c.literals),
    ...(c.printed && { printed: promised(c.printed) }),
    ...(c.certified && { certified: promised(c.certified) }),
  };
}
