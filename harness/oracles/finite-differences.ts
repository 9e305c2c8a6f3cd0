/**
 * Finite differences as witnesses: of the engine's own forward pass where it can be evaluated, and of the reference's in double-double.
 */
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { doubleDouble } from "../../engine/numbers/double-double/numbers.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import { filled } from "../../spec/tensor.ts";
import { differentiate, type Forward } from "./differences.ts";
import type { Estimate, Estimates, Oracle, Scene } from "./oracle.ts";
import { type OwnForward, ownForward } from "./own-forward.ts";
import { placesOf, steppedPlaces } from "./places.ts";

/** Σ |seed|·error over all outputs, four times: near the point as well as at it. */
function floorOf({ graph, truth }: Scene): number {
  let total = 0;
  for (const [output, seed] of Object.entries(graph?.seed ?? {})) {
    truth.values.get(output)?.own.forEach((e, k) => {
      total += Math.abs(seed.data[k]) * e;
    });
  }
  return 4 * total;
}

const referenceSteps = [2 ** -13, 2 ** -16, 2 ** -19];

/** Σ ⟨seed, output⟩ in double-double. */
function referenceForward(graph: Graph, floor: number): Forward {
  const dd = doubleDouble;
  return {
    // 2^−96: what a graph of some hundred double-double operations keeps
    noise: 2 ** -96,
    floor,
    steps: referenceSteps,
    evaluate: async (points) =>
      points.map((point) => {
        const given = Object.fromEntries(Object.entries(point).map(([name, x]) => [name, dd.from(x)]));
        const values = evaluate(graph, dd, given);
        let total = dd.from(filled([], 0));
        for (const [output, seed] of Object.entries(graph.seed)) {
          const weighted = dd.multiply(values.get(output) ?? total, dd.from(seed));
          total = dd.add(
            total,
            dd.reshape(
              dd.sum(
                weighted,
                seed.shape.map((_, axis) => axis),
              ),
              [],
            ),
          );
        }
        return { hi: total.hi[0], lo: total.lo[0] };
      }),
  };
}

async function estimateWith(forward: Forward, scene: Scene): Promise<Estimates> {
  const graph = scene.graph as Graph;
  const places = steppedPlaces(graph, placesOf(scene, forward.steps.length), forward.steps);
  const slopes = await differentiate(forward, graph.inputs, places);
  const gradients = new Map<Name, Estimate>();
  places.forEach(({ name, entry }, i) => {
    const { shape, data } = graph.inputs[name];
    const estimate = gradients.get(name) ?? {
      shape,
      hi: new Float64Array(data.length),
      lo: new Float64Array(data.length),
      error: new Float64Array(data.length).fill(Number.POSITIVE_INFINITY),
    };
    estimate.hi[entry] = slopes[i].value;
    estimate.error[entry] = slopes[i].error;
    gradients.set(name, estimate);
  });
  return { values: new Map(), gradients };
}

const outOfScope = (scene: Scene): { readonly out: string } | undefined => {
  if (!scene.graph) return { out: "a training run is many functions" };
  if (scene.kink) return { out: `no derivative here: ${scene.kink}` };
  return undefined;
};

const tooLong = { out: "a pass is too long to be repeated while nothing is suspected" };

/** The reference's forward pass; about 15 digits. */
export const referenceDifferences: Oracle = {
  name: "finite differences",
  method: "central differences of the reference's forward pass in double-double, fourth order, own error",
  scope: (scene) => {
    const out = outOfScope(scene);
    if (out) return out;
    const [any] = placesOf(scene, referenceSteps.length);
    return any ? "in" : tooLong;
  },
  estimate: (scene) => estimateWith(referenceForward(scene.graph as Graph, floorOf(scene)), scene),
};

const ownForwardOf = ({
  engine,
  case: c,
  graph,
  profile = profiles.float64,
}: Scene): OwnForward | undefined => engine && graph && ownForward(engine, c.question, graph, profile);

/** The engine's forward pass: bears witness only where the engine's own loss is the loss that was asked. About 10 digits. */
export const ownDifferences: Oracle = {
  name: "own differences",
  method: "central differences of the engine's own forward pass, fourth order, own error",
  isOfEngine: true,
  scope: (scene) => {
    const out = outOfScope(scene);
    if (out) return out;
    const forward = ownForwardOf(scene);
    if (!forward) return { out: "the engine cannot be asked for its loss at other points" };
    if ((scene.suspects.get(forward.output)?.length ?? 0) > 0)
      return { out: "its own loss is not the one that is asked" };
    return placesOf(scene, forward.steps.length).length > 0 ? "in" : tooLong;
  },
  estimate: async (scene) => {
    const forward = ownForwardOf(scene);
    const said = forward && (await estimateWith(forward, scene));
    return said && forward.own() === undefined ? said : { values: new Map(), gradients: new Map() };
  },
};
