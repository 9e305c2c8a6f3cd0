/**
 * Forward mode over the forward meaning in 64-digit numbers (mathjs): shares no derivative with the tape.
 */
import { type Dual, dual } from "../../engine/numbers/dual.ts";
import { precise } from "../../engine/numbers/precise.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { filled, sizeOf, type Tensor } from "../../spec/tensor.ts";
import type { Known } from "../truth/truth.ts";
import { estimateOf } from "./digits.ts";
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

/** Derivatives of Σ ⟨seed, output⟩ along every entry of every name; a node among them is given a perturbation of its own. */
export function forwardMode<N>(
  graph: Graph,
  base: Numbers<N>,
  names: readonly Name[],
  given: Readonly<Record<Name, N>> = {},
): Derived<N> {
  const values = evaluate(graph, base, given);
  const gradients = new Map<Name, readonly (N | null)[]>();
  // All inputs at once; each node alone, because it is then taken as if it were an input.
  const inputs = names.filter((name) => graph.inputs[name]);
  const passes = [inputs, ...names.filter((name) => !graph.inputs[name]).map((name) => [name])];
  for (const moved of passes.filter((pass) => pass.length > 0)) {
    const slopes = alongEach(graph, base, values, moved);
    let at = 0;
    for (const name of moved) {
      const size = sizeOf(base.shapeOf(values.get(name) as N));
      gradients.set(name, slopes.slice(at, at + size));
      at += size;
    }
  }
  return { values, gradients };
}

/** One pass with a tangent for every entry of the moved names. What does not depend on them is taken as it is. */
function alongEach<N>(
  graph: Graph,
  base: Numbers<N>,
  values: ReadonlyMap<Name, N>,
  moved: readonly Name[],
): (N | null)[] {
  const n = dual(base);
  const sizes = moved.map((name) => sizeOf(base.shapeOf(values.get(name) as N)));
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const given: Record<Name, Dual<N>> = {};
  const dependent = dependentOn(graph, moved);
  for (const [name, value] of values) if (!dependent.has(name)) given[name] = { value, tangents: [] };
  moved.forEach((name, i) => {
    const value = values.get(name) as N;
    const first = sizes.slice(0, i).reduce((sum, size) => sum + size, 0);
    const tangents = new Array<N | null>(count).fill(null);
    for (let k = 0; k < sizes[i]; k++) tangents[first + k] = base.from(unit(base.shapeOf(value), k));
    given[name] = { value, tangents };
  });
  const all = evaluate(graph, n, given);
  let total: Dual<N> | undefined;
  for (const [output, seed] of Object.entries(graph.seed)) {
    const weighted = n.multiply(all.get(output) as Dual<N>, n.from(seed));
    const sum = n.reshape(
      n.sum(
        weighted,
        seed.shape.map((_, axis) => axis),
      ),
      [],
    );
    total = total ? n.add(total, sum) : sum;
  }
  return Array.from({ length: count }, (_, k) => total?.tangents[k] ?? null);
}

function dependentOn(graph: Graph, sources: readonly Name[]): ReadonlySet<Name> {
  const reached = new Set(sources);
  for (const node of graph.nodes) if (node.in.some((operand) => reached.has(operand))) reached.add(node.out);
  return reached;
}

export const dualNumbers: Oracle = {
  name: "64-digit dual",
  method: "forward mode over the forward meaning, dual numbers of 64 digits (mathjs)",
  scope: (scene) => {
    if (!scene.graph) return { out: "a training run: `backproof certify` recomputes it in 64 digits" };
    if (scene.kink) return { out: `no derivative here: ${scene.kink}` };
    const { count } = directionsOf(scene);
    let entries = 0;
    for (const known of scene.truth.values.values()) entries += known.hi.length;
    return count * entries <= mostWork
      ? "in"
      : { out: `${count} directions are too many for 64-digit arithmetic` };
  },
  estimate: async (scene): Promise<Estimates> => {
    const { names } = directionsOf(scene);
    const { values, gradients } = forwardMode(scene.graph as Graph, precise(64), names);
    const known = (all: ReadonlyMap<Name, Known>, name: Name) => all.get(name) as Known;
    return {
      values: new Map(
        [...values].map(([name, x]) => [name, estimateOf(x.entries, known(scene.truth.values, name))]),
      ),
      gradients: new Map(
        [...gradients].map(([name, slopes]) => {
          const entries = slopes.map((slope) => slope?.entries[0] ?? null);
          return [name, estimateOf(entries, known(scene.truth.gradients, name))];
        }),
      ),
    };
  },
};
