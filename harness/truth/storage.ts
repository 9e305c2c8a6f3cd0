/**
 * What storing the inputs in the engine's format does to the results, to first order.
 *
 * What rounding usually does is a root of squares, as if every error were a new one. The error of storing an input is not: it is the same wherever
 * the input is used, and over a chain of 3,000 uses it adds up 3,000 times. But it is known: x rounds to one number only. So it is carried
 * along the tape as a tangent, ∂/∂x·(fl(x) − x), with its sign.
 */
import { type Profile, stored } from "../../engine/numbers/bounded/profile.ts";
import { type Dual, dual } from "../../engine/numbers/dual.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { type Sweep, type SweepOptions, sweep } from "../../engine/reference/tape.ts";
import type { Graph } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";

type Options = Pick<SweepOptions<Dual<Tensor>>, "wanted" | "conventions" | "ruleOf">;

/** By how much each value and gradient moves; undefined where the format holds every input. */
export function movedByStorage(
  graph: Graph,
  profile: Profile,
  options: Options,
): Sweep<Tensor | null> | undefined {
  if (profile.bits >= 53) return undefined;
  const n = dual(float64);
  let isMoved = false;
  const kept = (x: Tensor): Dual<Tensor> => {
    // past the format's ends the bound says what becomes of it
    const data = x.data.map((entry) => stored(entry, profile) - entry || 0);
    if (data.every((entry) => entry === 0)) return n.withTangents(x, [null]);
    isMoved = true;
    return n.withTangents(x, [{ shape: x.shape, data }]);
  };
  const all = (tensors: Readonly<Record<string, Tensor>>) =>
    Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, kept(x)]));
  const [given, seed] = [all(graph.inputs), all(graph.seed)];
  if (!isMoved) return undefined;
  const { values, gradients } = sweep(graph, n, { ...options, given, seed });
  const moves = (found: ReadonlyMap<string, Dual<Tensor>>) =>
    new Map([...found].map(([name, { tangents }]) => [name, tangents[0] ?? null]));
  return { values: moves(values), gradients: moves(gradients) };
}
