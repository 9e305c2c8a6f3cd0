/** Difference quotients of the exact loss, for the rules that compare with them. */
import { float64 } from "../../engine/numbers/float64.ts";
import type { NetworkQuestion } from "../../spec/case.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import type { Known, Truth } from "../truth/known.ts";
import type { Random } from "./random.ts";
import type { Along, Setting, Vectors } from "./rules.ts";

type Loss = (moved: Readonly<Record<Name, Tensor>>) => number;
type Differences = Pick<Setting, "names" | "differences" | "perInput" | "gaussian">;

const moved = ({ shape, data }: Tensor, direction: ArrayLike<number>, step: number): Tensor => ({
  shape,
  data: data.map((x, k) => x + step * direction[k]),
});

// (f(x + h v) − f(x − h v)) / 2h
function along(loss: Loss, inputs: Graph["inputs"], direction: Vectors, step: number): Along {
  const at = (h: number) =>
    loss(Object.fromEntries(Object.entries(direction).map(([name, v]) => [name, moved(inputs[name], v, h)])));
  return { direction, quotient: (at(step) - at(-step)) / (2 * step) };
}

function central(loss: Loss, { shape, data }: Tensor, name: Name, step: number): Float64Array {
  return data.map((_, k) => {
    const at = (h: number) => loss({ [name]: { shape, data: data.map((x, i) => (i === k ? x + h : x)) } });
    return (at(step) - at(-step)) / (2 * step);
  });
}

/** Normal by twelve uniform numbers: enough for a direction. */
const gaussian = (random: Random): number =>
  Array.from({ length: 12 }, () => random.next()).reduce((a, b) => a + b) - 6;

export function differencesOf(question: NetworkQuestion, graph: Graph, random: Random): Differences {
  const names = question.want.gradients;
  const loss: Loss = (given) => evaluate(graph, float64, given).get("L")?.data[0] ?? Number.NaN;
  const quotients = (step: number): Vectors =>
    Object.fromEntries(names.map((name) => [name, central(loss, graph.inputs[name], name, step)]));
  const vector = (name: Name, entry: () => number) => graph.inputs[name].data.map(entry);
  const perInput = names.map((name) => {
    const u = vector(name, random.next);
    const norm = Math.hypot(...u);
    return along(loss, graph.inputs, { [name]: u.map((x) => x / norm) }, 1e-6);
  });
  const all = Object.fromEntries(names.map((name) => [name, vector(name, () => gaussian(random))]));
  return {
    names,
    differences: { "1e-5": quotients(1e-5), "1e-6": quotients(1e-6), "1e-7": quotients(1e-7) },
    perInput,
    gaussian: along(loss, graph.inputs, all, 1e-4),
  };
}

export const knownOf = (names: readonly Name[], truth: Truth): Readonly<Record<Name, Known>> =>
  Object.fromEntries(names.map((name) => [name, truth.gradients.get(name) as Known]));
