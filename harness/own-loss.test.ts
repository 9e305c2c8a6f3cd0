import { expect, test } from "vitest";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { Engine, Evaluation } from "../spec/answer.ts";
import type { Case, NetworkQuestion } from "../spec/case.ts";
import { lower } from "../spec/lower/index.ts";
import { readFixtures } from "../spec/read/folder.ts";
import type { Answer } from "./judge.ts";
import { ownLossNote } from "./own-loss.ts";

const c = readFixtures("fixtures").cases.find(({ id }) => id === "chapter/sigmoid-3-5-4-2") as Case & {
  question: NetworkQuestion;
};
const reference = referenceEngine();
const graph = lower(c.question);
const right = (await reference.ask(c.question)) as Answer;

/** The reference, with its loss changed when it is evaluated. */
const withLoss = (change: (L: number) => number, own?: string): Engine => ({
  ...reference,
  evaluate: async (question, points): Promise<Evaluation> => {
    const said = await reference.evaluate(question, points);
    if (said.kind === "failed") return said;
    const values = said.values.map(({ L }) => ({
      L: { shape: [], data: Float64Array.of(change(L.data[0])) },
    }));
    return { kind: "evaluated", values, ...(own && { own }) };
  },
});
const scaled = (name: string, factor: number): Answer => ({
  ...right,
  gradients: {
    ...right.gradients,
    [name]: { ...right.gradients[name], data: right.gradients[name].data.map((x) => factor * x) },
  },
});
const note = (engine: Engine, answer: Answer, wrong: boolean) =>
  ownLossNote({ case: c, engine, graph, answer, wrong });

test("nothing is told of an engine whose gradient is the slope of its loss", async () => {
  expect(await note(reference, right, false)).toBeUndefined();
});

test("a loss of twice the slope is told, with the factor and whose loss it is", async () => {
  expect(
    await note(
      withLoss((L) => 2 * L, "train_step"),
      right,
      false,
    ),
  ).toMatch(/reports \(train_step\).* 2 times its gradient/);
});

test("a wrong gradient that is the slope of its own loss comes of another function", async () => {
  expect(await note(reference, right, true)).toMatch(/backward pass is right .* another function/);
});

test("a wrong gradient that is not the slope of its own loss comes of the backward pass", async () => {
  expect(await note(reference, scaled("W2", 3), true)).toMatch(/backward pass is wrong/);
  expect(await note(reference, scaled("W2", 0), true)).toMatch(/backward pass is wrong/);
});

test("of an engine that cannot be evaluated nothing is told", async () => {
  const mute: Engine = {
    ...reference,
    evaluate: async () => ({ kind: "failed", because: "it is not built for this" }),
  };
  expect(await note(mute, scaled("W2", 3), true)).toBeUndefined();
});
