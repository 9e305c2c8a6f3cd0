/**
 * How long the errors of a descent may be followed to first order.
 *
 * λ·ε is what an error ε does to a later number only while it is small beside the scale on which the loss bends, and turns no branch round. So
 * errors are sent through the descent themselves, δ ← δ − η·H·δ ± ε with the sign that makes them larger, from two patterns of signs. ε is a worst case;
 * from the step at which what comes of it leaves the reach of the graph's functions, nothing is known of what an honest engine gives.
 */
import type { Bounded } from "../../engine/numbers/bounded/errors.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { filled, scalar, type Tensor } from "../../spec/tensor.ts";
import { isWithinReach } from "./reach.ts";

export interface Course {
  readonly graph: Graph;
  readonly names: readonly Name[];
  readonly learningRate: number;
  /** Parameters before each update. */
  readonly states: readonly (readonly Tensor[])[];
  /** What brought each state about may be off by: per parameter and profile. */
  readonly added: readonly (readonly Bounded["errors"][])[];
  /** H·λ at a state. */
  curvature(step: number, lambdas: readonly (readonly Tensor[])[]): readonly (readonly Tensor[])[];
}

/** For each profile the first step at which its errors are no longer small; ∞ if they stay so. */
export function limitsOf(course: Course, profiles: readonly number[]): readonly number[] {
  // the errors of all at once are larger than those of each, and nearly always small
  const together = lastsUntil(course, profiles);
  if (together === Number.POSITIVE_INFINITY) return profiles.map(() => together);
  return profiles.map((profile) => lastsUntil(course, [profile]));
}

/** What may be added at a step, by the profile that adds most to an entry; undefined where none adds anything. */
function addedAt({ added }: Course, step: number, i: number, profiles: readonly number[]) {
  const all = profiles.flatMap((profile) => added[step][i][profile] ?? []);
  if (all.length < 2) return all[0];
  return all[0].map((_, k) => Math.max(...all.map((errors) => errors[k])));
}

function lastsUntil(course: Course, profiles: readonly number[]): number {
  const { names, learningRate, states } = course;
  let spreads = [0, 1].map((pattern) =>
    names.map((_, i) => {
      const x = states[0][i];
      const errors = addedAt(course, 0, i, profiles);
      return errors
        ? { ...x, data: errors.map((e, k) => ((pattern * k) % 2 === 1 ? -e : e)) }
        : filled(x.shape, 0);
    }),
  );
  for (let step = 0; step < states.length; step++) {
    if (!isSmall(course, step, spreads)) return step;
    if (step === states.length - 1) break;
    const curvature = course.curvature(step, spreads);
    spreads = spreads.map((spread, s) =>
      spread.map((x, i) => {
        const next = float64.subtract(x, float64.multiply(scalar(learningRate), curvature[s][i]));
        const errors = addedAt(course, step + 1, i, profiles);
        return errors
          ? { ...next, data: next.data.map((d, k) => d + (d < 0 ? -errors[k] : errors[k])) }
          : next;
      }),
    );
  }
  return Number.POSITIVE_INFINITY;
}

function isSmall(
  { graph, names, states }: Course,
  step: number,
  spreads: readonly (readonly Tensor[])[],
): boolean {
  const inputs = Object.fromEntries(names.map((name, i) => [name, states[step][i]]));
  const moves = names.flatMap((name, i) =>
    Array.from(states[step][i].data, (_, entry) => ({
      name,
      entry,
      by: Math.max(...spreads.map((spread) => Math.abs(spread[i].data[entry]))),
    })),
  );
  return isWithinReach({ ...graph, inputs: { ...graph.inputs, ...inputs } }, moves);
}
