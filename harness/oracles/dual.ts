/** The oracle of 64-digit numbers (mathjs) that go forward with their derivatives: it shares none with the tape. */
import { type Precise, precise } from "../../engine/numbers/precise.ts";
import type { Name } from "../../spec/graph.ts";
import { estimateOf, roundingsOf } from "./digits.ts";
import { forwardMode } from "./forward.ts";
import type { Estimates, Oracle, Scene } from "./oracle.ts";
import { estimatesOfUpdates } from "./updates.ts";

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
    if (!graph) return estimatesOfUpdates(scene);
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
