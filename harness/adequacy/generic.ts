/** Numbers that coincide with nothing: of both signs, none an integer, the same on every machine. */
import { type Shape, sizeOf, type Tensor } from "../../spec/tensor.ts";
import { randomFrom } from "../campaign/random.ts";

/** Entries of ±[¼, 1) · size, on a grid of size/256. */
export function generic(shape: Shape, seed: number, size = 1): Tensor {
  const random = randomFrom(seed);
  const next = () => (random.next() < 0.5 ? -size : size) * (random.integer(64, 255) / 256);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, next) };
}

/** Entries in [1/8, 7/8]: probabilities, or targets that are none of 0 and 1. */
export function fractions(shape: Shape, seed: number): Tensor {
  const random = randomFrom(seed);
  return {
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, () => random.integer(32, 224) / 256),
  };
}

/** Largest entry; 0 of none. */
export const largest = ({ data }: Tensor): number => data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

export const isAll = ({ data }: Tensor, holds: (x: number) => boolean): boolean => data.every(holds);

/** A matrix of another size: the entries that it has, and fresh ones beside them. */
export function resized(old: Tensor, rows: number, columns: number, fresh: Tensor): Tensor {
  const [oldRows, oldColumns] = old.shape;
  const data = fresh.data.map((x, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return i < oldRows && j < oldColumns ? old.data[i * oldColumns + j] : x;
  });
  return { shape: [rows, columns], data };
}
