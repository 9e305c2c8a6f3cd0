/** Bugs of precision: numbers of fewer digits than they are said to have. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { changeAfter, type Mutant, map, type Sabotage } from "./mutant.ts";
import { bfloat16, float16, float32 } from "./rounded.ts";

/** Gradients of inputs: what an engine hands out. */
const handedOut = (graph: Graph, change: (g: Tensor) => Tensor): Sabotage =>
  changeAfter((name) => name in graph.inputs, change);
export const entryByEntry =
  (change: (x: number) => number): Mutant["sabotage"] =>
  (graph) =>
    handedOut(graph, (g) => map(g, change));

/** Name of the first gradient that is asked, without its step. */
const firstAsked = (question: Question): Name | undefined => question.want.gradients[0]?.replace(/@\d+$/, "");

const oneEntryOff = (digits: number, factor: number): Mutant => ({
  name: `one-entry-off-by-1e-${digits}`,
  story: `has one entry of one gradient off by 1e-${digits} of its size`,
  formula: `(1 + 1e-${digits}) ∂L/∂Wᵢⱼ for one i, j, not ∂L/∂Wᵢⱼ`,
  clause: "BACK-4",
  mend: "look at the entry that is named: all others are right",
  group: "fine",
  sabotage: (_, question) =>
    changeAfter(
      (name) => name === firstAsked(question),
      (g) => map(g, (x, k) => (k === g.data.length >> 1 ? x * (1 + factor) : x)),
    ),
});

export const precisionMutants: readonly Mutant[] = [
  {
    name: "float32-inside",
    story: "computes in float32 inside, though it claims float64",
    formula: "fl₂₄(x ∘ y) after every operation: 24 bits, not 53",
    clause: "BACK-7",
    mend: "keep float64 in every array, or say float32",
    group: "fine",
    sabotage: () => ({ numbers: () => float32 }),
  },
  {
    name: "float16-inside",
    story: "computes in float16 inside, though it claims float64",
    formula: "fl₁₁(x ∘ y) after every operation: 11 bits, not 53",
    clause: "BACK-7",
    mend: "keep float64 in every array, or say float16",
    group: "fine",
    sabotage: () => ({ numbers: () => float16 }),
  },
  {
    name: "bfloat16-inside",
    story: "computes in bfloat16 inside, though it claims float64",
    formula: "fl₈(x ∘ y) after every operation: 8 bits, not 53",
    clause: "BACK-7",
    mend: "keep float64 in every array, or say bfloat16",
    group: "fine",
    sabotage: () => ({ numbers: () => bfloat16 }),
  },
  {
    name: "gradients-truncated-to-integers",
    story: "cuts gradients down to integers: they go through an array of integers",
    formula: "trunc(∂L/∂W), not ∂L/∂W",
    clause: "BACK-7",
    mend: "make arrays of floating-point numbers",
    group: "gross",
    sabotage: entryByEntry(Math.trunc),
  },
  {
    name: "gradients-rounded-to-eight-digits",
    story: "rounds gradients to eight digits",
    formula: "∂L/∂W (1 + δ) with |δ| ≤ 5·10⁻⁸",
    clause: "BACK-7",
    mend: "hand numbers out with all their digits",
    group: "fine",
    sabotage: entryByEntry((x) => Number(x.toPrecision(8))),
  },
  {
    name: "gradients-printed-with-six-decimals",
    story: "prints gradients with six decimals, and reads them back",
    formula: "round(10⁶ ∂L/∂W) / 10⁶, not ∂L/∂W",
    clause: "BACK-7",
    mend: "hand numbers out with all their digits: %f is for reading, not for reading back",
    group: "fine",
    sabotage: entryByEntry((x) => Number(x.toFixed(6))),
  },
  {
    name: "small-gradients-flushed-to-zero",
    story: "sets gradients below 1e-8 to 0",
    formula: "0 where |∂L/∂W| < 10⁻⁸, not ∂L/∂W",
    clause: "BACK-7",
    mend: "a small gradient is as right as a large one: leave it",
    group: "fine",
    sabotage: entryByEntry((x) => (Math.abs(x) < 1e-8 ? 0 : x)),
  },
  oneEntryOff(3, 1e-3),
  oneEntryOff(5, 1e-5),
  oneEntryOff(7, 1e-7),
  oneEntryOff(9, 1e-9),
  oneEntryOff(11, 1e-11),
];
