/** Whether a decimal is a double is decided exactly. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decimalMinusDouble,
  doubleDoubleText,
  halfOf,
  halfUnitOfLastDigit,
  halfUnitText,
  isDecimal,
  isExactly,
  roundsTo,
  showsItsDigits,
  toDoubleDouble,
} from "./decimal.ts";
import { nearest, nearestNames, suggest } from "./read/nearest.ts";

describe("decimals and doubles", () => {
  test.each([
    "0",
    "-0",
    "0.5",
    "1e3",
    "12996",
    "-0.125",
    "9007199254740993e0".replace("3e", "2e"),
    "1e22",
    "0.50000",
    "5e-1",
  ])("%s is a double", (text) => {
    expect(isExactly(text, Number(text))).toBe(true);
  });
  test.each(["0.1", "1e23", "9007199254740993", "1e-15", "0.5000000000000000000001", "1e999999"])(
    "%s is none",
    (text) => {
      expect(
        isExactly(text, Number(text) === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : Number(text)),
      ).toBe(false);
    },
  );
  test("every double is its own exact expansion, and not that of its neighbour", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-3, max: 1e9 }), (x) => {
        const [whole, fraction] = [Math.floor(x), x - Math.floor(x)];
        const text = `${whole}.${(BigInt(fraction * 2 ** 62) * 5n ** 62n).toString().padStart(62, "0")}`;
        expect(isExactly(text, x)).toBe(true);
        expect(isExactly(`${text}1`, x)).toBe(false);
      }),
    );
  });
  test.each(["1", "-1.5", ".5", "5.", "1e-9", "+3"])("%s is a decimal", (text) =>
    expect(isDecimal(text)).toBe(true),
  );
  test.each(["", ".", "e1", "0x1f", "1_000", "1e", "NaN", "1 ", "1e99999999", "1".repeat(1001)])(
    "%s is no decimal",
    (text) => expect(isDecimal(text)).toBe(false),
  );
  test.each([
    ["0.1", "5e-2"],
    ["3", "15e-1"],
    ["-1e-3", "-5e-4"],
  ])("half of %s is %s", (text, half) => expect(halfOf(text)).toBe(half));
});

describe("the nearest word", () => {
  test.each([
    ["sigmoyd", "sigmoid"],
    ["ReLU", "relu"],
    ["leaky-relu", "leaky_relu"],
    ["tnah", "tanh"],
  ])("%s is meant as %s", (word, meant) =>
    expect(nearest(word, ["relu", "leaky_relu", "sigmoid", "tanh"])).toBe(meant),
  );
  test("is none where none is near, and then the known ones are listed", () => {
    expect(nearest("swish", ["relu", "tanh"])).toBeUndefined();
    expect(suggest("swish", ["relu", "tanh"])).toBe("known: relu, tanh");
  });
});

test("the nearest names are those that hold the word, then those fewest edits away, by their last part too", () => {
  const known = ["chapter/bce", "chapter/bce-clip", "chapter/mse", "graphs/tree", "probes/smooth-mse"];
  expect(nearestNames("mse", known)).toEqual(["chapter/mse", "probes/smooth-mse", "chapter/bce"]);
  expect(nearestNames("losses/mze", known)[0]).toBe("chapter/mse");
  expect(nearestNames("Tree", known, 1)).toEqual(["graphs/tree"]);
  expect(nearestNames("nope", known)).toHaveLength(3);
  expect(nearestNames("nope", [])).toEqual([]);
});

test("a decimal less its double is what the double leaves, rounded once", () => {
  // 0.1 as a double is 3602879701896397 / 2^55
  expect(decimalMinusDouble("0.1", 0.1)).toBe(-5.551115123125783e-18);
  expect(decimalMinusDouble("0.5", 0.5)).toBe(0);
  expect(decimalMinusDouble("1e3", 999)).toBe(1);
  expect(decimalMinusDouble("0.1", 0.2)).not.toBe(0);
});

test("a decimal less its double is a number up to the greatest of all", () => {
  // the greatest double is 2^1024 − 2^971, which its 17 digits miss by less than a half of 2^971
  const left = decimalMinusDouble(`${Number.MAX_VALUE}`, Number.MAX_VALUE);
  expect(Math.abs(left)).toBeGreaterThan(1e290);
  expect(Math.abs(left)).toBeLessThan(2 ** 970);
  expect(decimalMinusDouble("1e100", 1e100)).toBe(Number(10n ** 100n - BigInt(1e100)));
});

test("a double-double is written to the 32 digits that it has", () => {
  const { hi, lo } = toDoubleDouble("-0.2542637255995494232485025465780677");
  expect(doubleDoubleText(hi, lo)).toBe("-0.25426372559954942324850254657807");
  expect(doubleDoubleText(hi, 0)).not.toBe("-0.25426372559954942324850254657807");
  expect(doubleDoubleText(12996, 0)).toBe("12996");
  expect(doubleDoubleText(1, -(2 ** -106))).toBe("0.99999999999999999999999999999999");
  expect(doubleDoubleText(1, -(2 ** -110))).toBe("1");
  expect(doubleDoubleText(1 / 3, 0, 1e-9)).toBe("0.33333333");
  expect(doubleDoubleText(1e-9, 0, 1e-8)).toBe("0");
  expect(doubleDoubleText(5e-324, 0)).toBe("4.9406564584124654417656879286822e-324");
  expect(doubleDoubleText(-Infinity, 0)).toBe("-Infinity");
});

test("a printed number promises half a unit of its last digit, an integer promises equality", () => {
  expect(halfUnitOfLastDigit("0.190")).toBe(0.0005);
  expect(halfUnitOfLastDigit("0.19")).toBe(0.005);
  expect(halfUnitOfLastDigit("1.5e-3")).toBe(0.5e-4);
  expect(halfUnitOfLastDigit("12996")).toBe(0);
  // the last digit of 34 may stand before the point
  expect(halfUnitOfLastDigit("1.25e3")).toBe(5);
  expect(halfUnitOfLastDigit("1.234567890123456789012345678901234e+100")).toBe(5e66);
  expect(halfUnitOfLastDigit("1e25")).toBe(0);
  expect(halfUnitText("1.5e-400")).toBe("5e-402");
});

test("a printed number rounds from a certified one to half a unit of the last digit of each, exactly", () => {
  const third = "0.3333333333333333333333333333333333";
  const seventh = "-1.42857142857142857142857142857142857e-1";
  for (const [certified, printed] of [
    [third, "0.333"],
    [third, third],
    // more digits than are certified: as far as the certified ones go
    [third, "0.33333333333333333333333333333333333333333"],
    [seventh, "-0.14286"],
    // a tie rounds either way
    ["0.185", "0.19"],
    ["0.185", "0.18"],
    ["12996", "12996"],
    ["12996.00", "1.2996e4"],
    ["12996", "1.3e4"],
    ["0", "0.000"],
    ["1e-9", "0.00"],
    ["1e-99999", "0.00"],
  ])
    expect(roundsTo(certified!, printed!), `${printed} from ${certified}`).toBe(true);
  for (const [certified, printed] of [
    [third, "0.334"],
    [third, "0.3333333333333333333333333333333335"],
    [third, "-0.333"],
    [seventh, "-0.14285"],
    ["0.185", "0.20"],
    ["12996", "1.2e4"],
    // an integer promises equality, and a certified number with few digits is exact
    ["12996", "12997"],
    ["0.1", "0.15"],
    ["1e-9", "0"],
    ["1e99999", "0.00"],
  ])
    expect(roundsTo(certified!, printed!), `${printed} from ${certified}`).toBe(false);
});

test("a certified number shows its digits by their number, or by being a double", () => {
  for (const text of [
    "0.3333333333333333333333333333333333",
    "0.1000000000000000000000000000000000",
    "0.625",
    "-2",
    "0",
    "1e22",
  ])
    expect(showsItsDigits(text), text).toBe(true);
  for (const text of ["0.1", "0.3333333333333333", "1e23", "0.10000000000000000"])
    expect(showsItsDigits(text), text).toBe(false);
});
