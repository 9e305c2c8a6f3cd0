/** Bugs where broadcasting is undone: an operand that was repeated is owed the sum over its repetitions. */
import type { Graph, Name, Node } from "../../spec/graph.ts";
import type { OpName } from "../../spec/ops/index.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import { type DoublePass, type Mutant, map, replaceRule, times, type Vjp } from "./mutant.ts";
import { isGraph } from "./places.ts";

const broadcasting: readonly OpName[] = ["add", "subtract", "multiply", "divide", "broadcast"];

/** For each entry of the result, the position of operand i's entry that stands there. */
const positions = ({ n, operands, result }: DoublePass, i: number): Tensor =>
  n.broadcast(
    map(operands[i], (_, k) => k),
    result.shape,
  );

/** Sums the entries of `full` that came from the same entry of operand i. */
function summed(full: Tensor, pass: DoublePass, i: number): Tensor {
  const at = positions(pass, i).data;
  const data = new Float64Array(pass.operands[i].data.length);
  for (let k = 0; k < full.data.length; k++) data[at[k]] += full.data[k];
  return pass.n.from({ shape: pass.operands[i].shape, data });
}

/** A cotangent of the result's shape, summed to that of operand i. */
export const reduced =
  (i: number, vjp: Vjp[number]): Vjp[number] =>
  (pass) =>
    summed(pass.n.broadcast(vjp(pass), pass.result.shape), pass, i);

/** Everything but the first repetition of each entry set to 0. */
function firstOnly(full: Tensor, pass: DoublePass, i: number): Tensor {
  const at = positions(pass, i).data;
  const seen = new Set<number>();
  return map(full, (x, k) => {
    const isFirst = !seen.has(at[k]);
    seen.add(at[k]);
    return isFirst ? x : 0;
  });
}

/** Σ over the other axis of a square, where it has the shape that is due. */
function overTheOtherAxis(full: Tensor, pass: DoublePass, i: number): Tensor {
  const { shape, data } = pass.operands[i];
  const [rows, columns] = full.shape;
  if (full.shape.length !== 2 || rows !== columns || data.length !== rows) return summed(full, pass, i);
  const isColumn = shape.length === 2 && shape[1] === 1;
  return pass.n.reshape(pass.n.sum(full, [isColumn ? 0 : 1]), shape);
}

/** Another way to undo broadcasting, for operands of another shape than the result. */
function undoneBy(
  name: string,
  [story, formula]: readonly [story: string, formula: string],
  undo: (full: Tensor, pass: DoublePass, i: number) => Tensor,
  isPlace: (graph: Graph, operand: Name) => boolean = () => true,
): Mutant {
  const wrong = (own: Vjp, { in: names }: Node, graph: Graph): Vjp =>
    own.map((vjp, i) => (pass) => {
      if (sameShape(pass.operands[i].shape, pass.result.shape) || !isPlace(graph, names[i])) return vjp(pass);
      const operands = pass.operands.map((x, k) => (k === i ? pass.n.broadcast(x, pass.result.shape) : x));
      return undo(vjp({ ...pass, operands }), pass, i);
    });
  return {
    name,
    story,
    formula,
    clause: "CHAIN-5",
    mend: "sum over the axes along which it was repeated",
    group: "gross",
    sabotage: (graph, question) =>
      isGraph(question)
        ? replaceRule(
            graph,
            ({ op, in: names }) =>
              broadcasting.includes(op) && names.some((operand) => isPlace(graph, operand)),
            (own, node) => wrong(own, node, graph),
          )
        : undefined,
  };
}

export const broadcastingMutants: readonly Mutant[] = [
  undoneBy(
    "broadcast-takes-the-first",
    [
      "gives a broadcast operand the cotangent of one repetition instead of the sum",
      "∂L/∂b = ∂L/∂y₁, not Σⱼ ∂L/∂yⱼ",
    ],
    (full, pass, i) => summed(firstOnly(full, pass, i), pass, i),
  ),
  undoneBy(
    "broadcast-averaged",
    [
      "gives a broadcast operand the mean over its repetitions instead of the sum",
      "∂L/∂b = Σⱼ ∂L/∂yⱼ / n, not Σⱼ ∂L/∂yⱼ",
    ],
    (full, pass, i) => times(summed(full, pass, i), pass.operands[i].data.length / full.data.length),
  ),
  undoneBy(
    "broadcast-summed-over-the-other-axis",
    [
      "sums a broadcast operand's cotangent over the axis that it has, which only a square can hide",
      "∂L/∂bⱼ = Σⱼ ∂L/∂yᵢⱼ, not Σᵢ ∂L/∂yᵢⱼ",
    ],
    overTheOtherAxis,
  ),
  undoneBy(
    "broadcast-not-summed",
    [
      "gives a broadcast input a gradient of the result's shape: nothing is summed",
      "∂L/∂b = ∂L/∂y, not Σⱼ ∂L/∂yⱼ",
    ],
    (full) => full,
    (graph, operand) => operand in graph.inputs,
  ),
];
