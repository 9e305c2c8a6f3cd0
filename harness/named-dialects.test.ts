import { expect, test } from "vitest";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { Engine } from "../spec/answer.ts";
import type { Case, GraphQuestion, LossQuestion } from "../spec/case.ts";
import type { Attributes } from "../spec/ops/index.ts";
import { tensor } from "../spec/tensor.ts";
import { examine } from "./examine.ts";
import type { Subject } from "./subject.ts";

const reference = referenceEngine();

function caseOf(op: "gelu" | "softplus" | "leaky_relu", x: readonly number[], attributes?: Attributes): Case {
  const seed = {
    y: tensor(
      [x.length],
      x.map((_, i) => 0.5 + i / 4),
    ),
  };
  const nodes = [{ out: "y", op, in: ["x"], ...(attributes && { attributes }) }];
  const question: GraphQuestion = {
    kind: "graph",
    inputs: { x: tensor([x.length], x) },
    nodes,
    seed,
    want: { values: ["y"], gradients: ["x"] },
  };
  return {
    id: "a/b",
    title: "",
    clause: "ACT-1",
    source: {},
    question,
    accepts: {},
    literals: {},
    guards: [],
    points: 1,
    file: "",
    line: 1,
  };
}

/** The reference engine, asked for another attribute than the question's. */
async function judge(c: Case, spoken: Attributes) {
  const engine: Engine = {
    ...reference,
    ask: (q) => {
      const question = q as GraphQuestion;
      return reference.ask({
        ...question,
        nodes: question.nodes.map((node) => ({ ...node, attributes: { ...node.attributes, ...spoken } })),
      });
    },
    evaluate: async () => ({ kind: "failed", because: "not asked" }),
  };
  const subject: Subject = { engine, description: await reference.describe(), spec: "fake" };
  return examine(c, subject);
}

const points = [-1.5, -0.25, 0.5, 2.25, 21.5];

test.each([
  ["gelu", { form: "tanh" }, undefined, "dialect: gelu in its tanh form, where the erf form is asked"],
  ["gelu", { form: "erf" }, { form: "tanh" }, "dialect: gelu in its erf form, where the tanh form is asked"],
  ["softplus", { threshold: 20 }, undefined, "dialect: softplus(x) = x above the threshold 20"],
  [
    "leaky_relu",
    { alpha: 0.2 },
    undefined,
    "dialect: leaky_relu with the slope 0.2, where the question names none (0.01)",
  ],
] as const)(
  "an engine that speaks %s with %o is right in a dialect with a name",
  async (op, spoken, asked, note) => {
    const { verdict, notes } = await judge(caseOf(op, points, asked), spoken);
    expect(verdict).toBe("conforms");
    expect(notes).toContain(note);
  },
);

test("a slope that the question names is no matter of dialect", async () => {
  const { verdict } = await judge(caseOf("leaky_relu", points, { alpha: 0.01 }), { alpha: 0.2 });
  expect(verdict).toBe("violates");
});

test("a dialect that nobody speaks explains nothing", async () => {
  expect((await judge(caseOf("softplus", points), { threshold: 2 })).verdict).toBe("violates");
  expect((await judge(caseOf("leaky_relu", points), { alpha: 0.25 })).verdict).toBe("violates");
});

test("an engine whose bce holds its divisor above 1e-12 is right in a dialect with a name", async () => {
  const p = [1e-14, 0.3, 1 - 2 ** -45];
  const target = [1, 0, 0];
  const question: LossQuestion = {
    kind: "loss",
    loss: { name: "bce", reduction: "sum" },
    p: tensor([3], p),
    target: tensor([3], target),
    want: { values: [], gradients: ["p"] },
  };
  const held = (least: number): Engine => ({
    ...reference,
    ask: async () => {
      const slopes = p.map((x, i) => (x - target[i]) / Math.max(x * (1 - x), least));
      return { kind: "answered", values: {}, gradients: { p: tensor([3], slopes) } };
    },
    evaluate: async () => ({ kind: "failed", because: "not asked" }),
  });
  const c: Case = { ...caseOf("gelu", [1]), question };
  const of = async (least: number) =>
    examine(c, { engine: held(least), description: await reference.describe(), spec: "fake" });
  // PyTorch's is a float32, in float64 too
  for (const least of [1e-12, Math.fround(1e-12)]) {
    const found = await of(least);
    expect([found.verdict, found.notes]).toEqual([
      "conforms",
      ["dialect: the derivative of bce divides by max(p(1 − p), 1e-12)"],
    ]);
  }
  expect((await of(0)).notes).toEqual([]);
  expect((await of(1e-6)).verdict).toBe("violates");
});
