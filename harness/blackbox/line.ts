/** The probe for float32: the gradient, integrated along a segment, against the difference of the loss at its ends. No small step, so no cancellation. */
import { type Box, type Tensors, Unanswered } from "./box.ts";
import { along, type Direction, displaced, eachPosition } from "./direction.ts";
import { type Ground, unitOf } from "./ground.ts";
import type { Probe, Prober } from "./probe.ts";

/** Half the segment in units of the parameters (measured: gradient-checkers.md §5.5; at ½ the curvature of a deep tanh network shows). */
export const usualRadius = 0.2;

/** Gauss–Legendre with six nodes, exact for polynomials of degree 11: positive nodes and their weights. */
const nodes = [0.2386191860831969, 0.6612093864662645, 0.932469514203152] as const;
const weights = [0.46791393457269104, 0.3607615730481386, 0.17132449237917036] as const;

/** Legendre's polynomials of degree 4 and 5. */
const fourth = (t: number): number => (35 * t ** 4 - 30 * t ** 2 + 3) / 8;
const fifth = (t: number): number => (63 * t ** 5 - 70 * t ** 3 + 15 * t) / 8;

/**
 * f(x + rv) − f(x − rv) = ∫ ⟨∇f(x + tv), v⟩ dt, t from −r to r.
 *
 * The segment is the one between the points as float32 stores them.
 *
 * Quadrature error: the rule also gives the coefficients c₄ and c₅ of the slopes in Legendre's polynomials, (2k+1)/2 Σ wᵢ sᵢ Pₖ(xᵢ). Of a smooth
 * function they are of fourth order in r and the error of twelfth. A kink makes the slopes jump, and the error is then at most
 * 0.26 (|c₄| + |c₅|), wherever it is between the outer nodes (computed for every place); granted is twice that.
 *
 * Noise: of the two losses, and of the gradients, 32 units of the entries in root of squares (measured: residuals of
 * honest networks then stay below half of the tolerance).
 */
export function lineIntegral(box: Box, ground: Ground, start: Tensors, gradient: Tensors): Prober {
  const { store } = ground;
  const unit = unitOf.float32 ?? 0;

  const gradientAt = async (point: Tensors): Promise<Tensors> => {
    const seen = await box.gradient(point);
    if (seen.kind !== "answered") throw new Unanswered(`it gave no gradient at another point: ${seen.kind}`);
    const lacking = Object.keys(point).find(
      (name) => seen.gradients[name]?.data.length !== start[name].data.length,
    );
    if (lacking !== undefined) throw new Unanswered(`it gave no gradient of ${lacking} at another point`);
    return seen.gradients;
  };

  const look = async (direction: Direction, r: number): Promise<Probe> => {
    const ends = [displaced(start, direction, r, store), displaced(start, direction, -r, store)];
    const [right, left] = await box.losses(ends);
    // the direction as it is stored: half the way from end to end
    const real: Direction = direction.map((part) => {
      const v = new Float64Array(part.v.length);
      const [to, from] = ends.map((end) => end[part.block.name].data);
      eachPosition(part.block, part.width, (position, at) => {
        v[at] = (to[position] - from[position]) / (2 * r);
      });
      return { ...part, v };
    });
    let [claimed, c4, c5] = [0, 0, 0];
    for (const [i, node] of nodes.entries()) {
      for (const t of [node, -node]) {
        const { slope } = along(await gradientAt(displaced(start, direction, t * r, store)), start, real);
        claimed += (weights[i] * slope) / 2;
        c4 += 4.5 * weights[i] * slope * fourth(t);
        c5 += 5.5 * weights[i] * slope * fifth(t);
      }
    }
    const { size } = along(gradient, start, real);
    const rough = Math.abs(c4) + Math.abs(c5);
    const noise = ground.noise / r + 32 * unit * size;
    return {
      direction,
      step: r,
      claimed,
      measured: (right - left) / (2 * r),
      tolerance: 0.52 * rough + noise,
      noise,
      rough,
      size,
      flat: right === ground.loss && left === ground.loss,
      losses: [right, left],
    };
  };

  return {
    name: "line integral",
    method:
      "six-point Gauss–Legendre of the engine's gradient along random segments, against the difference of its own loss",
    cost: 8,
    isLocal: false,
    look,
    finer: ({ direction, step }) => look(direction, step / 2),
  };
}
