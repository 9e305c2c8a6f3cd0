/** What is seen of a mutant in a case is what a run says of it; of an engine without a bug nothing is seen, and of the suite's bugs each. */
import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { fixture, fixtures } from "../fake.ts";
import { columnOf } from "./column.ts";
import { proofOf } from "./equivalent.ts";
import { precisionNames } from "./names.ts";
import { precisionOf } from "./precision.ts";
import { findingOf, type Seen, seenIn, sightOf } from "./seen.ts";
import { answerOf, type Stage, stageOf, unmutated } from "./stage.ts";

describe("what is seen of a mutant in a case", () => {
  const verdictOf: Readonly<Record<Seen, Seen>> = {
    killed: "killed",
    suspected: "suspected",
    // conforms, in a dialect
    admitted: "unseen",
    unseen: "unseen",
  };
  test.each([
    ["float64", "chapter/relu-at-zero"],
    ["float64", "chapter/bce-clip"],
    ["float64", "chapter/mse"],
    ["float64", "chapter/update-one-step"],
    ["float64", "edges/gelu-erf-into-softmax"],
    ["float64", "graphs/maximum"],
    ["float32", "probes/smooth-2-3-2-half-squares"],
    ["bfloat16", "chapter/sigmoid-from-exp"],
    ["float16", "edges/dead-relu"],
  ] as const)("is what a run says of it: %s, %s", async (precision, id) => {
    const stage = stageOf(fixture(id), precisionOf(precision));
    for (const mutant of mutants.filter((_, i) => i % 19 === 0)) {
      const answer = answerOf(mutant, stage.case.question, stage.precision, stage.graph);
      if (!answer) continue;
      const { seen } = await sightOf(stage, answer);
      expect([mutant.name, verdictOf[seen]]).toEqual([mutant.name, seenIn(await findingOf(stage, answer))]);
    }
  });
});

describe("the suite", () => {
  test.each(precisionNames)("reports nothing of an engine without a bug in %s", async (name) => {
    const precision = precisionOf(name);
    for (const id of [
      ...["probes/smooth-3-4-4-4-2-bce", "edges/tiny-gradients", "chapter/bce-clip"],
      // 65504 is passed in the first two, and a loss falls by less than bfloat16 holds in the third
      ...["chapter/exploding-gradients", "graphs/diamond-of-20", "training/nielsen-neuron"],
    ]) {
      const c = fixture(id);
      const { report, marks } = await columnOf(c, [unmutated], precision);
      expect([id, report]).toEqual([id, undefined]);
      expect(marks.get("unmutated")).toBe("unchanged");
    }
  });
  test("leaves no mutant alive: a sample of the catalogue", async () => {
    const precision = precisionOf("float64");
    const cases = ["probes/", "losses/", "scalars/", "graphs/", "edges/", "chapter/", ""].flatMap(fixtures);
    const stages = new Map<string, Stage>();
    const isKilled = async (mutant: Mutant): Promise<boolean> => {
      for (const c of cases) {
        const stage = stages.get(c.id) ?? stageOf(c, precision);
        stages.set(c.id, stage);
        const answer = answerOf(mutant, c.question, precision, stage.graph);
        if (answer && (await sightOf(stage, answer)).seen === "killed") return true;
      }
      return false;
    };
    const alive: string[] = [];
    for (const mutant of mutants.filter(({ session }, i) => !session && i % 9 === 0))
      if (!(await isKilled(mutant)) && !(await proofOf(mutant, cases, precision))) alive.push(mutant.name);
    expect(alive).toEqual([]);
  });
});
