/** Two numbers are compared in one place, and nothing that is not a number is ever right. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, contradicts, digitsOf, isInformative, type TrueEntry } from "./tolerance.ts";

const entry = (hi: number, bound: number, more: Partial<TrueEntry> = {}): TrueEntry => ({
  ...{ hi, lo: 0, own: 0, bound },
  ...more,
});

describe("a number is right", () => {
  test("within the bound, and not beyond", () => {
    expect(compare(1.5, entry(1, 0.5)).ok).toBe(true);
    expect(compare(1.51, entry(1, 0.5)).ok).toBe(false);
  });
  test("within bound, own error and printed digits together", () => {
    expect(compare(1.7, entry(1, 0.5, { own: 0.1 }), 0.1).ok).toBe(true);
    expect(compare(1.71, entry(1, 0.5, { own: 0.1 }), 0.1).ok).toBe(false);
  });
  test("where the tolerance is 0, only to the bit", () => {
    expect(compare(0.1, entry(0.1, 0)).ok).toBe(true);
    expect(compare(0.1 + 2 ** -56, entry(0.1, 0)).ok).toBe(false);
  });
  test("measured from hi + lo, not from hi", () => {
    const lo = 2 ** -55;
    expect(compare(1, entry(1, 2 ** -55, { lo })).ok).toBe(true);
    expect(compare(1, entry(1, 2 ** -56, { lo })).ok).toBe(false);
  });
});

describe("what is no number is never right", () => {
  test("a NaN, whatever the bound", () => {
    fc.assert(
      fc.property(fc.double(), fc.double({ min: 0 }), (hi, bound) => {
        expect(compare(Number.NaN, entry(hi, bound)).ok).toBe(false);
      }),
    );
  });
  test("an infinity where a number is due, whatever the bound", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: 0 }), (hi, bound) => {
        expect(compare(Number.POSITIVE_INFINITY, entry(hi, bound)).ok).toBe(false);
        expect(compare(Number.NEGATIVE_INFINITY, entry(hi, bound)).ok).toBe(false);
      }),
    );
  });
  test("an infinite truth is met by the same infinity alone", () => {
    expect(compare(Number.POSITIVE_INFINITY, entry(Number.POSITIVE_INFINITY, 0)).ok).toBe(true);
    expect(compare(Number.NEGATIVE_INFINITY, entry(Number.POSITIVE_INFINITY, 0)).ok).toBe(false);
    expect(compare(1e308, entry(Number.POSITIVE_INFINITY, Number.NaN)).ok).toBe(false);
  });
  test.each([Number.POSITIVE_INFINITY, Number.NaN])(
    "a bound of %d shows nothing to be right but the truth itself",
    (bound) => {
      expect(compare(3, entry(2, bound)).ok).toBe(false);
      expect(compare(2, entry(2, bound)).ok).toBe(true);
    },
  );
});

describe("a number is suspect", () => {
  test("beyond 12 times what is usual, within the bound; and merely wrong beyond that", () => {
    const usual = entry(1, 1, { usual: 0.01 });
    expect(compare(1.11, usual)).toMatchObject({ ok: true, suspect: false });
    expect(compare(1.2, usual)).toMatchObject({ ok: true, suspect: true });
    expect(compare(3, usual)).toMatchObject({ ok: false, suspect: false });
  });
  test("never where its bound is larger than the number: first order tells nothing there", () => {
    const vague = entry(1, 1.5, { usual: 0.01 });
    expect(compare(2.2, vague)).toMatchObject({ ok: true, suspect: false });
    expect(compare(2.6, vague).ok).toBe(false);
    expect(compare(2.2, entry(1.5, 1.5, { usual: 0.01 }))).toMatchObject({ ok: true, suspect: true });
  });
  test("never where nothing is known of what is usual", () => {
    expect(compare(1.99, entry(1, 1)).suspect).toBe(false);
  });
});

describe("digits", () => {
  test.each([
    [0.001, 1, 3],
    [0, 5, 17],
    [1e-30, 1, 17],
    [100, 1, 0],
    [1, 0, null],
    [Number.NaN, 1, null],
    [Number.POSITIVE_INFINITY, 1, null],
  ])("an error of %d in %d is %s digits", (error, size, digits) => {
    const found = digitsOf(error, size);
    if (digits === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(digits, 12);
  });
});

test("an entry informs where its tolerance is a tenth of it at most, or 0", () => {
  expect(isInformative(entry(1, 0.1))).toBe(true);
  expect(isInformative(entry(1, 0.11))).toBe(false);
  expect(isInformative(entry(0, 0))).toBe(true);
  expect(isInformative(entry(0, 1e-300))).toBe(false);
  expect(isInformative(entry(1, Number.NaN))).toBe(false);
  expect(isInformative(entry(1, Number.POSITIVE_INFINITY))).toBe(false);
});

test("two estimates contradict each other beyond both errors, and where one is no number", () => {
  expect(contradicts(0.5, 0.5)).toBe(false);
  expect(contradicts(-0.51, 0.5)).toBe(true);
  expect(contradicts(Number.NaN, 1)).toBe(true);
  expect(contradicts(0, Number.NaN)).toBe(true);
});
