/** A loss is to fall where the true one falls by more than honest answers may be off; a format that cannot hold the fall shows nothing. */
import { describe, expect, test } from "vitest";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import { entry, findingOf, fixture, withValue } from "./fake.ts";
import { fallingProblems } from "./falling.ts";
import type { Answer } from "./judge.ts";
import { precisionOf } from "./kills/precision.ts";
import { findingOf as findingAbout } from "./kills/seen.ts";
import { answerOf, stageOf, unmutated } from "./kills/stage.ts";
import { truthOf } from "./truth/truth.ts";

// falls from 0.48217 to 0.48208 in its first step: less than bfloat16 can tell
const slow = fixture("training/nielsen-neuron");
const honest = (precision: "float64" | "float32" | "bfloat16"): Answer =>
  answerOf(unmutated, slow.question, precisionOf(precision)) as Answer;
const rising = withValue(
  "L@1",
  entry(0, (x) => x + 1e-3),
);

describe("a loss that has to fall", () => {
  test.each(["float64", "float32"] as const)("falls in %s", (precision) => {
    expect(fallingProblems(slow, honest(precision), truthOf(slow, profiles[precision]))).toEqual([]);
  });
  test.each(["float64", "float32"] as const)("and is wrong where it rises in %s", (precision) => {
    const answer = rising(honest(precision));
    const [problem] = fallingProblems(slow, answer, truthOf(slow, profiles[precision]));
    expect(problem.quantity).toMatchObject({
      status: "wrong",
      because: "does not fall from step 0 to step 1",
    });
  });
  test("and is wrong where it is no number", () => {
    const answer = withValue(
      "L@3",
      entry(0, () => Number.NaN),
    )(honest("float64"));
    const [problem] = fallingProblems(slow, answer, truthOf(slow, profiles.float64));
    expect(problem.quantity.because).toBe("does not fall from step 2 to step 3");
  });
});

describe("a fall that is smaller than rounding", () => {
  const answer = honest("bfloat16");
  test("does not show in bfloat16, and accuses nobody", async () => {
    expect(answer.values["L@1"].data[0]).toBe(answer.values["L@0"].data[0]);
    const [problem] = fallingProblems(slow, answer, truthOf(slow, profiles.bfloat16));
    expect(problem.quantity).toMatchObject({ status: "undecided", wrong: 0 });
    expect(problem.quantity.because).toContain("where rounding may hide so small a fall");
    const finding = await findingAbout(stageOf(slow, precisionOf("bfloat16")), answer);
    expect(finding.verdict).not.toBe("violates");
  });
  test("has to show in an engine that claims float64", async () => {
    const [problem] = fallingProblems(slow, answer, truthOf(slow, profiles.float64));
    expect(problem.quantity.status).toBe("wrong");
    expect((await findingOf(slow, rising)).verdict).toBe("violates");
  });
});
