/** A kink is found wherever an operation meets one, whichever operand was broadcast; and nowhere else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import { float64 } from "../engine/numbers/float64.ts";
import { referenceEngine } from "../engine/reference/engine.ts";
import { sweep } from "../engine/reference/tape.ts";
import { descend } from "../engine/reference/training.ts";
import { usualConventions } from "../engine/reference/vjps/rule.ts";
import type { GraphQuestion, TrainingQuestion } from "../spec/case.ts";
import type { Attributes, OpName } from "../spec/ops/index.ts";
import { broadcastShapes, fromNested, indexAt, type Shape, sizeOf, type Tensor } from "../spec/tensor.ts";
import { examine } from "./examine.ts";
import { fakeEngine, subjectOf } from "./fake.ts";
import { kinksOf } from "./kinks.ts";
import { caseOf } from "./made.ts";
import { graphOf } from "./telling.ts";
import { truthOf } from "./truth/truth.ts";

function questionOf(
  op: OpName,
  operands: readonly Tensor[],
  seed: Tensor,
  attributes?: Attributes,
): GraphQuestion {
  const inputs = Object.fromEntries(operands.map((x, i) => [`x${i}`, x]));
  const names = Object.keys(inputs);
  return {
    kind: "graph",
    inputs,
    nodes: [{ out: "y", op, in: names, ...(attributes && { attributes }) }],
    seed: { y: seed },
    want: { values: ["y"], gradients: names },
  };
}
const kinksAt = (question: GraphQuestion) => {
  const graph = graphOf(question);
  return graph ? kinksOf(graph, truthOf(caseOf(question), profiles.float64)) : [];
};
const reference = async (question: GraphQuestion) =>
  (await examine(caseOf(question), subjectOf(referenceEngine(), { evaluates: true }))).verdict;

const X = fromNested([
  [1, 2, 3],
  [4, 5, 6],
]);
const seed = fromNested([
  [2, -3, 5],
  [7, 11, 13],
]);

describe("a tie of max(a, b)", () => {
  test.each([
    ["with a row", [X, fromNested([0, 5, 0])]],
    ["with a row that comes first", [fromNested([0, 5, 0]), X]],
    ["with a column", [X, fromNested([[0], [6]])]],
    ["with a number", [X, fromNested(5)]],
    ["of a row and a column", [fromNested([1, 2, 5]), fromNested([[7], [5]])]],
  ] as const)("is found %s, and nobody is accused of it", async (_, operands) => {
    const question = questionOf("maximum", operands, seed);
    expect(kinksAt(question).map(({ name }) => name)).toEqual(["maximum'(tie)"]);
    expect(await reference(question)).toBe("conforms");
  });

  test("is none where equal numbers never meet", async () => {
    const question = questionOf("maximum", [X, fromNested([5, 1, 2])], seed);
    expect(kinksAt(question)).toEqual([]);
    expect(await reference(question)).toBe("conforms");
  });

  test("is found exactly where the operands, written out, are equal somewhere", () => {
    const sizes = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 3 });
    const numbers = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 27, maxLength: 27 });
    const of = (shape: Shape, from: readonly number[]): Tensor => ({
      shape,
      data: Float64Array.from(from.slice(0, sizeOf(shape))),
    });
    /** The entry of x that stands at an index of the result. */
    const at = (x: Tensor, index: readonly number[]) => {
      const own = index.slice(index.length - x.shape.length).map((i, axis) => (x.shape[axis] === 1 ? 0 : i));
      return x.data[own.reduce((place, i, axis) => place * x.shape[axis] + i, 0)];
    };
    fc.assert(
      fc.property(sizes, sizes, numbers, numbers, (s, t, some, others) => {
        const shape = broadcastShapes(s, t);
        fc.pre(shape !== undefined);
        const [a, b] = [of(s, some), of(t, others)];
        const meet = Array.from({ length: sizeOf(shape as Shape) }, (_, k) => indexAt(shape as Shape, k));
        const ties = meet.some((index) => at(a, index) === at(b, index));
        const found = kinksAt(questionOf("maximum", [a, b], of(shape as Shape, numbersOf(meet.length))));
        expect(found.length > 0).toBe(ties);
      }),
      { numRuns: 300 },
    );
  });
});
const numbersOf = (count: number) => Array.from({ length: count }, (_, k) => k + 1);

describe("a kink of one operand", () => {
  const at = fromNested([-0.5, 0, 0.5]);
  const cotangent = fromNested([3, -5, 7]);
  test.each([
    ["relu", undefined, "relu'(0)"],
    ["leaky_relu", { alpha: 0.25 }, "leaky_relu'(0)"],
    ["elu", { alpha: 0.25 }, "elu'(0)"],
    ["abs", undefined, "abs'(0)"],
    ["clip", { min: 0, max: 0.75 }, "clip'(bound)"],
    ["clip", { min: -0.75, max: 0 }, "clip'(bound)"],
  ] as const)("of %s %o is found", async (op, attributes, name) => {
    const question = questionOf(op, [at], cotangent, attributes);
    expect(kinksAt(question).map((kink) => kink.name)).toEqual([name]);
    expect(await reference(question)).toBe("conforms");
  });
  test.each([
    ["leaky_relu", { alpha: 1 }],
    ["elu", { alpha: 1 }],
    ["clip", { min: -1, max: 1 }],
    ["tanh", undefined],
  ] as const)(
    "is none of %s %o, which has a slope at 0, and every oracle knows it",
    async (op, attributes) => {
      const question = questionOf(op, [at], cotangent, attributes);
      expect(kinksAt(question)).toEqual([]);
      const { verdict, opinions } = await examine(caseOf(question), subjectOf(referenceEngine()));
      expect(verdict).toBe("conforms");
      expect(opinions.find(({ oracle }) => oracle === "64-digit dual")?.kind).toBe("agrees");
    },
  );
});

describe("a training run that starts on a kink", () => {
  // the first sample is 0, and so is the bias
  const question: TrainingQuestion = {
    kind: "training",
    layers: [
      {
        W: fromNested([
          [0.5, -0.75],
          [0.25, 0.5],
        ]),
        b: fromNested([0, 0]),
        activation: "relu",
      },
      { W: fromNested([[1.5, -0.5]]), b: fromNested([0.25]), activation: "identity" },
    ],
    loss: { name: "mse", reduction: "sum" },
    x: fromNested([
      [0, 1],
      [0, 0.5],
    ]),
    target: fromNested([[1, -0.5]]),
    learningRate: 0.125,
    steps: 2,
    want: { values: ["W1@1", "b1@1", "W2@2", "L@2"], gradients: ["b1@0"] },
  };
  const engineWith = (relu: number) =>
    fakeEngine(() => {
      const conventions = { ...usualConventions, relu };
      const [values, gradients]: Record<string, Tensor>[] = [{}, {}];
      const passes = descend(question, float64, {
        differentiate: (graph, given, wanted) => sweep(graph, float64, { given, wanted, conventions }),
      });
      for (const { step, ...pass } of passes) {
        for (const [name, x] of pass.values) values[`${name}@${step}`] = x;
        for (const [name, x] of pass.gradients) gradients[`${name}@${step}`] = x;
      }
      return { kind: "answered", values, gradients };
    });
  test.each([0, 0.5, 1])("may take the slope %d there, and it is named", async (slope) => {
    const { verdict, notes } = await examine(caseOf(question), subjectOf(engineWith(slope)));
    expect(verdict).toBe("conforms");
    if (slope > 0) expect(notes.join()).toContain(`relu'(0) = ${slope}`);
  });
  test("but not one that no subgradient has", async () => {
    expect((await examine(caseOf(question), subjectOf(engineWith(2)))).verdict).toBe("violates");
  });
});
