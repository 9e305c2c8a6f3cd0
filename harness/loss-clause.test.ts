/** What LOSS-5 says of the derivative is what forward mode finds, for targets of any sum. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { float64 } from "../engine/numbers/float64.ts";
import { clausesOfPackage } from "../spec/clauses.ts";
import { lowerLoss } from "../spec/lower/loss.ts";
import { fromNested } from "../spec/tensor.ts";
import { forwardMode } from "./oracles/forward.ts";

/** ∂L/∂z of one sample. */
function slopes(
  name: "softmax_cross_entropy" | "bce_with_logits",
  z: readonly number[],
  t: readonly number[],
): readonly number[] {
  const graph = lowerLoss({
    kind: "loss",
    loss: { name, reduction: "sum" },
    p: fromNested(z),
    target: fromNested(t),
    want: { values: ["L"], gradients: ["p"] },
  });
  const { gradients } = forwardMode(graph, float64, ["p"]);
  return (gradients.get("p") ?? []).map((slope) => slope?.data[0] ?? 0);
}
const sumOf = (x: readonly number[]) => x.reduce((a, b) => a + b, 0);
function softmaxOf(z: readonly number[]): readonly number[] {
  const powers = z.map(Math.exp);
  return powers.map((x) => x / sumOf(powers));
}
const near = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((x, k) => Math.abs(x - b[k]) <= 1e-12);

const sample = fc
  .integer({ min: 2, max: 5 })
  .chain((size) => {
    const vector = (min: number, max: number) =>
      fc.array(fc.integer({ min, max }), { minLength: size, maxLength: size });
    return fc.tuple(vector(-24, 24), vector(0, 16));
  })
  .map(([z, t]) => [z.map((k) => k / 8), t.map((k) => k / 8)] as const);

test("the derivative of softmax with cross-entropy is p Σt − t, and p − t only where the targets add up to 1", () => {
  fc.assert(
    fc.property(sample, ([z, t]) => {
      const [p, total, found] = [softmaxOf(z), sumOf(t), slopes("softmax_cross_entropy", z, t)];
      expect(
        near(
          found,
          p.map((x, k) => x * total - t[k]),
        ),
      ).toBe(true);
      expect(
        near(
          found,
          p.map((x, k) => x - t[k]),
        ),
      ).toBe(total === 1);
    }),
  );
});

test("the derivative of sigmoid with binary cross-entropy is p − t, whatever the targets add up to", () => {
  fc.assert(
    fc.property(sample, ([z, t]) => {
      const due = z.map((x, k) => 1 / (1 + Math.exp(-x)) - t[k]);
      expect(near(slopes("bce_with_logits", z, t), due)).toBe(true);
    }),
  );
});

test("the example of LOSS-5 is true", () => {
  const { text, example = "" } = clausesOfPackage().find(({ id }) => id === "LOSS-5") ?? { text: "" };
  expect(text).toContain("p Σt − t");
  const numbers = (list: string) =>
    list.split(",").map((x) => Number(x.trim().replace("½", "0.5").replace("−", "-")));
  const told = [...example.matchAll(/t = \[([^\]]*)\] gives (?:∂L\/∂z = )?\[([^\]]*)\]/g)];
  expect(told).toHaveLength(2);
  for (const [, t, due] of told)
    expect(near(slopes("softmax_cross_entropy", [0, 0], numbers(t)), numbers(due)), t).toBe(true);
});
