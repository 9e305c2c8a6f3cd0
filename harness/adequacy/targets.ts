/** Targets as a loss takes them, in any size. */
import type { LossName } from "../../spec/case.ts";
import type { Shape, Tensor } from "../../spec/tensor.ts";
import { fractions, generic, isAll, largest, resized } from "./generic.ts";

const isHard = (x: number): boolean => x === 0 || x === 1;
export const isOverClasses = (name: LossName): boolean => /cross_entropy/.test(name);
/** Of probabilities or of logits: targets are between 0 and 1. */
export const isOfClasses = (name: LossName): boolean => isOverClasses(name) || name.startsWith("bce");

/** 0 and 1: one class a sample, or every other. */
function hard(name: LossName, rows: number, columns: number): Tensor {
  const data = Float64Array.from({ length: rows * columns }, (_, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return Number(isOverClasses(name) ? i === j % rows : (i + j) % 2 === 0);
  });
  return { shape: [rows, columns], data };
}

/** Fresh targets, of the kind that `old` is. */
function fresh(name: LossName, rows: number, columns: number, old: Tensor): Tensor {
  if (!isOfClasses(name)) return generic([rows, columns], 7, largest(old) || 1);
  return isAll(old, isHard) ? hard(name, rows, columns) : fractions([rows, columns], 7);
}

/** The targets, and more of their kind beside them. A sample that has its class already gets no second one. */
export function resizedTarget(name: LossName, old: Tensor, rows: number, columns: number): Tensor {
  const made = fresh(name, rows, columns, old);
  const target = resized(old, rows, columns, made);
  if (!isOverClasses(name) || !isAll(old, isHard)) return target;
  const [oldRows, oldColumns] = old.shape;
  const data = target.data.map((x, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return i >= oldRows && j < oldColumns ? 0 : x;
  });
  return { ...target, data };
}

/** Targets that another loss can take, too. */
export function targetFor(name: LossName, shape: Shape): Tensor {
  return isOfClasses(name) ? fractions(shape, 11) : generic(shape, 11);
}
