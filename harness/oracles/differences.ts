/**
 * Central differences, and how far each may be off.
 *
 * Fourth order, D(h) = (8(f₁ − f₋₁) − (f₂ − f₋₂))/12h. Steps go down by 8 until rounding would take over. The error of D(h) is taken from the
 * next wider step, |D(h) − D(8h)| (truncation there is 8⁴ times larger), plus rounding, plus the disagreement with the next finer
 * step: an estimate that only its own neighbour supports is not believed (Ridders' estimate alone covers the truth in 40 % of cases).
 */
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";

/** f as hi + lo, and what one evaluation may be off by relative to the largest |f| seen. */
export interface Forward {
  evaluate(points: readonly Readonly<Record<Name, Tensor>>[]): Promise<readonly { hi: number; lo: number }[]>;
  readonly noise: number;
  /** What one evaluation may be off by, whatever the size of f: cancellation inside of it may leave a small f with the errors of large numbers. */
  readonly floor?: number;
  readonly steps: readonly number[];
}
export interface Place {
  readonly name: Name;
  readonly entry: number;
  /** The widest step, a power of two, where the function is known not to bend within two of them; 0 where there is none. Default: by the size of x. */
  readonly widest?: number;
}
interface Derivative {
  readonly value: number;
  readonly error: number;
}
export const offsets = [-2, -1, 0, 1, 2];

/** The step that a number of this size is moved by at first, where nothing is known of the function. */
export const usualStep = (x: number, [first]: readonly number[]): number =>
  first * 2 ** Math.round(Math.log2(Math.max(Math.abs(x), 0.125)));

function stepsAt({ widest }: Place, x: number, { steps }: Forward): readonly number[] {
  const first = widest ?? usualStep(x, steps);
  return steps.map((step) => first * (step / steps[0]));
}

/** Derivative and error at each place; infinite errors where no step can be believed. */
export async function differentiate(
  forward: Forward,
  inputs: Readonly<Record<Name, Tensor>>,
  places: readonly Place[],
): Promise<readonly Derivative[]> {
  const points: Record<Name, Tensor>[] = [];
  for (const place of places) {
    const { name, entry } = place;
    const x = inputs[name];
    for (const step of stepsAt(place, x.data[entry], forward)) {
      for (const offset of offsets) {
        const data = x.data.slice();
        data[entry] += offset * step;
        points.push({ [name]: { shape: x.shape, data } });
      }
    }
  }
  const values = await forward.evaluate(points);
  if (values.length < points.length) return places.map(() => ({ value: 0, error: Number.POSITIVE_INFINITY }));
  return places.map((place, p) => {
    const x = inputs[place.name].data[place.entry];
    const slopes = stepsAt(place, x, forward).map((step, s) => {
      const at = (p * forward.steps.length + s) * offsets.length;
      return slope(values.slice(at, at + offsets.length), x, step, forward);
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

// Knuth: x + d − (x + d as a double), exactly
function lostOf(x: number, d: number): number {
  const sum = x + d;
  const shadow = sum - x;
  return Math.abs(x - (sum - shadow) + (d - shadow));
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
  const bend = Math.max(Math.abs(less(f1, f0) - less(f0, f1m)), Math.abs(less(f2, f0) - less(f0, f2m))) / h;
  // x + kh may not be a double: the point then lies a little beside its place, and f by its slope there times that
  const misplaced = Math.max(...offsets.map((offset) => lostOf(x, offset * h))) * (Math.abs(value) + bend);
  return {
    value,
    // 18/12 of the noise of one value, and the roundings of the sum above
    rounding: (1.5 * (Math.max(noise * largest, floor) + misplaced)) / h + 2 ** -51 * Math.abs(value),
    bend,
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
    // Fourfold, since all of these are estimates. What no step can see stays out: of a function that nothing is known of, kinks and poles much
    // closer to x than the finest step.
    const error = 4 * (truncation + finer + own.rounding + kink);
    if (error < best.error) best = { value: own.value, error };
  }
  return best;
}
