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

/** The rule on two of the three pairs, exact to degree 3: w₁ + w₂ = 1 and w₁x₁² + w₂x₂² = ⅓. */
function fourPoint(means: readonly number[], a: number, b: number): number {
  const w = (1 / 3 - nodes[b] ** 2) / (nodes[a] ** 2 - nodes[b] ** 2);
  return w * means[a] + (1 - w) * means[b];
}

/**
 * f(x + rv) − f(x − rv) = ∫ ⟨∇f(x + tv), v⟩ dt, t from −r to r.
 *
 * The segment is the one between the points as float32 stores them. Quadrature error: a 50th of how far the rules of four nodes differ from
 * that of six (they are of degree 3 against 11; a kink on the way makes them as wrong as each other, which `rough` shows). Noise: of the two
 * losses, and of the gradients, 32 units of the entries in root of squares (measured: an honest one has up to 16).
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
    const means: number[] = [];
    for (const node of nodes) {
      let sum = 0;
      for (const side of [node, -node]) {
        sum += along(await gradientAt(displaced(start, direction, side * r, store)), start, real).slope;
      }
      means.push(sum / 2);
    }
    const claimed = weights.reduce((sum, w, i) => sum + w * means[i], 0);
    const { size } = along(gradient, start, real);
    const rough = Math.max(
      ...[fourPoint(means, 0, 1), fourPoint(means, 0, 2), fourPoint(means, 1, 2)].map((q) =>
        Math.abs(q - claimed),
      ),
    );
    const noise = ground.noise / r + 32 * unit * size;
    return {
      direction,
      step: r,
      claimed,
      measured: (right - left) / (2 * r),
      tolerance: 0.02 * rough + noise,
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
    look,
    finer: ({ direction, step }) => look(direction, step / 2),
  };
}
