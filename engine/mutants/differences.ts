/** Difference quotients handed out for gradients: right to some digits, and found without going back at all. */
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { type Mutant, map, type Named, type Sabotage } from "./mutant.ts";

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

export const differencesMutants: readonly Mutant[] = [
  {
    name: "finite-differences-returned",
    story: "returns central differences with step 1e-5 for gradients",
    formula: "∂L/∂w = (L(w + h) − L(w − h)) / 2h, with h = 10⁻⁵",
    clause: "BACK-7",
    mend: "return what backpropagation gives: differences are for checking it",
    group: "fine",
    sabotage: (graph) => differences(graph, [-1e-5, 1e-5]),
  },
  {
    name: "forward-differences-returned",
    story: "returns one-sided differences with step 1e-8 for gradients",
    formula: "∂L/∂w = (L(w + h) − L(w)) / h, with h = 10⁻⁸",
    clause: "BACK-7",
    mend: "return what backpropagation gives: differences are for checking it",
    group: "fine",
    sabotage: (graph) => differences(graph, [0, 1e-8]),
  },
];
