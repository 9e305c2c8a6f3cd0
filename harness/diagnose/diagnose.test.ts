/** A known bug is called by its name and found where it starts; an unknown one is never given a name. */
import { describe, expect, test } from "vitest";
import { float64 } from "../../engine/numbers/float64.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { vjps } from "../../engine/reference/vjps/index.ts";
import type { Rule } from "../../engine/reference/vjps/rule.ts";
import type { NetworkQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { randomFrom } from "../campaign/random.ts";
import { entry, everyGradient, findingOf, fixture, times, withGradient, withValue } from "../fake.ts";
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

describe("the chapter's cross-entropy branch, σ′ on top of a − t", () => {
  const bug = sabotaged("a2", twice);
  test("is named, and starts at ∂L/∂z2, which is inferred where it is not shown", async () => {
    const finding = await findingOf(branch, (answer) => onlyParameters(bug(answer)));
    expect(finding.verdict).toBe("violates");
    expect(finding.diagnosis?.name).toBe("sigmoid-slope-on-top-of-cross-entropy");
    expect(finding.firstWrong).toMatchObject({
      name: "z2",
      kind: "gradient",
      label: "∂L/∂z2",
      inferred: true,
    });
  });
  test("is seen directly where it is shown", async () => {
    const finding = await findingOf(branch, bug);
    expect(finding.diagnosis?.name).toBe("sigmoid-slope-on-top-of-cross-entropy");
    expect(finding.firstWrong).toMatchObject({ name: "z2", inferred: false });
    expect(finding.firstWrong?.before).toContain("∂L/∂a2");
  });
  test("is not named after one gradient that does not fit", async () => {
    const finding = await findingOf(branch, (answer) =>
      withGradient(
        "b1",
        entry(0, (x) => x * 1.01),
      )(onlyParameters(bug(answer))),
    );
    expect(finding.verdict).toBe("violates");
    expect(finding.diagnosis).toBeUndefined();
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
    expect(finding.firstWrong).toMatchObject({ name: "W1", inferred: false });
  });
  test("of all that is wrong, what the cotangent passes first", async () => {
    const finding = await findingOf(branch, (answer) =>
      onlyParameters(everyGradient((x, name) => (/1$/.test(name) ? times(1.5)(x) : x))(answer)),
    );
    // W2 and b2 are right, so z2 is; W1 and b1 both hang on z1
    expect(finding.firstWrong).toMatchObject({ name: "z1", inferred: true });
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

describe("a constant factor is named by its cause", () => {
  // 5 samples, 2 outputs
  test.each([
    [-1, "reverses the sign"],
    [2, "doubles every gradient"],
    [0.5, "halves every gradient"],
    [5, "forgets to divide by the 5 samples"],
    [1 / 5, "divides by the 5 samples of the batch once too often"],
    [3.7, "3.7 times every gradient"],
  ])("%d: %s", async (factor, story) => {
    const finding = await findingOf(branch, everyGradient(times(factor)));
    expect(finding.diagnosis?.story).toContain(story);
  });
  test("is none where one gradient has another factor", async () => {
    const finding = await findingOf(branch, (answer) =>
      withGradient("b2", times(4))(everyGradient(times(1.7))(answer)),
    );
    expect(finding.verdict).toBe("violates");
    expect(finding.diagnosis).toBeUndefined();
  });
});

describe("an unknown bug gets no name", () => {
  test.each([1, 2, 3, 4, 5])("noise on every gradient, seed %d", async (seed) => {
    const random = randomFrom(seed);
    const noisy = everyGradient(({ shape, data }) => ({
      shape,
      data: data.map((x) => x * random.between(0.5, 1.5)),
    }));
    const finding = await findingOf(branch, (answer) => onlyParameters(noisy(answer)));
    expect(finding.verdict).toBe("violates");
    expect(finding.diagnosis).toBeUndefined();
  });
  test("nor does a right answer", async () => {
    const finding = await findingOf(branch);
    expect(finding.verdict).toBe("conforms");
    expect(finding.diagnosis).toBeUndefined();
    expect(finding.firstWrong).toBeUndefined();
  });
});
