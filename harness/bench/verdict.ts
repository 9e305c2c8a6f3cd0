/** The verdict on a classifier whose engine has already answered: what is left is our part of the wait. */
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { referenceEngine } from "../../engine/reference/engine.ts";
import type { Engine } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import { examine } from "../examine.ts";
import { type Answer, judgeQuantities, verdictOf } from "../judge.ts";
import { truthOf } from "../truth/truth.ts";
import { classifier } from "./classifier.ts";

export interface Tried {
  readonly count: number;
  /** Truth, tolerance, and every entry held against them. */
  judge(): void;
  /** The whole of what a run does with a case: witnesses and notes too. */
  examine(): Promise<void>;
}

/** Says what it was given, at once, and has no forward pass to ask. */
const instant = (answer: Answer): Engine => ({
  describe: async () => ({ name: "instant", dtype: "float64", evaluates: false }),
  ask: async () => answer,
  evaluate: async () => ({ kind: "failed", because: "it has no forward pass" }),
  close: async () => {},
});

/** The reference engine's own answer, tried. Both ways throw where it does not conform: a fast failure is no good time. */
export async function tried(sizes: readonly number[], samples: number): Promise<Tried> {
  const { question, count } = classifier(sizes, samples);
  const id = `bench/${sizes.join("-")}`;
  const c: Case = {
    ...{ id, title: id, clause: "BACK-1", source: {}, question },
    ...{ accepts: {}, literals: {}, guards: [], points: 1, file: "harness/bench", line: 1 },
  };
  const answer = await referenceEngine().ask(question);
  if (answer.kind !== "answered") throw new Error(`the reference engine ${answer.kind} ${id}`);
  const engine = instant(answer);
  const subject = { engine, description: await engine.describe(), spec: "instant" };
  const insist = (verdict: string): void => {
    if (verdict !== "conforms") throw new Error(`${id}: ${verdict}`);
  };
  return {
    count,
    judge: () => insist(verdictOf(judgeQuantities(c, answer, truthOf(c, profiles.float64), "L"), [], false)),
    examine: async () => insist((await examine(c, subject)).verdict),
  };
}
