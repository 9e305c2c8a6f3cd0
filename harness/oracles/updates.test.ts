import { expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case, TrainingQuestion } from "../../spec/case.ts";
import { fixture } from "../fake.ts";
import { truthOf } from "../truth/truth.ts";
import { dualNumbers } from "./dual.ts";
import type { Scene } from "./oracle.ts";
import { estimatesOfUpdates } from "./updates.ts";

const recorded = fixture("training/three-steps-of-tanh") as Case & { question: TrainingQuestion };
const c: Case = { ...recorded, certified: undefined };
const sceneOf = (one: Case): Scene => ({
  case: one,
  suspects: new Map(),
  truth: truthOf(one, profiles.float64),
});

test("a short run with no recorded number is recomputed in 64 digits, and bears the truth out", async () => {
  const scene = sceneOf(c);
  expect(dualNumbers.scope(scene)).toBe("in");
  const estimates = await dualNumbers.estimate(scene);
  let compared = 0;
  for (const kind of ["values", "gradients"] as const) {
    for (const [name, known] of scene.truth[kind]) {
      const estimate = estimates[kind].get(name);
      expect(estimate?.shape).toEqual(known.shape);
      known.hi.forEach((x, k) => {
        const difference = Math.abs(
          (estimate?.hi[k] ?? Number.NaN) - x + (estimate?.lo[k] ?? 0) - known.lo[k],
        );
        expect(difference).toBeLessThanOrEqual(
          (estimate?.error[k] ?? 0) + known.own[k] + 2 ** -100 * Math.abs(x),
        );
        compared++;
      });
    }
  }
  expect(compared).toBeGreaterThan(20);
});
test("another learning rate is another run", async () => {
  const other = {
    ...c,
    question: { ...recorded.question, learningRate: recorded.question.learningRate * 1.01 },
  };
  const { values } = await estimatesOfUpdates({ ...sceneOf(other), truth: sceneOf(c).truth });
  const [mine, due] = [values.get("W1@3"), sceneOf(c).truth.values.get("W1@3")];
  expect(Math.abs((mine?.hi[0] ?? 0) - (due?.hi[0] ?? 0))).toBeGreaterThan(1e-5);
});
test("a run with recorded numbers is left to them, and a long one to `certify`", () => {
  expect(dualNumbers.scope(sceneOf(recorded))).toMatchObject({ out: expect.stringContaining("certify") });
  const long = { ...c, question: { ...recorded.question, steps: 100_000 } };
  expect(dualNumbers.scope({ ...sceneOf(c), case: long })).toMatchObject({
    out: "100000 updates are too many for 64-digit arithmetic",
  });
});
