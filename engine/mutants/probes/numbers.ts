/** For tests: numbers without a pattern, the same on every machine. */
import { type Shape, sizeOf, type Tensor } from "../../../spec/tensor.ts";

/** Weyl's sequence of √2, in [−1, 1). */
export function numbers(start: number): () => number {
  let k = start * 1000;
  return () => {
    k++;
    return Math.round((2 * ((k * Math.SQRT2) % 1) - 1) * 256) / 256;
  };
}
export const filled = (shape: Shape, next: () => number): Tensor => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, next),
});
