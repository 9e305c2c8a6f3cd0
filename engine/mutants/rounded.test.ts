/** Rounded arithmetic keeps the bits that its format has. */
import { describe, expect, test } from "vitest";
import { bfloat16, float16, float32, toBfloat16, toFloat16 } from "./rounded.ts";

const third = { shape: [1], data: Float64Array.of(1 / 3) };
const one = { shape: [1], data: Float64Array.of(1) };

test("float32 keeps 24 bits, float16 11, bfloat16 8", () => {
  expect(float32.add(third, one).data[0]).toBe(Math.fround(4 / 3));
  expect(float16.from(third).data[0]).toBe(0.333251953125);
  expect(bfloat16.from(third).data[0]).toBe(0.333984375);
});

describe("outside of the normal numbers", () => {
  test("is infinity, above", () => {
    expect(toFloat16(65504)).toBe(65504);
    expect(toFloat16(70_000)).toBe(Number.POSITIVE_INFINITY);
    expect(toBfloat16(-3.4e38)).toBe(Number.NEGATIVE_INFINITY);
    expect(toBfloat16(1e308)).toBe(Number.POSITIVE_INFINITY);
  });
  test("are multiples of the least number, below", () => {
    expect(toFloat16(2 ** -25 * 1.5)).toBe(2 ** -24);
    expect(toBfloat16(2 ** -133 * 1.4)).toBe(2 ** -133);
  });
});
