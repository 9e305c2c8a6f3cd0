/**
 * Forward mode over the forward meaning in 64-digit numbers (mathjs): shares no derivative with the tape.
 */
import { type Dual, dual } from "../../engine/numbers/dual.ts";
import { type Precise, precise } from "../../engine/numbers/precise.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import { shapesOf } from "../../spec/lower/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { filled, sizeOf, type Tensor } from "../../spec/tensor.ts";
import { estimateOf, roundingsOf } from "./digits.ts";
import type { Estimates, Oracle, Scene } from "./oracle.ts";

/** Directions × entries of the graph: past this, 64-digit arithmetic takes longer than a second. */
const mostWork = 400_000;

/** The gradients that must be answered, and of those offered beside them only the suspects: how many directions they take. */
function directionsOf({ case: { question }, truth, suspects }: Scene): {
  names: readonly Name[];
  count: number;
} {
  const offered = (question.also?.gradients ?? []).filter((name) => (suspects.get(name)?.length ?? 0) > 0);
  const names = [...new Set([...question.want.gradients, ...offered])].filter((name) =>
    truth.gradients.has(name),
  );
  return { names, count: names.reduce((sum, name) => sum + (truth.gradients.get(name)?.hi.length ?? 0), 0) };
}

function unit(x: Tensor["shape"], entry: number): Tensor {
  const one = filled(x, 0);
  one.data[entry] = 1;
  return one;
}

interface Derived<N> {
  readonly values: ReadonlyMap<Name, N>;
  readonly gradients: ReadonlyMap<Name, readonly (N | null)[]>;
}

/**
 * Derivatives of Σ ⟨seed, output⟩ along every entry of every name, in one pass: each entry has a direction of its own, in which its name is moved
 * where it is an input, or moved further where it is a node.
 */
export function forwardMode<N>(
  graph: Graph,
  base: Numbers<N>,
  names: readonly Name[],
  given: Readonly<Record<Name, N>> = {},
): Derived<N> {
  const n = dual(base);
  const { shapes } = shapesOf(graph);
  const blocks = new Map<Name, { readonly first: number; readonly size: number }>();
  let count = 0;
  for (const name of names) {
    const size = sizeOf(shapes.get(name) ?? []);
    blocks.set(name, { first: count, size });
    count += size;
  }
  const moved = (name: Name, x: Dual<N>): Dual<N> => {
    const block = blocks.get(name);
    if (!block) return x;
    const tangents = x.tangents.length > 0 ? [...x.tangents] : new Array<N | null>(count).fill(null);
    for (let k = 0; k < block.size; k++)
      tangents[block.first + k] = base.from(unit(base.shapeOf(x.value), k));
    return { value: x.value, tangents };
  };
  const constants = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, { value, tangents: [] }]),
  );
  const all = evaluate(graph, n, constants, moved);
  const slopes = slopesOf(graph, n, all);
  return {
    values: new Map([...all].map(([name, { value }]) => [name, value])),
    gradients: new Map(
      [...blocks].map(([name, { first, size }]) => [
        name,
        Array.from({ length: size }, (_, k) => slopes[first + k] ?? null),
      ]),
    ),
  };
}

/** Tangents of Σ ⟨seed, output⟩. */
function slopesOf<N>(
  { seed }: Graph,
  n: Numbers<Dual<N>>,
  values: ReadonlyMap<Name, Dual<N>>,
): readonly (N | null)[] {
  let total: Dual<N> | undefined;
  for (const [output, x] of Object.entries(seed)) {
    const weighted = n.multiply(values.get(output) as Dual<N>, n.from(x));
    const axes = x.shape.map((_, axis) => axis);
    const sum = n.reshape(n.sum(weighted, axes), []);
    total = total ? n.add(total, sum) : sum;
  }
  return total?.tangents ?? [];
}

/** A short run whose fixture records no number: each update in its turn. */
function scopeOfUpdates({ case: { question, certified }, truth }: Scene): ReturnType<Oracle["scope"]> {
  if (question.kind !== "training" || certified)
    return { out: "a training run: `backproof certify` recomputes it in 64 digits" };
  const parameters = question.layers.reduce((sum, { W, b }) => sum + W.data.length + b.data.length, 0);
  // of a layer: z, a, and what they are made of
  const entries = question.layers.reduce((sum, { W }) => sum + 4 * W.shape[0] * question.x.shape[1], 0);
  return truth.values.size > 0 && question.steps * parameters * entries <= mostWork
    ? "in"
    : { out: `${question.steps} updates are too many for 64-digit arithmetic` };
}

export const dualNumbers: Oracle = {
  name: "64-digit dual",
  method: "forward mode over the forward meaning, dual numbers of 64 digits (mathjs)",
  scope: (scene) => {
    if (!scene.graph) return scopeOfUpdates(scene);
    if (scene.kink) return { out: `no derivative here: ${scene.kink}` };
    const { count } = directionsOf(scene);
    let entries = 0;
    for (const known of scene.truth.values.values()) entries += known.hi.length;
    return count * entries <= mostWork
      ? "in"
      : { out: `${count} directions are too many for 64-digit arithmetic` };
  },
  estimate: async (scene): Promise<Estimates> => {
    const { graph } = scene;
    // loaded then, because it stands on this file
    if (!graph) return (await import("./updates.ts")).estimatesOfUpdates(scene);
    const { names } = directionsOf(scene);
    const { values, gradients } = forwardMode(graph, precise(64), names);
    const roundings = roundingsOf(graph, names);
    return {
      values: new Map(
        [...values].map(([name, { entries, shape }]) => [
          name,
          estimateOf(entries, shape, roundings.values.get(name)),
        ]),
      ),
      gradients: new Map(
        [...gradients].map(([name, slopes]) => {
          const entries = slopes.map((slope) => slope?.entries[0] ?? null);
          const { shape } = values.get(name) as Precise;
          return [name, estimateOf(entries, shape, roundings.gradients.get(name))];
        }),
      ),
    };
  },
};
