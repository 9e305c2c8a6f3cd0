import { expect, test } from "vitest";
import { mutants } from "../engine/mutants/index.ts";
import { runMutant } from "../engine/mutants/run.ts";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import type { Case } from "../spec/case.ts";
import { readFixtures } from "../spec/read/folder.ts";
import { judgeQuantities } from "./judge.ts";
import { outputOf } from "./telling.ts";
import type { Truth } from "./truth/known.ts";
import { truthOf } from "./truth/truth.ts";

const { cases } = readFixtures("fixtures");
const byName = new Map(mutants.map((mutant) => [mutant.name, mutant]));
/** A thousand updates for every guard would take longer than all other tests. */
const mostSteps = 100;
const judged = cases.filter(({ question }) => question.kind !== "training" || question.steps <= mostSteps);

const truths = new Map<Case, Truth>();
/** Once for all guards of a case. */
function truthAbout(c: Case): Truth {
  const truth = truths.get(c) ?? truthOf(c, profiles.float64);
  truths.set(c, truth);
  return truth;
}

/** Whether the mutant's answer to the case is wrong; undefined where it has no place to be. */
function isKilled(c: Case, name: string): boolean | undefined {
  const mutant = byName.get(name);
  const answer = mutant && runMutant(mutant, c.question);
  if (!answer) return undefined;
  const all = judgeQuantities(c, { kind: "answered", ...answer }, truthAbout(c), outputOf(c.question));
  return all.some(({ quantity: { status } }) => status === "wrong");
}

test("every case guards against a bug of the catalogue", () => {
  const strange = cases.flatMap(({ id, guards }) =>
    guards.filter((name) => !byName.has(name)).map((name) => `${id}: ${name}`),
  );
  expect(strange).toEqual([]);
});

test("every guard is kept: its bug gives wrong numbers in the case", () => {
  const idle = judged.flatMap((c) =>
    c.guards.filter((name) => !isKilled(c, name)).map((name) => `${c.id}: ${name}`),
  );
  expect(idle).toEqual([]);
});

test("a bug that the case cannot show is no guard of it", () => {
  // one sample: nothing to forget to divide by
  const c = cases.find(({ id }) => id === "chapter/network-2-3-1") as Case;
  expect(isKilled(c, "batch-mean-forgotten")).not.toBe(true);
  expect(isKilled(c, "no-such-bug")).toBeUndefined();
});
