import { describe, expect, test } from "vitest";
import { printedDigits } from "./digits.ts";

const generic = [0.123456789012345, -12.25, 0.5, 3.0000001234567, -7.77e-5, 0.1 + 0.2, 1 / 3];
const reply = (numbers: readonly string[]) =>
  `{"id":3,"ok":true,"values":{"L":${numbers[0]}},"gradients":{"W1":[[${numbers.slice(1).join(",")}]]},"ms":0.25}`;
const printed = (format: (x: number) => string, dtype: "float64" | "float32" = "float64") =>
  printedDigits(reply(generic.map(format)), dtype);

describe("printed precision", () => {
  test.each([3, 4, 6, 9, 15])("%i fixed decimals are seen", (count) => {
    expect(printed((x) => x.toFixed(count))).toEqual({ kind: "decimals", count });
  });
  test.each([4, 6, 9, 15])("%i significant digits are seen, trailing zeros stripped or not", (count) => {
    expect(printed((x) => String(Number(x.toPrecision(count))))).toEqual({ kind: "significant", count });
    expect(printed((x) => x.toExponential(count - 1))).toEqual({ kind: "significant", count });
  });
  test.each([4, 6, 9])(
    "%i decimals are seen of numbers of any size, where trailing zeros are stripped",
    (count) => {
      const wide = [...generic, 1234567890.1234567, -0.1 / 3, 98765.4321987654];
      const text = wide.map((x) => String(Number(x.toFixed(count))));
      expect(printedDigits(reply(text), "float64")).toEqual({ kind: "decimals", count });
      // Wrong on purpose: one number in full, and nothing is cut off.
      expect(printedDigits(reply([...text, String(1 / 7)]), "float64")).toBeUndefined();
    },
  );
  test("the shortest form that reads back the same is full precision", () => {
    expect(printed(String)).toBeUndefined();
    expect(printed((x) => x.toExponential(16))).toBeUndefined();
    expect(printed((x) => String(Math.fround(x)), "float32")).toBeUndefined();
  });
  test("short numbers that are doubles, or few digits that come by chance, are no proof of rounding", () => {
    const exact = ["0.5", "0.25", "-1.75", "0.0009765625", "3", "100.0"];
    expect(printedDigits(reply(exact), "float64")).toBeUndefined();
    expect(printedDigits(reply(["0.1", "0.39", "0.62", "0.85"]), "float64")).toBeUndefined();
    // Wrong on purpose: one padded zero is proof.
    expect(printedDigits(reply(["0.10", "0.39", "0.62", "0.85"]), "float64")).toEqual({
      kind: "decimals",
      count: 2,
    });
  });
  test("numbers outside of values and gradients, and digits inside of strings, do not count", () => {
    const raw = `{"id":1,"ms":0.123456,"values":{"L":${1 / 3}},"unavailable":{"x":"only 0.100 was kept"},"time":[0.100]}`;
    expect(printedDigits(raw, "float64")).toBeUndefined();
    expect(printedDigits('{"id":1,"ok":true,"values":{"a0.250":"NaN"}}', "float64")).toBeUndefined();
  });
});
