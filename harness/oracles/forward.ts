/** Forward mode over the forward meaning of a graph, in any number system: shares no derivative with the tape. */
import { type Dual, dual } from "../../engine/numbers/dual.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import { shapesOf } from "../../spec/lower/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { filled, sizeOf, type Tensor } from "../../spec/tensor.ts";

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
