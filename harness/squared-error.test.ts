import { expect, test } from "vitest";
import { mutants } from "../engine/mutants/index.ts";
import type { Mutant } from "../engine/mutants/mutant.ts";
import { runMutant } from "../engine/mutants/run.ts";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { Description, Engine, Observation } from "../spec/answer.ts";
import type { Loss, NetworkQuestion, Question } from "../spec/case.ts";
import { filled } from "../spec/tensor.ts";
import { squaredErrors } from "./dialects.ts";
import { examine } from "./examine.ts";
import { caseOf } from "./made.ts";
import { askSquaredError } from "./squared-error.ts";
import type { Subject } from "./subject.ts";

const reference = referenceEngine();
const named = (name: string) => mutants.find((mutant) => mutant.name === name) as Mutant;

/** Means this squared error, whatever is asked, and shows no L. */
function subjectOf(loss: Loss, bug?: Mutant, outputs = Number.POSITIVE_INFINITY): Subject {
  const ask = async (q: Question): Promise<Observation> => {
    const question = { ...(q as NetworkQuestion), loss };
    if (question.target.shape[0] > outputs) return { kind: "unsupported", what: "several outputs" };
    const answer = bug ? runMutant(bug, question) : ((await reference.ask(question)) as object);
    const unavailable = { L: "it shows no loss" };
    return { kind: "answered", gradients: {}, ...answer, values: {}, unavailable };
  };
  const engine: Engine = {
    ...reference,
    ask,
    evaluate: async () => ({ kind: "failed", because: "not built for this" }),
  };
  const description: Description = {
    name: "fake",
    dtype: "float64",
    evaluates: false,
    squaredError: "unnamed",
  };
  return { engine, description, spec: "fake" };
}

test("each squared error is told from all others by what it answers", async () => {
  for (const loss of squaredErrors) expect(await askSquaredError(subjectOf(loss))).toEqual([loss]);
});
test("of one output a mean is a mean over samples, and both are left", async () => {
  for (const loss of squaredErrors) {
    const found = await askSquaredError(subjectOf(loss, undefined, 1));
    expect(found).toContainEqual(loss);
    expect(found).toHaveLength(loss.reduction === "sum" ? 1 : 2);
  }
});
test.each([
  ...["sign-of-the-error", "batch-mean-twice", "bias-gradient-averaged"],
  ...["sigmoid-slope-at-the-activation", "first-layer-frozen", "last-sample-only"],
])("it is found beside a bug: %s", async (name) => {
  const averaged = squaredErrors.filter(({ reduction }) => reduction !== "sum");
  for (const loss of averaged) expect(await askSquaredError(subjectOf(loss, named(name)))).toEqual([loss]);
});
test("what no squared error explains, with a bug or without, is none", async () => {
  const spoilt: Mutant = {
    ...named("sign-of-the-error"),
    sabotage: () => ({ after: (all) => new Map([...all].map(([n, g]) => [n, filled(g.shape, 0.1234)])) }),
  };
  expect(await askSquaredError(subjectOf(squaredErrors[0], spoilt))).toEqual([]);
});
test("an engine that answers nothing is not read", async () => {
  expect(await askSquaredError(subjectOf(squaredErrors[0], undefined, 0))).toBeUndefined();
});

/** As many samples as make another squared error of it. */
async function verdictOf(subject: Subject, asked: Loss) {
  const sample = filled([2, 4], 0.5);
  const question: NetworkQuestion = {
    kind: "network",
    layers: [{ W: filled([3, 2], 0.25), b: filled([3], 0.125), activation: "sigmoid" }],
    loss: asked,
    x: sample,
    target: filled([3, 4], 0.75),
    want: { values: [], gradients: ["W1", "b1"] },
  };
  return (await examine(caseOf(question), subject)).verdict;
}
test("a wrong number that another squared error would give by a coincidence of sizes does not conform", async () => {
  const [half, mse] = squaredErrors;
  // four samples of two features: (p − t)/2 is 2(p − t)/4
  const wrong = subjectOf(half, named("features-counted-as-samples"));
  expect(await verdictOf(wrong, half)).toBe("violates");
  expect(await verdictOf(wrong, mse)).toBe("inconclusive");
  expect(await verdictOf(subjectOf(mse), half)).toBe("conforms");
  expect(await verdictOf(subjectOf(half), mse)).toBe("conforms");
});

test("L of the loss that is asked is right beside gradients of another one, and a wrong L is wrong", async () => {
  const [half, , mean] = squaredErrors;
  const c = caseOf({
    kind: "network",
    layers: [{ W: filled([3, 2], 0.25), b: filled([3], 0.125), activation: "sigmoid" }],
    loss: mean,
    x: filled([2, 4], 0.5),
    target: filled([3, 4], 0.75),
    want: { values: ["L"], gradients: ["W1", "b1"] },
  });
  const telling = (factor: number): Subject => {
    const subject = subjectOf(half);
    const ask = async (q: Question): Promise<Observation> => {
      const [gradients, asked] = [await subject.engine.ask(q), await reference.ask(q)];
      if (gradients.kind !== "answered" || asked.kind !== "answered" || !asked.values.L) return gradients;
      const L = { shape: [], data: asked.values.L.data.map((x) => factor * x) };
      return { kind: "answered", gradients: gradients.gradients, values: { L } };
    };
    return { ...subject, engine: { ...subject.engine, ask } };
  };
  expect((await examine(c, telling(1))).verdict).toBe("conforms");
  expect((await examine(c, telling(1.3))).verdict).toBe("violates");
});
