/** The probe for float64: fourth-order central differences of the loss along a direction, with their own error. */
import type { Box, Tensors } from "./box.ts";
import { along, type Direction, displaced } from "./direction.ts";
import type { Ground } from "./ground.ts";
import type { Probe, Prober } from "./probe.ts";

/** ‖h v‖ in units of the parameters: there the truncation of fourth order is about as small as the rounding (measured: numerics.md §4). */
export const usualStep = 2e-3;

/**
 * D = (4 D_h − D_2h)/3 with D_h = (f₁ − f₋₁)/2h, and s_h = (f₁ − 2f₀ + f₋₁)/h.
 *
 * Error of D:
 * - truncation: a 25th of |D_h − D_2h| is far more than the h⁴ term where the function is smooth; granted is a 50th, 0.02 |D_h − D_2h|.
 * - kinks: one of slope jump J at distance τh changes D by ±(s_h − s_2h/2) ± ⅔ (D_h − D_2h) exactly. For smooth functions s_h − s_2h/2 is
 *   of third order in h, so that 4 |s_h − s_2h/2| costs nothing there, and shows any kink within 2h.
 * - noise: 18/12 of that of one loss, over h.
 */
export function differences(
  box: Box,
  ground: Ground,
  gradient: Tensors,
  gradientSpread: Tensors | undefined,
): Prober {
  const { start } = box.problem;
  const { loss, store } = ground;
  const lossesAt = (direction: Direction, steps: readonly number[]) =>
    box.losses(steps.map((t) => displaced(start, direction, t, store)));

  const probeOf = (direction: Direction, h: number, f: readonly number[]): Probe => {
    const [right, left, right2, left2] = f;
    const [near, far] = [(right - left) / (2 * h), (right2 - left2) / (4 * h)];
    const bend = (right - 2 * loss + left) / h - (right2 - 2 * loss + left2) / (4 * h);
    const { slope, size, moved } = along(gradient, start, direction);
    // an answer of the same question that differs: its difference along v has √2 of the noise of one
    const unsteady = gradientSpread ? 6 * along(gradientSpread, start, direction).size : 0;
    const noise = (1.5 * (ground.noise + 2 ** -52 * moved)) / h + unsteady;
    return {
      direction,
      step: h,
      claimed: slope,
      measured: (4 * near - far) / 3,
      tolerance: 0.02 * Math.abs(near - far) + 4 * Math.abs(bend) + noise,
      noise,
      rough: Math.abs(near - far) + Math.abs(bend),
      size,
      flat: f.every((x) => x === loss),
      losses: f,
    };
  };

  return {
    name: "directional probes",
    method: "fourth-order central differences of the engine's own loss along random directions, own error",
    cost: 4,
    isLocal: true,
    async look(direction, h) {
      const f = await lossesAt(direction, [h, -h, 2 * h, -2 * h]);
      return probeOf(direction, h, [...f]);
    },
    async finer({ direction, step, losses }) {
      const f = await lossesAt(direction, [step / 2, -step / 2]);
      return probeOf(direction, step / 2, [...f, losses[0], losses[1]]);
    },
  };
}
