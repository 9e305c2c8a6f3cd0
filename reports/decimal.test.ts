import { describe, expect, it } from "vitest";
import { agreeing, boundText, cellText, digitsText, significant, splitAt } from "./decimal.ts";

const marked = (engine: number | "NaN", truth: string, digits: number | null) => {
  return splitAt(cellText(engine), agreeing(engine, truth, digits)).join("|");
};

describe("significant", () => {
  it.each([
    ["-0.00964237631541414952010869203693", 17, "-0.0096423763154141495"],
    ["12996", 17, "12996"],
    ["12996", 2, "13000"],
    ["9.99951", 4, "10"],
    ["0.00000001234", 3, "1.23e-8"],
    ["1e21", 3, "1e+21"],
    ["-0.000", 3, "-0"],
    ["1.5000E-3", 9, "0.0015"],
  ])("%s to %i digits reads %s", (text, n, said) => expect(significant(text, n)).toBe(said));
  it("a text that is no number comes back as it is", () => {
    for (const text of ["NaN", "Infinity", "", ".", "1,5", "<b>"]) expect(significant(text, 5)).toBe(text);
  });
  it("a double's own digits survive: nothing passes through rounding twice", () => {
    for (const x of [0.1, -1 / 3, 5e-324, 1.7976931348623157e308, 123456789.125, 1e21, 1e-7])
      expect(significant(String(x), 17)).toBe(String(x));
  });
});

describe("the digits that agree", () => {
  it("are the ones that read the same", () => {
    expect(marked(0.7457999, "0.7457362744", 4.07)).toBe("0.7457|999");
    expect(marked(-0.0188, "-0.00964", 0.02)).toBe("|-0.0188");
    expect(marked(100.5, "100.25", 2.6)).toBe("100|.5");
  });
  it("are all of them where a double can hold no more", () => {
    expect(marked(0.30000000000000004, "0.3", 15.9)).toBe("0.30000000000000004|");
  });
  it("are counted by the relative error across a carry", () => {
    expect(marked(0.99999, "1", 5)).toBe("0.99999|");
    expect(marked(0.5, "1", 0.3)).toBe("|0.5");
  });
  it("are none in another sign, another magnitude, or no number", () => {
    expect(marked(-0.25, "0.25", 0)).toBe("|-0.25");
    expect(marked(2.5, "0.25", 0)).toBe("|2.5");
    expect(marked("NaN", "0.25", null)).toBe("|NaN");
  });
});

it("a bound has one digit, and digits are never rounded up", () => {
  expect([boundText(3.4e-18), boundText(0), boundText("Infinity"), boundText(2)]).toEqual([
    "3e-18",
    "0",
    "Infinity",
    "2",
  ]);
  expect([digitsText(15.99, 1), digitsText(15.99, 0), digitsText(-0.3, 1), digitsText(null, 0)]).toEqual([
    "15.9",
    "15",
    "0.0",
    "–",
  ]);
  expect([cellText(-0), cellText("-0"), cellText(1e21)]).toEqual(["-0", "-0", "1e+21"]);
});
