/** 64 digits are not all digits: what a decimal cuts off is no contradiction of what doubles hold exactly, and a wrong digit is one. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { GraphQuestion } from "../../spec/case.ts";
import { lower } from "../../spec/lower/index.ts";
import { fromNested, type Nested } from "../../spec/tensor.ts";
import { caseOf } from "../made.ts";
import { truthOf } from "../truth/truth.ts";
import { opinionOf } from "../witness.ts";
import { dualNumbers } from "./dual.ts";
import type { Scene } from "./oracle.ts";

const tiny = 1e-52; // 160 decimal digits
const seventh = 1 / 7;
const seedOf = (rows: number, columns: number): Nested =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => i - 2 * j + 0.5));

const questions: Readonly<Record<string, GraphQuestion>> = {
  "log softmax of one class, whose logit is taken off itself": {
    kind: "graph",
    inputs: { x: fromNested([[tiny, 3 * tiny, 1 / 3]]) },
    nodes: [
      { out: "z", op: "add", in: ["x", "x"] },
      { out: "y", op: "log_softmax", in: ["z"], attributes: { axis: 0 } },
    ],
    seed: { y: fromNested(seedOf(1, 3)) },
    want: { values: ["z", "y"], gradients: ["x"] },
  },
  "a difference of two orders of one sum": {
    kind: "graph",
    inputs: { a: fromNested([tiny, seventh]), b: fromNested([1, -tiny]), c: fromNested([2 ** -60, 3]) },
    nodes: [
      { out: "ab", op: "add", in: ["a", "b"] },
      { out: "cb", op: "add", in: ["c", "b"] },
      { out: "abc", op: "add", in: ["ab", "c"] },
      { out: "cba", op: "add", in: ["cb", "a"] },
      { out: "y", op: "subtract", in: ["abc", "cba"] },
    ],
    seed: { y: fromNested([seventh, 3]) },
    want: { values: ["y"], gradients: ["a", "b"] },
  },
};

describe.each(Object.entries(questions))("%s", (_, question) => {
  const made = caseOf(question);
  const truth = truthOf(made, profiles.float64);
  const scene: Scene = { case: made, graph: lower(question), truth, suspects: new Map() };
  const names = (kind: "value" | "gradient", all: readonly string[]) =>
    all.map((name) => ({
      quantity: {
        kind,
        name,
        label: name,
        shape: [],
        status: "right",
        entries: [],
        compared: 1,
        wrong: 0,
        digits: null,
      } as const,
      wrongEntries: [],
    }));
  const judged = [...names("value", question.want.values), ...names("gradient", question.want.gradients)];
  const opinion = async (off: number) => {
    const { values, gradients } = await dualNumbers.estimate(scene);
    for (const { hi } of gradients.values()) hi[0] += off;
    return opinionOf({ oracle: "dual", method: "", said: { values, gradients } }, truth, judged, "y").kind;
  };
  test("is nothing that the oracles contradict each other about", async () => {
    expect(await opinion(0)).not.toBe("disagrees");
  });
  test("leaves a number that is off by 1e-15 a contradiction", async () => {
    expect(await opinion(1e-15)).toBe("disagrees");
  });
});
