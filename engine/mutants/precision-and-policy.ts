/** Bugs of precision, and policies that change finished gradients: rounding, clipping, differences in place of derivatives. */
import type { Question } from "../../spec/case.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { changeAfter, type Mutant, map, type Named, type Sabotage, times } from "./mutant.ts";
import { float16, float32 } from "./rounded.ts";

/** Gradients of inputs: what an engine hands out. */
const handedOut = (graph: Graph, change: (g: Tensor) => Tensor): Sabotage =>
  changeAfter((name) => name in graph.inputs, change);
const entryByEntry =
  (change: (x: number) => number): Mutant["sabotage"] =>
  (graph) =>
    handedOut(graph, (g) => map(g, change));

/** Name of the first gradient that is asked, without its step. */
const firstAsked = (question: Question): Name | undefined => question.want.gradients[0]?.replace(/@\d+$/, "");

const oneEntryOff = (digits: number, factor: number): Mutant => ({
  name: `one-entry-off-by-1e-${digits}`,
  story: `has one entry of one gradient off by 1e-${digits} of its size`,
  clause: "BACK-4",
  mend: "look at the entry that is named: all others are right",
  group: "fine",
  sabotage: (_, question) =>
    changeAfter(
      (name) => name === firstAsked(question),
      (g) => map(g, (x, k) => (k === g.data.length >> 1 ? x * (1 + factor) : x)),
    ),
});

/** How many evaluations a difference quotient is allowed to cost here. */
const mostEntries = 2000;

/** Difference quotients of Σ ⟨seed, output⟩ in place of the inputs' gradients. */
function differences(graph: Graph, offsets: readonly [number, number]): Sabotage | undefined {
  const entries = Object.values(graph.inputs).reduce((sum, { data }) => sum + data.length, 0);
  if (entries > mostEntries) return undefined;
  const output = (given: Record<Name, Tensor>): number => {
    const values = evaluate(graph, float64, given);
    return Object.entries(graph.seed).reduce(
      (sum, [name, seed]) =>
        sum + (values.get(name)?.data.reduce((all, y, k) => all + y * seed.data[k], 0) ?? 0),
      0,
    );
  };
  const quotients = (values: Named, name: Name): Tensor => {
    const inputs = Object.fromEntries(
      Object.keys(graph.inputs).map((input) => [input, values.get(input) as Tensor]),
    );
    const at = (k: number, offset: number) =>
      output({ ...inputs, [name]: map(inputs[name], (x, i) => (i === k ? x + offset : x)) });
    const [from, to] = offsets;
    return map(inputs[name], (_, k) => (at(k, to) - at(k, from)) / (to - from));
  };
  return {
    after: (gradients, values) =>
      new Map([...gradients].map(([name, g]) => [name, name in graph.inputs ? quotients(values, name) : g])),
  };
}

export const precisionAndPolicyMutants: readonly Mutant[] = [
  {
    name: "float32-inside",
    story: "computes in float32 inside, though it claims float64",
    clause: "BACK-7",
    mend: "keep float64 in every array, or say float32",
    group: "fine",
    sabotage: () => ({ numbers: float32 }),
  },
  {
    name: "float16-inside",
    story: "computes in float16 inside, though it claims float64",
    clause: "BACK-7",
    mend: "keep float64 in every array, or say float16",
    group: "fine",
    sabotage: () => ({ numbers: float16 }),
  },
  {
    name: "gradients-truncated-to-integers",
    story: "cuts gradients down to integers: they go through an array of integers",
    clause: "BACK-7",
    mend: "make arrays of floating-point numbers",
    group: "gross",
    sabotage: entryByEntry(Math.trunc),
  },
  {
    name: "gradients-rounded-to-eight-digits",
    story: "rounds gradients to eight digits",
    clause: "BACK-7",
    mend: "hand numbers out with all their digits",
    group: "fine",
    sabotage: entryByEntry((x) => Number(x.toPrecision(8))),
  },
  {
    name: "small-gradients-flushed-to-zero",
    story: "sets gradients below 1e-8 to 0",
    clause: "BACK-7",
    mend: "a small gradient is as right as a large one: leave it",
    group: "fine",
    sabotage: entryByEntry((x) => (Math.abs(x) < 1e-8 ? 0 : x)),
  },
  {
    name: "gradient-clipped",
    story: "clips every entry of the gradients to ±0.1",
    clause: "BACK-7",
    mend: "clip when updating, if at all: not in the gradient",
    group: "fine",
    sabotage: entryByEntry((x) => Math.max(-0.1, Math.min(0.1, x))),
  },
  {
    name: "gradient-clipped-by-norm",
    story: "scales all gradients down to a norm of 1",
    clause: "BACK-7",
    mend: "clip when updating, if at all: not in the gradient",
    group: "fine",
    // g·min(1, 1/‖g‖)
    sabotage: (graph) => ({
      after: (gradients) => {
        const own = [...gradients].filter(([name]) => name in graph.inputs);
        const norm = Math.hypot(...own.flatMap(([, { data }]) => [...data]));
        const clipped = own.map(([name, g]): [Name, Tensor] => [name, norm > 1 ? times(g, 1 / norm) : g]);
        return new Map([...gradients, ...clipped]);
      },
    }),
  },
  {
    name: "finite-differences-returned",
    story: "returns central differences with step 1e-5 for gradients",
    clause: "BACK-7",
    mend: "return what backpropagation gives: differences are for checking it",
    group: "fine",
    sabotage: (graph) => differences(graph, [-1e-5, 1e-5]),
  },
  {
    name: "forward-differences-returned",
    story: "returns one-sided differences with step 1e-8 for gradients",
    clause: "BACK-7",
    mend: "return what backpropagation gives: differences are for checking it",
    group: "fine",
    sabotage: (graph) => differences(graph, [0, 1e-8]),
  },
  oneEntryOff(3, 1e-3),
  oneEntryOff(5, 1e-5),
  oneEntryOff(7, 1e-7),
  oneEntryOff(9, 1e-9),
  oneEntryOff(11, 1e-11),
];
