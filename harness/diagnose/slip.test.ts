import { expect, test } from "vitest";
import { examine } from "../examine.ts";
import { fakeEngine, fixture, subjectOf } from "../fake.ts";
import { slipNotes } from "./slip.ts";

const c = fixture("chapter/sigmoid-3-5-4-2");
const noted = (problem: string) => slipNotes({ kind: "malformed", problem }, c.question);

test("a bias gradient with a column a sample is that of an engine that does not sum it", () => {
  expect(noted("gradients.b1 has shape [5, 6], expected [5]").join()).toMatch(
    /bias-gradient-not-summed · BACK-2\); mend: sum ∂L\/∂z over the samples/,
  );
});
test("a weight gradient the other way round is a transpose, or one without its transpose", () => {
  expect(noted("gradients.W1 has shape [3, 5], expected [5, 3]").join()).toContain(
    "weight-gradient-of-the-transposed-shape",
  );
});
test("a shape that no known bug gives, and what is no shape, say nothing", () => {
  expect(noted("gradients.b1 has shape [7, 7, 7], expected [5]")).toEqual([]);
  expect(noted("gradients.b1[0] is null")).toEqual([]);
  expect(slipNotes({ kind: "timed-out", afterMs: 1 }, c.question)).toEqual([]);
});
test("a case is told so", async () => {
  const problem = "gradients.b1 has shape [5, 6], expected [5]";
  const engine = fakeEngine(() => ({ kind: "malformed", problem }));
  const { verdict, notes } = await examine(c, subjectOf(engine));
  expect(verdict).toBe("errored");
  expect(notes.join()).toContain("bias-gradient-not-summed");
});
