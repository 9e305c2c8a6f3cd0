import { expect, test } from "vitest";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { Engine } from "../spec/answer.ts";
import type { Case, Loss, NetworkQuestion } from "../spec/case.ts";
import { readFixtures } from "../spec/read/folder.ts";
import { withSquaredError } from "./dialects.ts";
import { examine } from "./examine.ts";
import type { Subject } from "./subject.ts";

const { cases } = readFixtures("fixtures");
const reference = referenceEngine();
const of = (id: string) => cases.find((c) => c.id === id) as Case & { question: NetworkQuestion };
/** One, one and two outputs: with one, a mean over entries is a mean over samples. */
const [one, two] = [of("chapter/xor-first-gradients"), of("chapter/sigmoid-3-4-2")];

/** Differentiates its own squared error, whatever is asked, and cannot name it. */
async function unnamed(lossOf: (question: NetworkQuestion) => Loss): Promise<Subject> {
  const engine: Engine = {
    ...reference,
    ask: async (q) => {
      const question = q as NetworkQuestion;
      const meant = { ...question, loss: { ...question.loss, ...lossOf(question) } };
      const answer = await reference.ask(meant);
      if (answer.kind !== "answered") return answer;
      const { L: _, ...values } = answer.values;
      return { ...answer, values, unavailable: { L: "it does not show its loss" } };
    },
    evaluate: async () => ({ kind: "failed", because: "not built for this" }),
  };
  return {
    engine,
    // it shows no loss, so that it holds no profile
    description: {
      ...(await reference.describe()),
      profiles: [],
      squaredError: "unnamed",
      evaluates: false,
    },
    spec: "fake",
  };
}
const mean: Loss = { name: "mse", reduction: "mean" };
const batchmean: Loss = { name: "mse", reduction: "batchmean" };

async function verdicts(subject: Subject, order: readonly Case[]) {
  const found = [];
  for (const c of order) found.push((await examine(c, subject)).verdict);
  return found;
}

test.each([[[one, two]], [[two, one]], [[one, two, one]], [[two, two, one]]])(
  "a squared error that cannot be named is right in every order of cases, as long as it is one (%#)",
  async (order) => {
    expect(new Set(await verdicts(await unnamed(() => mean), order))).toEqual(new Set(["conforms"]));
    expect(new Set(await verdicts(await unnamed(() => batchmean), order))).toEqual(new Set(["conforms"]));
  },
);

test("one squared error here and another there is none", async () => {
  const fickle = () =>
    unnamed(({ target }) =>
      target.shape[0] === 1 ? { name: "half_squared_error", reduction: "sum" } : mean,
    );
  // with more outputs than one it means the mean of squares: held to that, whichever case comes first
  expect(await verdicts(await fickle(), [one, two])).toEqual(["violates", "conforms"]);
  expect(await verdicts(await fickle(), [two, one])).toEqual(["conforms", "violates"]);
});

test("a squared error that is the same number keeps what its fixture says of numbers, and another does not", () => {
  const oneSample = of("networks/brownlee-2-1-2");
  expect(oneSample.question.loss.reduction).toBe("sum");
  expect(withSquaredError(oneSample, { name: "half_squared_error", reduction: "sum" })).toBe(oneSample);
  expect(withSquaredError(oneSample, { name: "half_squared_error", reduction: "batchmean" })).toBe(oneSample);
  expect(withSquaredError(oneSample, { name: "mse", reduction: "sum" }).certified).toBeUndefined();
  expect(withSquaredError(two, { name: "half_squared_error", reduction: "sum" }).certified).toBeUndefined();
});
