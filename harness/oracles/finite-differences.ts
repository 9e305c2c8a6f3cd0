/**
 * Central differences of a forward pass: the engine's own where it can evaluate, else the reference's in double-double.
 *
 * Fourth order, D(h) = (8(f₁ − f₋₁) − (f₂ − f₋₂))/12h. Steps go down by 8 until rounding would take over. The error of D(h) is taken from the
 * next wider step, |D(h) − D(8h)| (truncation there is 8⁴ times larger), plus rounding, plus the disagreement with the next finer
 * step: an estimate that only its own neighbour supports is not believed (Ridders' estimate alone covers the truth in 40 % of cases).
 */
import { doubleDouble } from "../../engine/numbers/double-double/numbers.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import { filled, type Tensor } from "../../spec/tensor.ts";
import type { Estimate, Estimates, Oracle, Scene } from "./oracle.ts";

/** f as hi + lo, and what one evaluation may be off by relative to the largest |f| seen. */
interface Forward {
  evaluate(points: readonly Readonly<Record<Name, Tensor>>[]): Promise<readonly { hi: number; lo: number }[]>;
  readonly noise: number;
  /** What one evaluation may be off by, whatever the size of f: cancellation inside of it may leave a small f with the errors of large numbers. */
  readonly floor?: number;
  readonly steps: readonly number[];
}
/** Entries per quantity that are worth 5 evaluations a step each: as a witness of numbers that nobody suspects, a few are enough. */
const mostEntries = 12;

/** Σ |seed|·error over all outputs, four times: near the point as well as at it. */
function floorOf({ graph, truth }: Scene, error: "own" | "bound"): number {
  let total = 0;
  for (const [output, seed] of Object.entries(graph?.seed ?? {})) {
    const known = truth.values.get(output);
    known?.[error].forEach((e, k) => {
      total += Math.abs(seed.data[k]) * e;
    });
  }
  return 4 * total;
}

/** Σ ⟨seed, output⟩ in double-double. */
function referenceForward(graph: Graph, floor: number): Forward {
  const dd = doubleDouble;
  return {
    // 2^−96: what a graph of some hundred double-double operations keeps
    noise: 2 ** -96,
    floor,
    steps: [2 ** -13, 2 ** -16, 2 ** -19],
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

/** The engine's own scalar output; undefined where it cannot be asked for it. */
function engineForward(scene: Scene): Forward | undefined {
  const { engine, graph, case: c } = scene;
  const [output, ...others] = Object.entries(graph?.seed ?? {});
  if (!engine || !output || others.length > 0 || output[1].shape.length > 0 || c.question.kind === "training")
    return undefined;
  const [name, seed] = output;
  return {
    noise: 2 ** -50,
    floor: floorOf(scene, "bound"),
    steps: [2 ** -7, 2 ** -10, 2 ** -13],
    evaluate: async (points) => {
      const answer = await engine.evaluate(c.question, points);
      if (answer.kind === "failed" || answer.own !== undefined) return [];
      return answer.values.map((value) => ({
        hi: (value[name]?.data[0] ?? Number.NaN) * seed.data[0],
        lo: 0,
      }));
    },
  };
}

interface Place {
  readonly name: Name;
  readonly entry: number;
}
interface Derivative {
  readonly value: number;
  readonly error: number;
}
const offsets = [-2, -1, 0, 1, 2];

/** Derivative and error at each place; infinite errors where no step can be believed. */
export async function differentiate(
  forward: Forward,
  inputs: Readonly<Record<Name, Tensor>>,
  places: readonly Place[],
): Promise<readonly Derivative[]> {
  const points: Record<Name, Tensor>[] = [];
  for (const { name, entry } of places) {
    const x = inputs[name];
    const scale = 2 ** Math.round(Math.log2(Math.max(Math.abs(x.data[entry]), 0.125)));
    for (const step of forward.steps) {
      for (const offset of offsets) {
        const data = x.data.slice();
        data[entry] += offset * step * scale;
        points.push({ [name]: { shape: x.shape, data } });
      }
    }
  }
  const values = await forward.evaluate(points);
  if (values.length < points.length) return places.map(() => ({ value: 0, error: Number.POSITIVE_INFINITY }));
  return places.map(({ name, entry }, p) => {
    const x = inputs[name].data[entry];
    const scale = 2 ** Math.round(Math.log2(Math.max(Math.abs(x), 0.125)));
    const slopes = forward.steps.map((step, s) => {
      const at = (p * forward.steps.length + s) * offsets.length;
      return slope(values.slice(at, at + offsets.length), x, step * scale, forward);
    });
    return believed(slopes);
  });
}

interface Slope {
  readonly value: number;
  readonly rounding: number;
  /** (f₁ − 2f₀ + f₋₁)/h, or the same with f₂ and f₋₂ if that is more: the slope to the right less the slope to the left. Goes to 0 with h, but for a kink within h of x. */
  readonly bend: number;
}

function slope(
  f: readonly { hi: number; lo: number }[],
  x: number,
  h: number,
  { noise, floor = 0 }: Forward,
): Slope {
  const [f2m, f1m, f0, f1, f2] = f;
  const less = (a: { hi: number; lo: number }, b: { hi: number; lo: number }) => a.hi - b.hi + (a.lo - b.lo);
  const value = (8 * less(f1, f1m) - less(f2, f2m)) / (12 * h);
  const largest = Math.max(...f.map(({ hi }) => Math.abs(hi)));
  // x + kh may not be a double: the point then lies a little beside its place, and f by the slope times that
  const misplaced = Math.max(...offsets.map((offset) => Math.abs(x + offset * h - x - offset * h)));
  return {
    value,
    // 18/12 of the noise of one value, and the roundings of the sum above
    rounding:
      (1.5 * (Math.max(noise * largest, floor) + misplaced * Math.abs(value))) / h +
      2 ** -51 * Math.abs(value),
    bend: Math.max(Math.abs(less(f1, f0) - less(f0, f1m)), Math.abs(less(f2, f0) - less(f0, f2m))) / h,
  };
}

/** The step with the smallest error, of those that their neighbours support. */
function believed(slopes: readonly Slope[]): Derivative {
  let best: Derivative = { value: 0, error: Number.POSITIVE_INFINITY };
  for (let s = 1; s < slopes.length; s++) {
    const [wide, own, fine] = [slopes[s - 1], slopes[s], slopes[s + 1]];
    const apart = Math.abs(own.value - wide.value);
    const finer = fine ? Math.max(0, Math.abs(own.value - fine.value) - fine.rounding) : 0;
    // A 64th where theory says a 4095th; all of it where the steps are not yet in the regime of the theory. Where only the second derivative
    // jumps within reach (elu), D(h) errs by O(h), a 7th; the next finer step would show it, and the finest has none.
    const truncation = apart > 0.01 * Math.abs(own.value) ? apart : apart / (fine ? 64 : 4);
    // a bend goes down with the step, 8 times; one that does not is a kink between the points
    const kink = own.bend > 4 * own.rounding && own.bend > 0.25 * wide.bend ? own.bend : 0;
    // Fourfold, since all of these are estimates. What no step can see stays out: kinks much closer to x than the finest step whose slopes
    // cancel (7 of 241,029 entries of random networks, all of weights near 1e-4).
    const error = 4 * (truncation + finer + own.rounding + kink);
    if (error < best.error) best = { value: own.value, error };
  }
  return best;
}

/** Inputs that are asked for, suspects first. */
function placesOf(scene: Scene): { readonly name: Name; readonly entries: readonly number[] }[] {
  const { graph, case: c, suspects, truth } = scene;
  const names = [...new Set([...c.question.want.gradients, ...(c.question.also?.gradients ?? [])])];
  return names
    .filter((name) => graph?.inputs[name] && truth.gradients.has(name))
    .map((name) => {
      const size = graph?.inputs[name].data.length ?? 0;
      const first = suspects.get(name) ?? [];
      const all = [...first, ...Array.from({ length: size }, (_, k) => k)];
      return { name, entries: [...new Set(all)].slice(0, mostEntries) };
    });
}

async function estimateWith(forward: Forward, scene: Scene): Promise<Estimates> {
  const graph = scene.graph as Graph;
  const chosen = placesOf(scene);
  const places = chosen.flatMap(({ name, entries }) => entries.map((entry) => ({ name, entry })));
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

/** The reference's forward pass; about 15 digits. */
export const referenceDifferences: Oracle = {
  name: "finite differences",
  method: "central differences of the reference's forward pass in double-double, fourth order, own error",
  scope: (scene) => outOfScope(scene) ?? "in",
  estimate: (scene) => estimateWith(referenceForward(scene.graph as Graph, floorOf(scene, "own")), scene),
};

/** The engine's forward pass: bears witness only where the engine's own loss is the loss that was asked. About 10 digits. */
export const ownDifferences: Oracle = {
  name: "own differences",
  method: "central differences of the engine's own forward pass, fourth order, own error",
  scope: (scene) => {
    const out = outOfScope(scene);
    if (out) return out;
    return engineForward(scene) ? "in" : { out: "the engine cannot be asked for its loss at other points" };
  },
  estimate: async (scene) => {
    const forward = engineForward(scene);
    return forward ? estimateWith(forward, scene) : { values: new Map(), gradients: new Map() };
  },
};
