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
import { bugsInAll, diagnose, matchingMutants } from "./bug.ts";

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
      const wrong = judged.filter(({ quantity }) => quantity.status === "wrong");
      const gradient = wrong.some(({ quantity }) => quantity.kind === "gradient");
      return wrong.length > 0 ? [{ scene, answer, gradient }] : [];
    }),
  ]),
);

/** Difference quotients take as long as all other bugs together: only their own answers are held against them. */
const isSlow = (name: string): boolean => name.endsWith("-differences-returned");
// float32 and float16 inside round anew: their numbers are never another run's
const isNoisy = (name: string): boolean => name.endsWith("-inside");

interface Diagnosed {
  readonly scene: Scene;
  readonly answer: Answer;
  readonly matching: readonly Mutant[];
}
/** Every bug on its first probes with a wrong gradient, and the bugs of the catalogue that have the same numbers there. */
const diagnosed = new Map(
  mutants
    .filter(({ name }) => !isNoisy(name))
    .map(({ name }): [string, readonly Diagnosed[]] => [
      name,
      (seen.get(name) ?? [])
        .filter(({ gradient }) => gradient)
        .slice(0, 3)
        .map(({ scene, answer }) => {
          const library = mutants.filter((mutant) => mutant.name === name || !isSlow(mutant.name));
          const matching = matchingMutants(scene.c, scene.graph, answer, scene.truth, library);
          return { scene, answer, matching };
        }),
    ]),
);
/** What is told with these bugs as the whole catalogue. */
const named = ({ scene, answer, matching }: Diagnosed, without = ""): readonly string[] => {
  const library = matching.filter(({ name }) => name !== without);
  return diagnose(scene.c, scene.graph, answer, scene.truth, library)?.name.split(" or ") ?? [];
};

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
  const share = (part: number) => part * diagnosed.size;
  test("names every bug that the judge sees, alone or among its equals", () => {
    const unnamed = [...diagnosed].filter(([name, all]) => !all.every((one) => named(one).includes(name)));
    expect(unnamed.map(([name]) => name)).toEqual([]);
  });
  test("leaves one name for most bugs where their probes are taken together", () => {
    const several = [...diagnosed].filter(([name, all]) => {
      const findings = all.map((one) => ({
        diagnosis: { name: named(one).join(" or "), story: "", evidence: "" },
      }));
      return bugsInAll(findings).join() !== name;
    });
    expect(several.length).toBeLessThanOrEqual(share(0.1));
  });
  test("gives a bug that is not in the catalogue another name only where that one has the same numbers", () => {
    const wrong = [...diagnosed].flatMap(([name, all]) => {
      const others = all.slice(0, 1).flatMap((one) => named(one, name));
      return others.some((other) => other !== "constant-factor") ? [`${name}: ${others.join(" or ")}`] : [];
    });
    expect(wrong.length).toBeLessThanOrEqual(share(0.1));
  });
  test("finds what is common to findings", () => {
    const finding = (name: string) => ({ diagnosis: { name, story: "", evidence: "" } });
    expect(bugsInAll([finding("a or b"), finding("b or c"), {}])).toEqual(["b"]);
    expect(bugsInAll([finding("a"), finding("b")])).toEqual([]);
    expect(bugsInAll([{}])).toEqual([]);
  });
});
