/** The second witness of an accusation: one entry, by central differences of its own, with steps and an error that no probe had a hand in. */
import type { DType } from "../../spec/answer.ts";
import type { Name } from "../../spec/graph.ts";
import { differentiate } from "../oracles/differences.ts";
import type { Box, Tensors } from "./box.ts";
import { type Ground, unitOf } from "./ground.ts";

export interface Confirmed {
  readonly name: Name;
  readonly position: number;
  readonly engine: number;
  readonly measured: number;
  /** How far an honest engine's number may be from `measured`: the error of the differences and rounding of a gradient. */
  readonly bound: number;
  readonly verdict: "wrong" | "right" | "unknown";
}

/** Each step is an eighth of the one before, from rough to fine; wider where the loss has fewer digits. */
const stepsOf = (noise: number): readonly number[] => {
  const first = noise < 2 ** -44 ? -7 : noise < 2 ** -30 ? -4 : 0;
  return [0, -3, -6].map((down) => 2 ** (first + down));
};

/**
 * Rounding of a gradient entry, in units of itself and of its tensor's typical entry (an entry of many terms that cancel keeps the rounding of
 * the terms). Far below the error of any difference in float64.
 */
const unitsOfGradient = 64;

/**
 * Whole multiples of this can be moved by every step without a rounding, so that the stencil is where it says. The entry is moved to the nearest,
 * by at most 2^−41 (2^−21): what that does to a slope is far below what the differences know of it.
 */
const shortestUnit: Readonly<Partial<Record<DType, number>>> = { float64: 2 ** -40, float32: 2 ** -20 };

function shortened(x: number, unit: number): number {
  // large entries are stepped in proportion to themselves
  const own = unit * 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(Math.abs(x), 1))));
  return Math.round(x / own) * own;
}

export async function confirmEntry(
  box: Box,
  ground: Ground,
  gradient: Tensors,
  spread: Tensors | undefined,
  place: { readonly name: Name; readonly position: number },
): Promise<Confirmed> {
  const { start, precision = "float64" } = box.problem;
  const { name, position } = place;
  const relative = ground.noise / Math.max(Math.abs(ground.loss), Number.MIN_VALUE);
  const noise = Math.min(1, Math.max(2 ** -50, relative));
  const scale = 2 ** Math.round(Math.log2(Math.min(1, ground.scales[name])));
  const x = shortened(start[name].data[position], scale * (shortestUnit[precision] ?? 0));
  const forward = {
    noise,
    steps: stepsOf(noise).map((step) => step * scale),
    async evaluate(points: readonly Tensors[]) {
      // the middle of every stencil is one point
      const middle = points.find((point) => point[name].data[position] === x) as Tensors;
      const elsewhere = points.filter((point) => point[name].data[position] !== x);
      const [atMiddle, ...losses] = await box.losses([middle, ...elsewhere]);
      let at = 0;
      return points.map((point) => ({
        hi: point[name].data[position] === x ? atMiddle : losses[at++],
        lo: 0,
      }));
    },
  };
  const { shape, data } = start[name];
  const moved = data.slice();
  moved[position] = x;
  const [{ value, error }] = await differentiate(forward, { [name]: { shape, data: moved } }, [
    { name, entry: position },
  ]);
  const engine = gradient[name].data[position];
  const unit = unitOf[precision] ?? 0;
  const typical = rootMeanSquare(gradient[name].data);
  const unsteady = 6 * Math.abs(spread?.[name].data[position] ?? 0);
  const bound = error + unitsOfGradient * unit * (Math.abs(value) + typical) + unsteady;
  const apart = Math.abs(engine - value);
  const isKnown = Number.isFinite(bound) && Number.isFinite(value);
  return {
    ...{ name, position, engine, measured: value, bound },
    // NaN is not within any bound
    verdict: !isKnown ? "unknown" : apart <= bound ? "right" : "wrong",
  };
}

export function rootMeanSquare(data: Float64Array): number {
  let squares = 0;
  for (const x of data) if (Number.isFinite(x)) squares += x * x;
  return data.length === 0 ? 0 : Math.sqrt(squares / data.length);
}
