/** The catalogue against the judge and the diagnosis: every bug is seen and called by its name, and what is not in it gets no other. */
import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import { probes } from "../../engine/mutants/probes.ts";
import { nothing, pair, singles, stageOf } from "../campaign/diagnosis.ts";
import { caseOf } from "../made.ts";

/** All of them is the campaign's work: here each family sends one. */
const sample = mutants.filter((_, i) => i % 25 === 5);
const cases = Object.entries(probes).map(([name, question]) => caseOf(question, name));
const [stage, coarse] = [stageOf(cases, "float64"), stageOf(cases, "float32")];

async function outcomes(...[where, options]: [typeof stage, Parameters<typeof singles>[2]]) {
  const found: Record<string, string> = {};
  for await (const { bug, outcome, said } of singles(where, [], options)) found[bug] = `${outcome}: ${said}`;
  return found;
}

describe("the judge", () => {
  test.each(mutants.filter(({ session }) => !session).map((mutant) => [mutant.name, mutant] as const))(
    "finds %s wrong on some probe",
    (_, mutant) => {
      expect(stage.evidence(mutant).some(({ failed }) => failed)).toBe(true);
    },
  );
  test("finds nothing wrong in an engine without a bug", () => {
    for (const one of [stage, coarse])
      expect(one.evidence(nothing).filter(({ failed }) => failed)).toEqual([]);
  });
});

describe("the diagnosis", () => {
  test("leaves a bug that the judge sees its own name alone, or among its equals", async () => {
    for (const said of Object.values(await outcomes(stage, { only: sample })))
      expect(said).toMatch(/^(unique|listed)/);
  });
  test("does so for an engine in float32", async () => {
    const some = sample.filter((_, i) => i % 2 === 0);
    for (const said of Object.values(await outcomes(coarse, { only: some })))
      expect(said).toMatch(/^(unique|listed|unknown)/);
  });
  test("gives a bug that is not in the catalogue no other name", async () => {
    const said = Object.values(await outcomes(stage, { only: sample, without: true }));
    expect(said.filter((one) => one.startsWith("wrong"))).toEqual([]);
    expect(said.filter((one) => /^(unknown|described)/.test(one)).length).toBeGreaterThanOrEqual(
      0.9 * said.length,
    );
  });
  test("names both of two bugs", async () => {
    const [first, second] = ["tanh-slope-one-minus-a", "bias-gradient-averaged"].map((name) =>
      mutants.find((one) => one.name === name),
    );
    if (!first || !second) throw new Error("the catalogue lost them");
    expect((await pair(stage, [], first, second))?.named).toBe(2);
  });
});
