/** Bugs in the point at which an activation's slope is taken: of another sample, of all of them, without the bias. */
import type { Node } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { at, slopeAt } from "./activation.ts";
import { type Mutant, map, type Vjp } from "./mutant.ts";
import { elementwise, isLayered, layerOf, samplesOf } from "./places.ts";

/** ḡ·f′(x), with x moved between samples */
const atMoved = (move: (row: readonly number[]) => readonly number[]) => (own: Vjp, node: Node) =>
  slopeAt(own, node, ({ operands: [z] }) => byRows(z, move));

/** f′ itself changed between samples: ḡ·change(f′) */
const slopeChanged =
  (change: (row: readonly number[]) => readonly number[]) =>
  ([own]: Vjp): Vjp => [
    (pass) => pass.n.multiply(pass.g, byRows(own({ ...pass, g: map(pass.g, () => 1) }), change)),
  ];
function byRows(x: Tensor, change: (row: readonly number[]) => readonly number[]): Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const rows = Array.from({ length: x.data.length / columns }, (_, i) =>
    change(Array.from(x.data.subarray(i * columns, (i + 1) * columns))),
  );
  return { shape: x.shape, data: Float64Array.from(rows.flat()) };
}
const mean = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0) / row.length;
export const slopePointMutants: readonly Mutant[] = [
  {
    name: "slope-averaged-over-the-batch",
    story: "uses one slope for all samples: the mean of σ′ over the batch",
    formula: "∂L/∂zᵢ = ∂L/∂aᵢ ⊙ Σⱼ σ′(zⱼ) / m, not ∂L/∂aᵢ ⊙ σ′(zᵢ)",
    clause: "BACK-1",
    mend: "σ′(z) has one entry per unit and sample",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? at(
            "everywhere",
            slopeChanged((row) => row.map(() => mean(row))),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "slope-of-the-first-sample",
    story: "uses the first sample's σ′ for the whole batch",
    formula: "∂L/∂zᵢ = ∂L/∂aᵢ ⊙ σ′(z₁), not ∂L/∂aᵢ ⊙ σ′(zᵢ)",
    clause: "BACK-1",
    mend: "σ′(z) has one entry per unit and sample",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? at(
            "everywhere",
            slopeChanged((row) => row.map(() => row[0])),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "slope-of-another-sample",
    story: "takes σ′ at stored pre-activations that belong to other samples",
    formula: "∂L/∂zᵢ = ∂L/∂aᵢ ⊙ σ′(zᵢ₊₁), not ∂L/∂aᵢ ⊙ σ′(zᵢ)",
    clause: "STATE-1",
    mend: "store z anew in every forward pass, in the order of the samples",
    group: "gross",
    sabotage: (graph, question) =>
      samplesOf(question) > 1
        ? at(
            "everywhere",
            atMoved((row) => row.map((_, j) => row[(j + 1) % row.length])),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "bias-left-out-of-the-slope",
    story: "takes σ′ at W a, recomputed without the bias",
    formula: "∂L/∂z = ∂L/∂a ⊙ σ′(W a), not ∂L/∂a ⊙ σ′(W a + b)",
    clause: "BACK-1",
    mend: "take σ′ at z = W a + b as in the forward pass",
    group: "gross",
    sabotage: (graph, question) =>
      isLayered(question)
        ? at(
            "everywhere",
            (own, node, right) =>
              slopeAt(
                own,
                node,
                ({ operands: [z] }) => right.values.get(`z${layerOf(node.out)}/product`) ?? z,
              ),
            elementwise,
          )(graph, question)
        : undefined,
  },
  {
    name: "slope-kept-from-vanishing",
    story: "lifts small slopes to 0.1 so that gradients do not vanish",
    formula: "∂L/∂z = ∂L/∂a ⊙ max(σ′(z), 0.1), not ∂L/∂a ⊙ σ′(z)",
    clause: "BACK-7",
    mend: "use the slope as it is: a small gradient is right where it is small",
    group: "fine",
    sabotage: at(
      "everywhere",
      slopeChanged((row) => row.map((slope) => (slope > 0 ? Math.max(slope, 0.1) : slope))),
      ["sigmoid", "tanh"],
    ),
  },
];
