/** Each operation held against the engine's own numbers. */
import { expect, test } from "vitest";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { Case, GraphQuestion, NetworkQuestion } from "../spec/case.ts";
import { lower } from "../spec/lower/index.ts";
import { readFixtures } from "../spec/read/folder.ts";
import { scalar } from "../spec/tensor.ts";
import { type Answer, judgeQuantities } from "./judge.ts";
import { localProblems } from "./local.ts";
import { caseOf } from "./made.ts";
import { truthOf } from "./truth/truth.ts";

const { cases } = readFixtures("fixtures");
const c = cases.find(({ id }) => id === "chapter/sigmoid-3-5-4-2") as Case & { question: NetworkQuestion };
const graph = lower(c.question);
const truth = truthOf(c, profiles.float64);
const answer = (await referenceEngine().ask(c.question)) as Answer;

/** The answer with one gradient entry moved by a share of its tolerance. */
function moved(name: string, entry: number, share: number): Answer {
  const x = answer.gradients[name];
  const data = x.data.slice();
  data[entry] += share * (truth.gradients.get(name)?.bound[entry] ?? 0);
  return { ...answer, gradients: { ...answer.gradients, [name]: { shape: x.shape, data } } };
}
const problemsOf = (given: Answer) => {
  const judged = judgeQuantities(c, given, truth, "L");
  const problems = localProblems(graph, given, judged, profiles.float64);
  return [...problems].map(([{ quantity }, problem]) => `${quantity.status} ${quantity.label} ${problem}`);
};

test("every operation of an honest engine follows from its own numbers", () => {
  expect(problemsOf(answer)).toEqual([]);
});

test("an error within the tolerance is seen where the operation's own inputs are shown, and the operation is named", () => {
  expect(problemsOf(moved("W1", 3, 0.1))).toEqual([
    "right ∂L/∂W1 does not follow from the engine's own ∂L/∂z1",
  ]);
});

test("where the inputs are not shown, nothing is said", () => {
  const given = moved("W1", 3, 0.1);
  const { z1: _, ...gradients } = given.gradients;
  expect(problemsOf({ ...given, gradients })).toEqual([]);
});

test("of a chain of wrong numbers only the operation that went wrong is named", () => {
  // ∂L/∂z2 wrong by a factor, and all that follows from it computed rightly from there
  const scale = (name: string) => ({
    shape: answer.gradients[name].shape,
    data: answer.gradients[name].data.map((x) => 2 * x),
  });
  const names = ["z2", "W2", "b2", "a1", "z1", "W1", "b1", "x"];
  const gradients = { ...answer.gradients, ...Object.fromEntries(names.map((name) => [name, scale(name)])) };
  expect(problemsOf({ ...answer, gradients })).toEqual([
    "wrong ∂L/∂z2 does not follow from the engine's own ∂L/∂a2",
  ]);
});

test("where rounding put an engine on a kink, every slope of the kink follows", () => {
  // e^z − 1 is 0 in float32, and not in truth
  const z = Math.fround(-1e-12);
  const question: GraphQuestion = {
    kind: "graph",
    inputs: { z: scalar(z) },
    nodes: [
      { out: "e", op: "elu", in: ["z"] },
      { out: "y", op: "relu", in: ["e"] },
    ],
    seed: { y: scalar(0.25) },
    want: { values: ["e", "y"], gradients: ["z", "e", "y"] },
  };
  const made = caseOf(question);
  const problems = (slope: number) => {
    const [e, y, g] = [scalar(0), scalar(0), scalar(0.25 * slope)];
    const given: Answer = {
      kind: "answered",
      values: { e, y },
      gradients: { z: g, e: g, y: scalar(0.25) },
    };
    const judged = judgeQuantities(made, given, truthOf(made, profiles.float32), "y");
    expect(judged.every(({ quantity }) => quantity.status !== "wrong")).toBe(slope <= 1);
    return [...localProblems(lower(question), given, judged, profiles.float32).values()];
  };
  for (const slope of [0, 0.5, 1]) expect(problems(slope)).toEqual([]);
  expect(problems(1.5)).toContain("does not follow from the engine's own ∂y/∂y");
});
