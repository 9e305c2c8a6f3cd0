/** Networks whose every number fits into bfloat16: tolerance 0, and every honest engine of every precision is equal to the bit. */
import { describe, expect, test } from "vitest";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import type { Case, NetworkQuestion } from "../spec/case.ts";
import { honestEngine } from "./campaign/honest.ts";
import { randomFrom } from "./campaign/random.ts";
import { variants } from "./campaign/variants.ts";
import { entry, findingOf, fixtures, withGradient } from "./fake.ts";
import { truthOf } from "./truth/truth.ts";

type Exact = Case & { readonly question: NetworkQuestion };
const probes = fixtures("probes/exact-") as readonly Exact[];
const precisions = ["float64", "float32", "float16", "bfloat16"] as const;

const bounds = (c: Case, precision: (typeof precisions)[number]): number[] => {
  const truth = truthOf(c, profiles[precision]);
  return c.question.want.gradients.flatMap((name) => [...(truth.gradients.get(name)?.bound ?? [Number.NaN])]);
};

test("there are three of them", () => {
  expect(probes.map(({ id }) => id)).toEqual([
    "probes/exact-2-3-2",
    "probes/exact-2-3-3-2",
    "probes/exact-3-4-4-4-2",
  ]);
});

describe.each(probes.map((c) => [c.id, c] as const))("%s", (_, c) => {
  const { question } = c;
  test.each(precisions)("has tolerance 0 in %s", (precision) => {
    expect(bounds(c, precision).every((bound) => bound === 0)).toBe(true);
  });
  test.each(precisions)("is answered alike, to the bit, by every honest engine of %s", (precision) => {
    for (const variant of variants) {
      const { gradients } = honestEngine(question, precision, variant, randomFrom(1));
      for (const name of question.want.gradients) {
        const due = c.certified?.gradients[name].text.map(Number);
        expect(
          [...gradients[name].data].map((x) => x + 0),
          `${variant.name}: ${name}`,
        ).toEqual(due?.map((x) => x + 0));
      }
    }
  });
  test("is not forgiving: one unit in the last place violates", async () => {
    const nudged = withGradient(
      "W1",
      entry(0, (x) => (x === 0 ? 5e-324 : x * (1 + 2 ** -52))),
    );
    expect((await findingOf(c)).verdict).toBe("conforms");
    expect((await findingOf(c, nudged)).verdict).toBe("violates");
  });
  test("has a tolerance as soon as one weight is off the grid", () => {
    const [first, ...others] = question.layers;
    const W = { shape: first.W.shape, data: first.W.data.map((w, k) => (k === 0 ? w + 0.1 : w)) };
    const moved = { ...c, question: { ...question, layers: [{ ...first, W }, ...others] } };
    for (const precision of precisions) expect(Math.max(...bounds(moved, precision))).toBeGreaterThan(0);
  });
});
