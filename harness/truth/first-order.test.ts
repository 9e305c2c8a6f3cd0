/** A tolerance that is followed to first order says nothing where errors have grown out of it. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { DType } from "../../spec/answer.ts";
import type { TrainingQuestion } from "../../spec/case.ts";
import { fromNested } from "../../spec/tensor.ts";
import { fixtures } from "../fake.ts";
import { caseOf } from "../made.ts";
import { truthOf } from "./truth.ts";

/** One unit whose prediction all but meets its target: the gradient is what rounding leaves of their difference. */
const nearlyMet = (learningRate: number): TrainingQuestion => ({
  kind: "training",
  layers: [{ W: fromNested([[0.5]]), b: fromNested([0.25]), activation: "tanh" }],
  loss: { name: "half_squared_error", reduction: "sum" },
  x: fromNested([[1]]),
  target: fromNested([[Math.tanh(0.75) + 1e-7]]),
  learningRate,
  steps: 2,
  want: { values: ["W1@1", "W1@2", "L@2"], gradients: ["W1@0", "W1@2"] },
});
const boundsOf = (question: TrainingQuestion, dtype: DType) => {
  const { values, gradients } = truthOf(caseOf(question), profiles[dtype]);
  return [...values, ...gradients].map(([name, { bound }]) => [name, bound[0]] as const);
};
const unbounded = (question: TrainingQuestion, dtype: DType) =>
  boundsOf(question, dtype).flatMap(([name, bound]) => (bound < Number.POSITIVE_INFINITY ? [] : [name]));

describe("what is asked after an update that rounding may take anywhere has no bound", () => {
  test("in float32, where 10⁷ times the rounding of a difference is as large as a weight", () => {
    // the update itself is linear in the error: W1@1 is known, and how little
    expect(unbounded(nearlyMet(1e7), "float32")).toEqual(["W1@2", "L@2", "W1@2"]);
    expect(unbounded(nearlyMet(1e7), "float64")).toEqual([]);
  });
  test("and has one with a smaller rate", () => {
    expect(unbounded(nearlyMet(0.5), "float32")).toEqual([]);
    expect(Math.max(...boundsOf(nearlyMet(0.5), "float32").map(([, bound]) => bound))).toBeLessThan(1e-5);
  });
});

test("every training run of the suite is bounded in float64 and float32", () => {
  for (const { question, id } of [...fixtures("training/"), ...fixtures("chapter/update")]) {
    if (question.kind !== "training") continue;
    for (const dtype of ["float64", "float32"] as const) expect(unbounded(question, dtype), id).toEqual([]);
  }
});
