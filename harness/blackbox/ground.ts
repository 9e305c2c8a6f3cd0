/** What is measured before anything is judged: the loss at the start, its noise, and how far a parameter may be moved. */
import type { DType, Problem } from "../../spec/answer.ts";
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import type { Random } from "../campaign/random.ts";
import type { Box } from "./box.ts";
import { displaced, randomDirection, wholeOf } from "./direction.ts";

export interface Ground {
  readonly loss: number;
  /** Amplitude of the noise of one loss, all causes. */
  readonly noise: number;
  /** Whether the same point gave the same loss to the bit. */
  readonly repeatable: boolean;
  /** How far apart two losses of the same point were. */
  readonly spread: number;
  /** Norm of a step in each parameter that is taken as one unit. */
  readonly scales: Readonly<Record<Name, number>>;
  readonly store: (x: number) => number;
}

/** Unit of the precision in which black boxes can be judged: below float32 a loss has too few digits for any difference of it. */
export const unitOf: Readonly<Partial<Record<DType, number>>> = { float64: 2 ** -52, float32: 2 ** -23 };

/**
 * One unit of a parameter tensor, as a norm over the whole tensor.
 *
 * In a network a change of W moves z = W a by its norm times ‖a‖, however large W is: the unit is 1, not a share of ‖W‖, and biases that start
 * at 0 have it too. Entries above 1 (kelvins, years) are measured in themselves, and tensors of norm below 1/100, which may be of a unit
 * of their own, are moved by at most a fifth of their norm (0.002 · 100) at the usual step.
 */
function unitScale({ data }: Tensor): number {
  let squares = 0;
  for (const x of data) squares += x * x;
  const norm = Math.sqrt(squares);
  const typical = norm / Math.sqrt(Math.max(1, data.length));
  if (!Number.isFinite(norm) || norm === 0) return 1;
  return typical > 1 ? typical : Math.min(1, 100 * norm);
}

/**
 * Units in the last place that an honest loss may be off by in a way that differs from point to point; more is measured (`deviations`).
 * float32, where they count, is granted half of it.
 */
const unitsOfLoss: Readonly<Partial<Record<DType, number>>> = { float64: 8, float32: 4 };

/** Far enough that roundings differ, so near that the loss is a line: the square root of the unit, and more for float32, whose unit is large. */
const shake: Readonly<Partial<Record<DType, number>>> = { float64: 2 ** -24, float32: 2 ** -8 };
const places = [0, 0, 1, -1, 2, -2] as const;

/**
 * Noise from differences of equally spaced losses (Hamming; ECnoise of Moré and Wild): the k-th difference of a smooth function vanishes
 * with the spacing, that of noise of deviation σ has the variance σ² (2k)!/(k!)². The largest estimate of orders 2, 3 and 4 counts, for float32
 * of orders 3 and 4, where the spacing is wide. Six evaluations.
 */
export async function groundOf(box: Box, random: Random): Promise<Ground> {
  const { start, parameters, precision = "float64" } = box.problem;
  const unit = unitOf[precision] ?? Number.NaN;
  const store = precision === "float32" ? Math.fround : (x: number) => x;
  const scales = Object.fromEntries(box.names.map((name) => [name, unitScale(start[name])]));
  const everything = box.names.map((name) => wholeOf(name, parameters[name]));
  const direction = randomDirection(everything, parameters, scales, random);
  const h = shake[precision] ?? 0;
  const f = await box.losses(places.map((k) => (k === 0 ? {} : displaced(start, direction, k * h, store))));
  const [loss, again, right, left, right2, left2] = f;
  const spread = Math.abs(loss - again);
  const largest = f.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const deviation = Math.max(
    spread / Math.SQRT2,
    ...deviations([left2, left, loss, right, right2], precision === "float32" ? 3 : 2),
  );
  return {
    loss,
    // 12 deviations: six losses may by chance show a fraction of their noise
    noise: Math.max((unitsOfLoss[precision] ?? 0) * unit * largest, 12 * deviation, 2 * box.quantum),
    repeatable: Object.is(loss, again),
    spread,
    scales,
    store,
  };
}

function deviations(f: readonly number[], from: number): readonly number[] {
  const found: number[] = [];
  let row = f;
  // (2k)!/(k!)², k = 1 …
  let variance = 1;
  for (let k = 1; k < f.length; k++) {
    row = row.slice(1).map((x, i) => x - row[i]);
    variance *= (2 * k * (2 * k - 1)) / (k * k);
    if (k >= from) found.push(Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length / variance));
  }
  return found;
}

/** How much of the usual step: a noisy loss wants a wider one, as the fifth root of its noise (fourth-order differences). */
export function widening({ noise, loss }: Ground, { precision = "float64" }: Problem): number {
  const usual = (unitsOfLoss[precision] ?? 1) * (unitOf[precision] ?? 1) * Math.abs(loss);
  return usual > 0 ? Math.min(50, Math.max(1, (noise / usual) ** 0.2)) : 1;
}
