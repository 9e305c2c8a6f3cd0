/** Losses and the error of the output, sample by sample, without the division by m. */
import type { Layer, Loss } from "../../spec/case.ts";
import { logSoftmax, sigmoid, softmax, softplus, type Way } from "./activations.ts";

type Vector = readonly number[];

const clipOf = ({ clip }: Loss, { m }: Way) =>
  clip === undefined ? undefined : { low: m.round(clip), high: m.round(1 - clip) };

/** One term per output of a sample. */
export function lossTerms(way: Way, loss: Loss, p: Vector, t: Vector): number[] {
  const { m } = way;
  const clip = clipOf(loss, way);
  const q = clip ? p.map((x) => Math.min(Math.max(x, clip.low), clip.high)) : p;
  switch (loss.name) {
    case "mse":
    case "half_squared_error": {
      const squares = p.map((x, i) => m.multiply(m.subtract(x, t[i]), m.subtract(x, t[i])));
      return loss.name === "mse" ? squares : squares.map((square) => m.multiply(0.5, square));
    }
    case "bce":
      return q.map((x, i) => {
        const hit = m.multiply(t[i], m.elementary("log", x));
        const miss = m.multiply(m.subtract(1, t[i]), m.elementary("log", m.subtract(1, x)));
        return -m.add(hit, miss);
      });
    case "bce_with_logits":
      return p.map((z, i) => m.subtract(softplus(way, z), m.multiply(t[i], z)));
    case "cross_entropy":
      return q.map((x, i) => -m.multiply(t[i], m.elementary("log", x)));
    case "softmax_cross_entropy":
      return logSoftmax(way, p).map((log, i) => -m.multiply(t[i], log));
  }
}

/** ∂L/∂p of one sample, not yet divided. */
export function lossSlopes(way: Way, loss: Loss, p: Vector, t: Vector): number[] {
  const { m, v } = way;
  const clip = clipOf(loss, way);
  const inside = (x: number) => !clip || (x >= clip.low && x <= clip.high);
  switch (loss.name) {
    case "mse":
      return p.map((x, i) => m.multiply(2, m.subtract(x, t[i])));
    case "half_squared_error":
      return p.map((x, i) => m.subtract(x, t[i]));
    case "bce":
      return p.map((x, i) => {
        if (!inside(x)) return 0;
        const rest = m.subtract(1, x);
        if (v.head === "one quotient") return m.divide(m.subtract(x, t[i]), m.multiply(x, rest));
        return m.subtract(m.divide(m.subtract(1, t[i]), rest), m.divide(t[i], x));
      });
    case "bce_with_logits":
      return p.map((z, i) => m.subtract(sigmoid(way, z), t[i]));
    case "cross_entropy":
      return p.map((x, i) => (inside(x) ? -m.divide(t[i], x) : 0));
    case "softmax_cross_entropy":
      return minusTarget(way, softmax(way, p), t);
  }
}

// p·Σt − t
function minusTarget({ m }: Way, p: Vector, t: Vector): number[] {
  const total = m.sum(t);
  return p.map((x, i) => m.subtract(total === 1 ? x : m.multiply(x, total), t[i]));
}

/** ∂L/∂z of the output in one formula; undefined where loss and activation do not belong together. */
export function fusedError(way: Way, loss: Loss, layer: Layer, a: Vector, t: Vector): number[] | undefined {
  if (way.v.head !== "fused" || loss.clip !== undefined) return undefined;
  if (loss.name === "bce" && layer.activation === "sigmoid") return a.map((p, i) => way.m.subtract(p, t[i]));
  if (loss.name === "cross_entropy" && layer.activation === "softmax") return minusTarget(way, a, t);
  return undefined;
}
