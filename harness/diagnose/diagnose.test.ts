/** A known bug is called by its name and found where it starts; an unknown one is never given a name. */
import { describe, expect, test } from "vitest";
import { both } from "../../engine/mutants/both.ts";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { vjps } from "../../engine/reference/vjps/index.ts";
import type { Rule } from "../../engine/reference/vjps/rule.ts";
import type { NetworkQuestion, Question } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import type { Diagnosis } from "../../spec/report.ts";
import type { Tensor } from "../../spec/tensor.ts";
import {
  diagnosisOf,
  entry,
  everyGradient,
  findingOf,
  fixture,
  times,
  withGradient,
  withValue,
} from "../fake.ts";
import type { Answer } from "../judge.ts";
import { backwardOrder, fedBy } from "./first-wrong.ts";

const branch = fixture("chapter/cross-entropy-branch");
const graph = lower(branch.question as NetworkQuestion);

/** Every gradient that the tape gives when the rule of one node is another. */
function sabotaged(out: Name, wrong: (own: Rule) => Rule): (answer: Answer) => Answer {
  return (answer) => {
    const { gradients } = sweep(graph, float64, {
      wanted: Object.keys(answer.gradients),
      ruleOf: (node) => (node.out === out ? wrong(vjps[node.op]) : vjps[node.op]),
    });
    return everyGradient((_, name) => gradients.get(name) as Tensor)(answer);
  };
}
const twice = ([own]: Rule): Rule => [(pass) => own({ ...pass, g: own(pass) })];
const without =
  (...names: Name[]) =>
  (answer: Answer): Answer => ({
    ...answer,
    gradients: Object.fromEntries(Object.entries(answer.gradients).filter(([name]) => !names.includes(name))),
  });
const shown = ["W1", "b1", "W2", "b2"];
const onlyParameters = (answer: Answer): Answer =>
  without(...Object.keys(answer.gradients).filter((name) => !shown.includes(name)))(answer);

const bugsOf = (diagnosis: Diagnosis | undefined): readonly (readonly string[])[] =>
  (diagnosis?.suspects ?? []).map(({ bugs }) => bugs.map(({ name }) => name));
/** The bug's numbers for the branch, and right ones for every other question. */
const inBranch =
  (change: (answer: Answer) => Answer) =>
  (answer: Answer, question: Question): Answer =>
    JSON.stringify(question) === JSON.stringify(branch.question) ? change(answer) : answer;
/** An engine with a bug of the catalogue. */
const engineWith =
  (name: string) =>
  (answer: Answer, question: Question): Answer => {
    const mutant = mutants.find((one) => one.name === name) as Mutant;
    return { ...answer, ...runMutant(mutant, question) };
  };
const several = [
  "chapter/cross-entropy-branch",
  "chapter/network-2-3-1",
  "probes/smooth-2-3-2-mse",
  "probes/exact-2-3-3-2",
  "probes/smooth-3-4-4-4-2-bce",
].map(fixture);

describe("the chapter's cross-entropy branch, σ′ on top of a − t", () => {
  const bug = sabotaged("a2", twice);
  test("starts at ∂L/∂z2, which is inferred where it is not shown", async () => {
    const finding = await findingOf(branch, (answer) => onlyParameters(bug(answer)));
    expect(finding.verdict).toBe("violates");
    expect(finding.firstWrong).toMatchObject({
      name: "z2",
      kind: "gradient",
      label: "∂L/∂z2",
      orAt: ["∂L/∂W2", "∂L/∂b2"],
    });
  });
  test("is seen directly where it is shown", async () => {
    const finding = await findingOf(branch, bug);
    expect(finding.firstWrong).toMatchObject({ name: "z2", orAt: [] });
    expect(finding.firstWrong?.before).toContain("∂L/∂a2");
  });
  test("is named, by its numbers in every failing case", async () => {
    const diagnosis = await diagnosisOf(several, engineWith("sigmoid-slope-on-top-of-cross-entropy"));
    expect(bugsOf(diagnosis)).toEqual([["sigmoid-slope-on-top-of-cross-entropy"]]);
    expect(diagnosis?.suspects[0].explains).toContain("chapter/cross-entropy-branch");
    expect(diagnosis?.suspects[0].evidence).toMatch(/^matches (\d) of \1 failing cases to 1\d digits/);
    expect(diagnosis?.unexplained).toEqual([]);
  });
  test("is not named after one gradient that does not fit", async () => {
    const diagnosis = await diagnosisOf(
      [branch],
      inBranch((answer) =>
        withGradient(
          "b1",
          entry(0, (x) => x * 1.01),
        )(onlyParameters(bug(answer))),
      ),
    );
    expect(bugsOf(diagnosis).flat()).not.toContain("sigmoid-slope-on-top-of-cross-entropy");
    expect(diagnosis?.unexplained).toEqual([branch.id]);
    expect(diagnosis?.startsAt).toContain("∂L/∂z2");
    expect(diagnosis?.nearest[0].bug.name).toBe("sigmoid-slope-on-top-of-cross-entropy");
  });
});

describe("a diagnosis", () => {
  test("is none where nothing is wrong", async () => {
    expect(await diagnosisOf(several, (answer) => answer)).toBeUndefined();
  });
  test("asks one question more where one case leaves several bugs possible", async () => {
    const alone = await diagnosisOf([fixture("chapter/network-2-3-1")], engineWith("batch-mean-twice"));
    const engine = engineWith("activation-derivative-forgotten");
    const one = await diagnosisOf([fixture("chapter/sigmoid-3-4-2")], engine);
    expect(alone).toBeUndefined();
    expect(bugsOf(one)).toEqual([["activation-derivative-forgotten"]]);
  });
  test("does not name a bug that a passing case would have shown", async () => {
    const id = "probes/smooth-2-3-2-mse";
    const bug = engineWith("activation-derivative-forgotten");
    const question = JSON.stringify(fixture(id).question);
    // wrong in this case only: its network has a way of its own
    const diagnosis = await diagnosisOf(several, (answer, q) =>
      JSON.stringify(q) === question ? bug(answer, q) : answer,
    );
    expect(bugsOf(diagnosis).flat()).not.toContain("activation-derivative-forgotten");
    expect(diagnosis?.unexplained).toEqual([id]);
  });
  test("names both of two bugs in one engine", async () => {
    const [first, second] = ["tanh-slope-one-minus-a", "bias-gradient-averaged"].map(
      (name) => mutants.find((one) => one.name === name) as Mutant,
    );
    const cases = [...several, fixture("probes/tanh-square-blocks")];
    const diagnosis = await diagnosisOf(cases, (answer, q) => ({
      ...answer,
      ...runMutant(both(first, second), q),
    }));
    expect(bugsOf(diagnosis).flat().toSorted()).toEqual([second.name, first.name]);
    expect(diagnosis?.unexplained).toEqual([]);
  });
});

describe("where a wrong answer starts", () => {
  test("the first wrong value comes before any gradient", async () => {
    const finding = await findingOf(branch, (answer) =>
      everyGradient(times(3))(withValue("L", times(2))(answer)),
    );
    expect(finding.firstWrong).toMatchObject({ kind: "value", name: "L" });
  });
  test("a gradient that feeds nothing is alone to blame", async () => {
    const finding = await findingOf(branch, withGradient("W1", times(1.5)));
    expect(finding.firstWrong).toMatchObject({ name: "W1", orAt: [] });
  });
  test("of all that is wrong, what the cotangent passes first", async () => {
    const finding = await findingOf(branch, (answer) =>
      onlyParameters(everyGradient((x, name) => (/1$/.test(name) ? times(1.5)(x) : x))(answer)),
    );
    // W2 and b2 are right, so z2 is; W1 and b1 both hang on z1
    expect(finding.firstWrong).toMatchObject({ name: "z1", orAt: ["∂L/∂W1", "∂L/∂b1"] });
  });
  test("cotangents are complete in the order L, a2, z2, …, x", () => {
    const order = backwardOrder(graph);
    const at = (name: Name) => order.indexOf(name);
    expect(order[0]).toBe("L");
    for (const [first, then] of [
      ["a2", "z2"],
      ["z2", "W2"],
      ["z2", "b2"],
      ["z2", "a1"],
      ["a1", "z1"],
      ["z1", "W1"],
      ["z1", "x"],
    ]) {
      expect(at(first)).toBeLessThan(at(then));
    }
    expect(order.some((name) => name.includes("/"))).toBe(false);
  });
  test("z2 feeds W2, a1 and b2", () => {
    expect(fedBy(graph, "z2").toSorted()).toEqual(["W2", "a1", "b2"]);
  });
});

describe("a constant factor is named", () => {
  test.each([
    [-1, "sign-of-the-error"],
    [2, "factor-two-too-many"],
    [3.7, "constant-factor"],
  ])("%d: %s", async (factor, name) => {
    const diagnosis = await diagnosisOf(several, everyGradient(times(factor)));
    expect(bugsOf(diagnosis)).toEqual([[expect.stringContaining(name)]]);
  });
  test("and is none where one gradient has another factor", async () => {
    const diagnosis = await diagnosisOf(several, (answer) =>
      "b2" in answer.gradients
        ? withGradient("b2", times(4))(everyGradient(times(1.7))(answer))
        : everyGradient(times(1.7))(answer),
    );
    expect(bugsOf(diagnosis).flat().join()).not.toContain("constant-factor");
  });
});
