/** Where differences are taken: of which entries, and by which steps. */
import type { Graph } from "../../spec/graph.ts";
import type { Truth } from "../truth/known.ts";
import { withinReach } from "../truth/reach.ts";
import { offsets, type Place, usualStep } from "./differences.ts";
import type { Scene } from "./oracle.ts";

/** Entries per quantity that are worth 5 evaluations a step each: as a witness of numbers that nobody suspects, a few are enough. */
const mostEntries = 12;

/** How often a step is made 8 times shorter before a place is given up. */
const mostShortenings = 8;

/** Multiplications that all differences of a case may take: some 2 s where something is suspected, 20 ms where nothing is. */
const affordable = (isSuspect: boolean): number => (isSuspect ? 4e8 : 4e6);

/** Multiplications of one forward pass. */
function workOf(graph: Graph, { values }: Truth): number {
  return graph.nodes.reduce((sum, { op, out, in: [first] }) => {
    const size = values.get(out)?.hi.length ?? 0;
    return sum + size * (op === "matmul" ? (values.get(first)?.shape[1] ?? 1) : 1);
  }, 0);
}

/** Entries of the inputs that are asked for, as many as can be afforded: of every input its worst suspect first, then the next of each. */
export function placesOf(scene: Scene, steps: number): readonly Place[] {
  const { graph, case: c, suspects, truth } = scene;
  if (!graph) return [];
  const names = [...new Set([...c.question.want.gradients, ...(c.question.also?.gradients ?? [])])];
  const ranked = names
    .filter((name) => graph.inputs[name] && truth.gradients.has(name))
    .flatMap((name) => {
      const some = Array.from({ length: Math.min(graph.inputs[name].data.length, mostEntries) }, (_, k) => k);
      const all = new Set([...(suspects.get(name) ?? []).slice(0, mostEntries), ...some]);
      return [...all].slice(0, mostEntries).map((entry, rank) => ({
        name,
        entry,
        rank: suspects.get(name)?.length ? rank : rank + mostEntries,
      }));
    });
  const isSuspect = [...suspects.values()].some((entries) => entries.length > 0);
  const count = Math.floor(affordable(isSuspect) / (steps * offsets.length * workOf(graph, truth)));
  return ranked.toSorted((a, b) => a.rank - b.rank).slice(0, isSuspect ? Math.max(count, 1) : count);
}

/** The same places with steps that stay clear of kinks and poles; those that have none are left out. */
export function steppedPlaces(
  graph: Graph,
  places: readonly Place[],
  steps: readonly number[],
): readonly Place[] {
  // points are at ±h and ±2h
  const moves = places.map(({ name, entry }) => ({
    name,
    entry,
    by: 2 * usualStep(graph.inputs[name].data[entry], steps),
  }));
  return withinReach(graph, moves, mostShortenings)
    .filter(({ by }) => by > 0)
    .map(({ name, entry, by }) => ({ name, entry, widest: by / 2 }));
}
