/** The catalogue against the judge and the diagnosis: every bug is seen and called by its name, and what is not in it gets no other. */
import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { probes } from "../../engine/mutants/probes.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Observation } from "../../spec/answer.ts";
import type { Case, Question } from "../../spec/case.ts";
import { caseOf } from "../campaign/networks.ts";
import { examine } from "../examine.ts";
import { fakeEngine, subjectOf } from "../fake.ts";
import { type Answer, judgeQuantities } from "../judge.ts";
import { graphOf, outputOf } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";
import { bugsInAll, diagnose } from "./bug.ts";

const stage = Object.entries(probes).map(([name, question]) => {
  const c: Case = caseOf(question, name);
  return { c, graph: graphOf(question), truth: truthOf(c, profiles.float64), output: outputOf(question) };
});
type Scene = (typeof stage)[number];

/** The probes on which the judge finds a mutant's numbers wrong. */
const seen = new Map(
  mutants.map((mutant) => [
    mutant.name,
    stage.flatMap((scene) => {
      const answered = runMutant(mutant, scene.c.question, { graph: scene.graph });
      if (!answered) return [];
      const answer: Answer = { kind: "answered", ...answered };
      const judged = judgeQuantities(scene.c, answer, scene.truth, scene.output);
      return judged.some(({ quantity }) => quantity.status === "wrong") ? [{ scene, answer }] : [];
    }),
  ]),
);
const named = ({ scene, answer }: { scene: Scene; answer: Answer }, library: readonly Mutant[] = mutants) =>
  diagnose(scene.c, scene.graph, answer, scene.truth, library)?.name.split(" or ") ?? [];

describe("the judge", () => {
  test.each(mutants.map(({ name }) => name))("finds %s wrong on some probe", (name) => {
    expect(seen.get(name)).not.toEqual([]);
  });
  test("finds nothing wrong in an engine without a bug", () => {
    for (const { c, graph, truth, output } of stage) {
      const right = runMutant({ ...mutants[0], sabotage: () => ({}) }, c.question, { graph });
      const judged = judgeQuantities(c, { kind: "answered", ...right } as Answer, truth, output);
      expect(judged.filter(({ quantity }) => quantity.status === "wrong")).toEqual([]);
    }
  });
  test.each([
    ["batch-mean-twice", "network 2"],
    ["softmax-jacobian-diagonal-only", "network 4"],
    ["recursion-repeats-partial-sums", "graph 1"],
    ["inner-derivative-forgotten", "chain"],
  ])("says that %s violates, on two witnesses", async (name, probe) => {
    const mutant = mutants.find((one) => one.name === name) as Mutant;
    const respond = (question: Question) =>
      ({ kind: "answered", ...runMutant(mutant, question) }) as Observation;
    const finding = await examine(caseOf(probes[probe], probe), subjectOf(fakeEngine(respond)));
    expect(finding.verdict).toBe("violates");
    expect(finding.diagnosis?.name.split(" or ")).toContain(name);
  });
});

describe("the diagnosis", () => {
  // float32 and float16 inside round anew: their numbers are never another run's
  const deterministic = mutants.filter(({ name }) => !/-inside$/.test(name));

  test("names every bug that the judge sees, alone or among its equals", () => {
    const unnamed = deterministic.filter(
      ({ name }) => !(seen.get(name) ?? []).every((one) => named(one).includes(name)),
    );
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });
  test("leaves one name where the probes are taken together", () => {
    const several = deterministic.filter(({ name }) => {
      const findings = (seen.get(name) ?? []).map((one) => ({
        diagnosis: { name: named(one).join(" or "), story: "", evidence: "" },
      }));
      return bugsInAll(findings).join() !== name;
    });
    console.log(
      "several names left:",
      several.map(({ name }) => name),
    );
    expect(several.length).toBeLessThanOrEqual(0.1 * deterministic.length);
  });
  test("gives a bug that is not in the catalogue no other bug's name, or only one with the same numbers there", () => {
    const wrong: string[] = [];
    let told = 0;
    for (const { name } of deterministic) {
      for (const one of (seen.get(name) ?? []).slice(0, 2)) {
        told++;
        const others = named(
          one,
          mutants.filter((mutant) => mutant.name !== name),
        ).filter((other) => other !== "constant-factor");
        if (others.length > 0) wrong.push(`${name} on ${one.scene.c.id}: ${others.join(" or ")}`);
      }
    }
    console.log(told, wrong);
    expect(wrong.length).toBeLessThanOrEqual(0.1 * told);
  });
  test("finds what is common to findings", () => {
    const finding = (name: string) => ({ diagnosis: { name, story: "", evidence: "" } });
    expect(bugsInAll([finding("a or b"), finding("b or c"), {}])).toEqual(["b"]);
    expect(bugsInAll([finding("a"), finding("b")])).toEqual([]);
    expect(bugsInAll([{}])).toEqual([]);
  });
});
