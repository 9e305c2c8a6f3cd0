/** A bug is seen where some number of it is out of reach of rounding, and not where nothing bounds the number. */
import { expect, test } from "vitest";
import type { Known } from "../truth/known.ts";
import type { Evidence } from "./evidence.ts";
import { isSeen } from "./match.ts";

const tensor = (...entries: readonly number[]) => ({
  shape: [entries.length],
  data: Float64Array.from(entries),
});
const passing = (bound: number): Evidence => {
  const none = Float64Array.of(0);
  const [hi, bounds] = [Float64Array.of(2), Float64Array.of(bound)];
  const known: Known = { shape: [1], hi, lo: none, own: none, literal: none, usual: none, bound: bounds };
  const shown = [{ kind: "gradient", name: "W1", x: tensor(2), known, isWrong: false }];
  return { shown } as unknown as Evidence;
};
const bug = (...entries: readonly number[]) => ({ values: {}, gradients: { W1: tensor(...entries) } });

test("a bug is seen twice beyond the bound, and not before", () => {
  expect(isSeen(passing(0.5), bug(3.5))).toBe(true);
  expect(isSeen(passing(0.5), bug(2.9))).toBe(false);
  expect(isSeen(passing(0.5), bug(Number.NaN))).toBe(true);
});
test("a bug is not seen where the bound is infinite, or no number: nothing is shown to be wrong there", () => {
  for (const bound of [Number.POSITIVE_INFINITY, Number.NaN])
    for (const entry of [3.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(isSeen(passing(bound), bug(entry))).toBe(false);
});
test("a bug is seen by its shape, and by what it leaves out", () => {
  expect(isSeen(passing(0.5), bug(2, 2))).toBe(true);
  expect(isSeen(passing(Number.POSITIVE_INFINITY), { values: {}, gradients: {} })).toBe(true);
});
