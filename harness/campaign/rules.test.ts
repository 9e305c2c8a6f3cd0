/** Our rule beside the usual ones on a few networks: it sees every gross bug, and accuses no honest engine. */
import { describe, expect, test } from "vitest";
import { rules, type Setting } from "./rules.ts";
import { compareRules, ourRule } from "./rules-campaign.ts";

const figures = compareRules({ cases: 4, seed: 7, circumstances: ["generic", "tiny"], honestPerCase: 8 });
const at = (name: string): number => rules.findIndex((rule) => rule.name === name);
const rowsOf = (circumstance: string) => figures.rows.filter((row) => row.circumstance === circumstance);

describe("on generic and on tiny networks, in float64 and float32", () => {
  test.each(figures.rows.map((row) => [row.circumstance, row.precision, row] as const))(
    "%s, %s: every gross bug is seen and no honest engine suspected",
    (_, __, { informativeGross, honest }) => {
      expect(informativeGross.runs).toBeGreaterThan(50);
      expect(informativeGross.accused[ourRule]).toBe(informativeGross.runs);
      expect(honest.runs).toBeGreaterThan(0);
      expect(honest.accused[ourRule]).toBe(0);
    },
  );
  test("a rule with a guessed tolerance misses bugs of small gradients", () => {
    for (const { informativeGross } of rowsOf("tiny")) {
      expect(informativeGross.accused[at("gradcheck slow")]).toBeLessThan(informativeGross.runs);
    }
  });
  test("the same seed gives the same figures", () => {
    const plan = { cases: 1, seed: 3, circumstances: ["generic"] as const, honestPerCase: 2 };
    expect(compareRules(plan)).toEqual(compareRules(plan));
  });
});

describe("every rule", () => {
  // f(x) = x at x = 1, with all differences exact
  const one = Float64Array.of(1);
  const along = { direction: { x: one }, quotient: 1 };
  const exact = { shape: [1], hi: one, lo: Float64Array.of(0), own: Float64Array.of(0) };
  const setting: Setting = {
    names: ["x"],
    truth: {
      x: {
        ...exact,
        bound: Float64Array.of(1e-15),
        literal: Float64Array.of(0),
        usual: Float64Array.of(1e-16),
      },
    },
    differences: { "1e-5": { x: one }, "1e-6": { x: one }, "1e-7": { x: one } },
    perInput: [along],
    gaussian: along,
    precision: "float64",
  };
  const gradient = (x: number) => ({ x: { shape: [1], data: Float64Array.of(x) } });
  test.each(rules.map((rule) => [rule.name, rule] as const))(
    "%s accepts what is exact, and neither −g nor NaN",
    (_, rule) => {
      expect(rule.accuses(gradient(1), setting)).toBe(false);
      expect(rule.accuses(gradient(-1), setting)).toBe(true);
      expect(rule.accuses(gradient(Number.NaN), setting)).toBe(true);
    },
  );
});
