/** Bugs that show in a shape, or in a name: what is handed out is not what was asked for. A training run would not survive them. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { type Shape, scalar, sizeOf, type Tensor, tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { changeAfter, type Mutant, type Named, type Sabotage } from "./mutant.ts";
import { isGraph, layerOf, layersOf, samplesOf } from "./places.ts";

/** The same entries in another shape; of what has another shape already, as it is. */
const reshaped = (x: Tensor, shape: Shape): Tensor =>
  x.data.length === sizeOf(shape) ? { shape, data: x.data } : x;
const squeezed = (x: Tensor): Tensor =>
  reshaped(
    x,
    x.shape.filter((size) => size !== 1),
  );

/** A bug in what a network's gradients are handed out as. */
const handedOut =
  (
    isPlace: (question: Question) => boolean,
    sabotage: (question: Question) => Sabotage,
  ): Mutant["sabotage"] =>
  (_, question) =>
    question.kind === "network" && isPlace(question) ? sabotage(question) : undefined;
const always = () => true;

/** Gradients by the names of others: undefined keeps its own. */
const renamed = (other: (name: Name) => Name): Sabotage => ({
  after: (gradients) => new Map([...gradients].map(([name, g]) => [name, gradients.get(other(name)) ?? g])),
});

// [∂L/∂W, ∂L/∂b]
function augmented(gradients: Named, name: Name): Tensor {
  const W = gradients.get(name) as Tensor;
  const [rows, columns = W.data.length / rows] = W.shape;
  const b = gradients.get(`b${layerOf(name)}`)?.data ?? new Float64Array(rows);
  const data = Array.from({ length: rows }, (_, i) => [
    ...W.data.subarray(i * columns, (i + 1) * columns),
    b[i],
  ]);
  return tensor([rows, columns + 1], data.flat());
}
/** Inputs that no output is made of. */
function unusedInputs({ inputs, nodes, seed }: Graph): readonly Name[] {
  const used = new Set(Object.keys(seed));
  for (const { out, in: operands } of nodes.toReversed())
    if (used.has(out)) for (const name of operands) used.add(name);
  return Object.keys(inputs).filter((name) => !used.has(name));
}
const isWeight = (name: Name): boolean => /^W\d+$/.test(name);
const isBias = (name: Name): boolean => /^b\d+$/.test(name);

export const shapeMutants: readonly Mutant[] = [
  {
    name: "bias-gradient-not-summed",
    story: "gives one gradient per sample for each bias: [n, m] where their sum, [n], is due",
    formula: "∂L/∂b = ∂L/∂z, not Σ ∂L/∂z",
    clause: "BACK-2",
    mend: "sum ∂L/∂z over the samples",
    group: "gross",
    sabotage: handedOut(
      (question) => samplesOf(question) > 1,
      () => ({
        after: (gradients) =>
          new Map(
            [...gradients].map(([name, g]) => [
              name,
              (isBias(name) && gradients.get(`z${name.slice(1)}`)) || g,
            ]),
          ),
      }),
    ),
  },
  {
    name: "bias-gradient-as-a-column",
    story: "gives the biases' gradients as columns, [n, 1] where [n] is due: the sum has kept its axis",
    formula: "shape(∂L/∂b) = [n, 1], not [n]",
    clause: "WIRE-1",
    mend: "sum without keepdims, or take the axis away at the end",
    group: "gross",
    sabotage: handedOut(always, () => changeAfter(isBias, (g) => reshaped(g, [...g.shape, 1]))),
  },
  {
    name: "weight-gradient-of-the-transposed-shape",
    story: "gives ∂L/∂W as [in, out] where W is [out, in]",
    formula: "∂L/∂W = a (∂L/∂z)ᵀ, not ∂L/∂z aᵀ",
    clause: "WIRE-1",
    mend: "transpose it before it is handed out: ∂L/∂W has the shape of W",
    group: "gross",
    sabotage: handedOut(
      (question) =>
        layersOf(question).some(
          ({
            W: {
              shape: [rows, columns],
            },
          }) => rows !== columns,
        ),
      () => changeAfter(isWeight, (g) => float64.transpose(g)),
    ),
  },
  {
    name: "bias-column-in-the-weight-gradient",
    story: "gives ∂L/∂W with a column for the biases beside it: the gradient of [W b] as one matrix",
    formula: "∂L/∂W = ∂L/∂z [aᵀ 1], not ∂L/∂z aᵀ",
    clause: "WIRE-1",
    mend: "split the last column off: it is ∂L/∂b",
    group: "gross",
    sabotage: handedOut(always, () => ({
      after: (gradients) =>
        new Map([...gradients].map(([name, g]) => [name, isWeight(name) ? augmented(gradients, name) : g])),
    })),
  },
  {
    name: "gradients-flattened",
    story: "gives every gradient as one flat vector",
    formula: "shape(∂L/∂W) = [n_out·n_in], not [n_out, n_in]",
    clause: "WIRE-1",
    mend: "give each gradient the shape of what it is taken by",
    group: "gross",
    sabotage: handedOut(always, () => changeAfter(always, (g) => reshaped(g, [g.data.length]))),
  },
  {
    name: "batch-of-one-squeezed",
    story: "loses the samples' axis where there is one sample only",
    formula: "shape(∂L/∂x) = [n], not [n, 1], where m = 1",
    clause: "WIRE-1",
    mend: "name the axis that is to be squeezed, or squeeze none",
    group: "gross",
    sabotage: handedOut(
      (question) => samplesOf(question) === 1,
      () =>
        changeAfter(
          (name) => /^[xza]\d*$/.test(name),
          (g) => reshaped(g, g.shape.slice(0, 1)),
        ),
    ),
  },
  {
    name: "layer-of-one-unit-squeezed",
    story: "loses an axis of ∂L/∂W and of ∂L/∂b where a layer has one unit or one input only",
    formula: "shape(∂L/∂W) = [n], not [1, n], where n_out = 1",
    clause: "WIRE-1",
    mend: "name the axis that is to be squeezed, or squeeze none",
    group: "gross",
    sabotage: handedOut(
      (question) => layersOf(question).some(({ W }) => W.shape.includes(1)),
      () => changeAfter((name) => isWeight(name) || isBias(name), squeezed),
    ),
  },
  {
    name: "unused-input-without-a-shape",
    story:
      "gives a bare 0 for the gradient of an input that the output does not depend on: nothing was ever added to it",
    formula: "∂y/∂u = 0, not zeros of u's shape",
    clause: "CHAIN-7",
    mend: "begin with zeros of the input's own shape",
    group: "gross",
    sabotage: (graph, question) => {
      const unused = unusedInputs(graph);
      const isLost = unused.some((name) => graph.inputs[name].shape.length > 0);
      if (!isGraph(question) || !isLost) return undefined;
      return {
        after: (gradients) =>
          new Map([...gradients, ...unused.map((name): [Name, Tensor] => [name, scalar(0)])]),
      };
    },
  },
  {
    name: "weights-and-biases-swapped",
    story: "gives the biases' gradients under the weights' names, and the weights' under the biases'",
    formula: "∂L/∂W := ∂L/∂b, ∂L/∂b := ∂L/∂W",
    clause: "WIRE-1",
    mend: "hand gradients out by name, not by their place in a list",
    group: "gross",
    sabotage: handedOut(always, () =>
      renamed((name) => name.replace(/^[Wb](?=\d+$)/, (letter) => (letter === "W" ? "b" : "W"))),
    ),
  },
  {
    name: "layers-in-reverse-order",
    story:
      "gives the gradients of the last layer under the first one's names: in the order in which they are found",
    formula: "∂L/∂W_l := ∂L/∂W_{N+1−l}",
    clause: "WIRE-1",
    mend: "turn the list of gradients round before it is handed out",
    group: "gross",
    sabotage: handedOut(
      (question) => layersOf(question).length > 1,
      (question) =>
        renamed((name) =>
          name.replace(/(?<=^[Wb])\d+$/, (l) => String(layersOf(question).length + 1 - Number(l))),
        ),
    ),
  },
];
