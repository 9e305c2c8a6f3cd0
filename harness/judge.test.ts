/** Whatever an engine can answer has its verdict, and nobody is accused on one witness. */
import { describe, expect, test } from "vitest";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import { float64 } from "../engine/numbers/float64.ts";
import { sweep } from "../engine/reference/tape.ts";
import { usualConventions } from "../engine/reference/vjps/rule.ts";
import type { Observation } from "../spec/answer.ts";
import type { Case, NetworkQuestion } from "../spec/case.ts";
import { lower } from "../spec/lower/index.ts";
import { fromNested, type Tensor, tensor } from "../spec/tensor.ts";
import { honestEngine } from "./campaign/honest.ts";
import { randomFrom } from "./campaign/random.ts";
import { variants } from "./campaign/variants.ts";
import { examine } from "./examine.ts";
import {
  entry,
  everyGradient,
  fakeEngine,
  findingOf,
  fixture,
  rightAnswer,
  subjectOf,
  times,
  withGradient,
  withValue,
} from "./fake.ts";
import type { Answer } from "./judge.ts";
import { cellOf, judgeQuantities, verdictOf } from "./judge.ts";
import { precisionOf } from "./kills/precision.ts";
import { answerOf, unmutated } from "./kills/stage.ts";
import { caseOf } from "./made.ts";
import { truthOf } from "./truth/truth.ts";

const network = fixture("chapter/sigmoid-3-4-2");
const transposed = ({ shape: [rows, columns], data }: Tensor): Tensor =>
  tensor(
    [columns, rows],
    data.map((_, k) => data[(k % rows) * columns + Math.floor(k / rows)]),
  );

describe("an answer that is right conforms", () => {
  test("and says by how many digits, and who agrees", async () => {
    const finding = await findingOf(network);
    expect(finding.verdict).toBe("conforms");
    expect(finding.digits).toBeGreaterThan(13);
    const agreeing = finding.opinions.filter(({ kind }) => kind === "agrees").map(({ oracle }) => oracle);
    expect(agreeing).toEqual(expect.arrayContaining(["double-double", "64-digit dual", "certified"]));
  });
  test("an answer to more than was asked is no worse", async () => {
    const finding = await findingOf(network, (answer) => ({
      ...answer,
      gradients: { ...answer.gradients, nonsense: fromNested([1, 2, 3]) },
      values: { ...answer.values, W9: fromNested([[1]]) },
    }));
    expect(finding.verdict).toBe("conforms");
  });
  test("−0 is 0", async () => {
    const c = caseOf({
      kind: "graph",
      inputs: { x: fromNested([-1, 2]) },
      nodes: [
        { out: "a", op: "relu", in: ["x"] },
        { out: "L", op: "sum", in: ["a"] },
      ],
      seed: { L: fromNested(1) },
      want: { values: ["L"], gradients: ["x"] },
    });
    const finding = await findingOf(
      c,
      withGradient(
        "x",
        entry(0, () => -0),
      ),
    );
    expect(finding.verdict).toBe("conforms");
    expect(finding.quantities.find(({ name }) => name === "x")?.entries[0].engine).toBe("-0");
    const wrong = await findingOf(
      c,
      withGradient(
        "x",
        entry(0, () => -5e-324),
      ),
    );
    expect(wrong.verdict).toBe("violates");
  });
});

describe("an answer that is wrong violates", () => {
  test.each([
    ["a NaN", entry(3, () => Number.NaN)],
    ["an infinity", entry(3, () => Number.POSITIVE_INFINITY)],
    ["an infinity of the other sign", entry(3, () => Number.NEGATIVE_INFINITY)],
    ["an entry off by 1e-11", entry(3, (x) => x * (1 + 1e-11))],
    ["a zero", entry(3, () => 0)],
    ["a −0 for a number", entry(3, () => -0)],
    ["a matrix transposed", transposed],
    ["a matrix flattened", ({ data }: Tensor) => tensor([data.length], data)],
    ["an empty tensor", () => tensor([0], [])],
    ["a tensor of rank 0", () => tensor([], [1])],
    ["another matrix of the same numbers", ({ data }: Tensor) => tensor([2, 6], data)],
  ])("%s", async (_, change) => {
    const finding = await findingOf(network, withGradient("W1", change));
    expect(finding.verdict).toBe("violates");
    expect(finding.quantities.find(({ name, kind }) => name === "W1" && kind === "gradient")?.status).toBe(
      "wrong",
    );
  });
  test.each([
    ["its transpose", transposed, "has the shape [3, 4] (its transpose) where [4, 3] is due"],
    [
      "flattened",
      ({ data }: Tensor) => tensor([12], data),
      "has the shape [12] (flattened) where [4, 3] is due",
    ],
  ])("and the slip of the shape is named: %s", async (_, change, because) => {
    const finding = await findingOf(network, withGradient("W1", change));
    expect(finding.summary).toBe(`∂L/∂W1 ${because}`);
  });
  test("a square matrix transposed has the right shape, and is wrong by its numbers", async () => {
    const square = fixture("probes/exact-3-4-4-4-2");
    const finding = await findingOf(square, withGradient("W2", transposed));
    expect(finding.verdict).toBe("violates");
  });
  test("a gradient that is missing is wrong, unless the engine says why it has none", async () => {
    const without = ({ gradients: { W1: _, ...gradients }, ...answer }: Answer): Answer => ({
      ...answer,
      gradients,
    });
    const missing = await findingOf(network, without);
    expect(missing.verdict).toBe("violates");
    expect(missing.summary).toContain("∂L/∂W1 was asked for and is not in the answer");
    const excused = await findingOf(network, (answer) => ({
      ...without(answer),
      unavailable: { W1: "it keeps W1 to itself" },
    }));
    expect(excused.verdict).toBe("conforms");
    expect(excused.notes.join("\n")).toContain("not shown: ∂L/∂W1 (it keeps W1 to itself)");
  });
  test("a wrong value, with every gradient right", async () => {
    const finding = await findingOf(
      network,
      withValue(
        "L",
        entry(0, (x) => x * (1 + 1e-10)),
      ),
    );
    expect(finding.verdict).toBe("violates");
    expect(finding.firstWrong).toMatchObject({ kind: "value", name: "L" });
  });
});

describe("an engine that does not answer", () => {
  const said = (observation: Observation) =>
    examine(
      network,
      subjectOf(
        fakeEngine(() => observation),
        { supports: { activations: ["sigmoid"] } },
      ),
    );
  test.each([
    [{ kind: "rejected", message: "shapes" }, "errored"],
    [{ kind: "crashed", stderr: "boom" }, "errored"],
    [{ kind: "timed-out", afterMs: 5000 }, "errored"],
    [{ kind: "malformed", problem: "no JSON" }, "errored"],
    [{ kind: "not-asked", because: "crashed too often" }, "errored"],
    [{ kind: "unsupported", what: "activation:gelu" }, "unsupported"],
    [{ kind: "unsupported", what: "activation:sigmoid" }, "violates"],
  ] as const)("%o is %s", async (observation, verdict) => {
    expect((await said(observation)).verdict).toBe(verdict);
  });
  test("and nothing but reasons why nothing is shown is unsupported, never green", async () => {
    const { want } = network.question;
    const names = [...want.values, ...want.gradients];
    const finding = await said({
      kind: "answered",
      values: {},
      gradients: {},
      unavailable: Object.fromEntries(names.map((name) => [name, "secret"])),
    });
    expect(finding.verdict).toBe("unsupported");
  });
});

describe("nobody is accused on one witness", () => {
  const training = fixture("chapter/xor-first-gradients").question as NetworkQuestion;
  const runOf = (steps: number): Case =>
    caseOf({
      kind: "training",
      layers: training.layers,
      loss: training.loss,
      x: training.x,
      target: training.target,
      learningRate: 0.5,
      steps,
      want: { values: ["W1@2", "L@2"], gradients: [] },
    });
  const c = runOf(300);
  const wrong = withValue(
    "W1@2",
    entry(0, (x) => x * (1 + 1e-9)),
  );
  test("a long training run without certified numbers has one witness: inconclusive", async () => {
    expect((await findingOf(c)).verdict).toBe("conforms");
    const finding = await findingOf(c, wrong);
    expect(finding.verdict).toBe("inconclusive");
    expect(finding.summary).toContain("nobody is accused on one witness");
  });
  test("a short one is recomputed in 64 digits: violates", async () => {
    expect((await findingOf(runOf(2), wrong)).verdict).toBe("violates");
  });
  test("and with certified numbers two: violates", async () => {
    const right = await rightAnswer(c.question);
    // stands in for `backproof certify`: the engine's own double is right to 1e-15, so it is written to 12 digits
    const text = Array.from(right.values["W1@2"].data, (x) => x.toPrecision(12));
    const promised = { values: { "W1@2": { shape: [4, 2], text } }, gradients: {} };
    const finding = await findingOf({ ...c, certified: promised }, wrong);
    expect(finding.verdict).toBe("violates");
  });
});

describe("an oracle that contradicts the truth accuses us", () => {
  const forged = (c: Case, digit: number): Case => {
    const written = c.certified!.gradients.W1;
    const next = (text: string) => (Number(text[digit]) + 1) % 10;
    const text = written.text.map((t, k) =>
      k === 2 ? `${t.slice(0, digit)}${next(t)}${t.slice(digit + 1)}` : t,
    );
    const gradients = { ...c.certified!.gradients, W1: { ...written, text } };
    return { ...c, certified: { ...c.certified!, gradients } };
  };
  // decimals that are no doubles hide what follows after some 16 digits; `certify` sees those
  test.each([
    ["chapter/sigmoid-3-4-2", 5],
    ["chapter/sigmoid-3-4-2", 12],
    ["probes/smooth-3-5-5-5-2-logits", 28],
  ])("%s with character %d of a certified number changed: disputed", async (id, digit) => {
    const c = forged(fixture(id), digit);
    expect((await findingOf(fixture(id))).verdict).toBe("conforms");
    expect((await findingOf(c)).verdict).toBe("disputed");
    expect((await findingOf(c, everyGradient(times(2)))).verdict).toBe("disputed");
  });
});

describe("printed digits widen the bound by half a unit of the last one", () => {
  const printed =
    (decimals: number, change: (x: number) => number = (x) => x) =>
    (answer: Answer): Answer => {
      const round = ({ shape, data }: Tensor): Tensor => ({
        shape,
        data: data.map((x) => Number(change(x).toFixed(decimals))),
      });
      const all = (named: Answer["values"]) =>
        Object.fromEntries(Object.entries(named).map(([name, x]) => [name, round(x)]));
      return { ...answer, values: all(answer.values), gradients: all(answer.gradients) };
    };
  const told = (decimals: number) => ({ digits: { kind: "decimals", count: decimals } as const });
  test.each([4, 6, 9])(
    "%d decimals of right numbers conform where it is known that they are printed",
    async (decimals) => {
      const finding = await findingOf(network, (answer) => ({
        ...printed(decimals)(answer),
        ...told(decimals),
      }));
      expect(finding.verdict).toBe("conforms");
      expect(finding.notes.join("\n")).toContain(
        `resolution limited by what it prints: ${decimals} decimals`,
      );
    },
  );
  test("and violate, or are imprecise, where that is not known", async () => {
    expect((await findingOf(network, printed(6))).verdict).toBe("violates");
  });
  test("wrong numbers that are printed stay wrong", async () => {
    const finding = await findingOf(network, (answer) => ({
      ...printed(6, (x) => x * 1.001)(answer),
      ...told(6),
    }));
    expect(finding.verdict).toBe("violates");
  });
  test("significant digits widen each number by its own size", async () => {
    const significant = ({ shape, data }: Tensor): Tensor => ({
      shape,
      data: data.map((x) => Number(x.toPrecision(7))),
    });
    const digits = { kind: "significant", count: 7 } as const;
    const given = (answer: Answer): Answer => ({
      ...answer,
      values: Object.fromEntries(Object.entries(answer.values).map(([name, x]) => [name, significant(x)])),
      gradients: Object.fromEntries(
        Object.entries(answer.gradients).map(([name, x]) => [name, significant(x)]),
      ),
      digits,
    });
    expect((await findingOf(network, given)).verdict).toBe("conforms");
    expect(
      (await findingOf(network, (answer) => everyGradient(times(1 + 1e-5))(given(answer)))).verdict,
    ).toBe("violates");
  });
});

describe("precision", () => {
  const question = network.question as NetworkQuestion;
  const engine = (precision: "float32" | "bfloat16") =>
    fakeEngine(() => ({
      kind: "answered",
      ...honestEngine(question, precision, variants[0], randomFrom(1)),
    }));
  test("a float32 engine that says so conforms", async () => {
    const finding = await examine(network, subjectOf(engine("float32"), { dtype: "float32" }));
    expect(finding.verdict).toBe("conforms");
  });
  test("a float32 engine that claims float64 is imprecise", async () => {
    const finding = await examine(network, subjectOf(engine("float32")));
    expect(finding.verdict).toBe("imprecise");
    expect(finding.summary).toBe("right formula, float32 precision (claimed float64)");
  });
  test.each([1e-7, 1e-9, 1e-11, 1e-12])(
    "one number off by %d in a float64 engine is not excused as float32",
    async (by) => {
      const finding = await findingOf(
        network,
        withGradient(
          "W1",
          entry(3, (x) => x * (1 + by)),
        ),
      );
      expect(finding.verdict).toBe("violates");
    },
  );
  test("a bug in a float64 engine is not excused as bfloat16, nor as float16", async () => {
    const finding = await findingOf(network, everyGradient(times(1 + 1e-4)));
    expect(finding.verdict).toBe("violates");
  });
  test("a bug in a float32 engine is not excused as bfloat16", async () => {
    const wrong = fakeEngine(() =>
      everyGradient(times(1.001))({
        kind: "answered",
        ...honestEngine(question, "float32", variants[0], randomFrom(1)),
      }),
    );
    const finding = await examine(network, subjectOf(wrong, { dtype: "float32" }));
    expect(finding.verdict).toBe("violates");
  });
});

describe("where the claimed format overflows", () => {
  // 300 · 300 is more than float16 holds; the sum of the two products is 0, and y is small
  const c = caseOf({
    kind: "graph",
    inputs: { u: fromNested([[300, 300]]), v: fromNested([[300], [-300]]), x: fromNested([1.5, -2]) },
    nodes: [
      { out: "z", op: "matmul", in: ["u", "v"] },
      { out: "y", op: "multiply", in: ["x", "x"] },
    ],
    seed: { y: fromNested([1, 3]) },
    want: { values: ["z", "y"], gradients: ["x"] },
  });
  const lost = withValue(
    "z",
    entry(0, () => Number.NaN),
  );
  test("an infinity less an infinity is nobody's fault: told, and not accused", async () => {
    const finding = await findingOf(c, lost, { dtype: "float16" });
    expect(finding.verdict).toBe("inconclusive");
    expect(finding.summary).toContain("z is not finite: it overflows");
  });
  test("in a format that holds the terms it is wrong", async () => {
    expect((await findingOf(c)).verdict).toBe("conforms");
    expect((await findingOf(c, lost)).verdict).toBe("violates");
  });
  test("what does fit is judged beside it", async () => {
    const wrong = withValue(
      "y",
      entry(1, () => Number.POSITIVE_INFINITY),
    );
    const finding = await findingOf(c, (answer) => wrong(lost(answer)), { dtype: "float16" });
    expect(finding.verdict).toBe("violates");
    expect(finding.summary).toMatch(/^y: further/);
  });
  test("all that is too large is undecided, and what is not may still be wrong", () => {
    const { question } = fixture("graphs/diamond-of-20");
    const far = caseOf(question);
    const answer = answerOf(unmutated, question, precisionOf("float16")) as Answer;
    const judged = (given: Answer) => judgeQuantities(far, given, truthOf(far, profiles.float16), "h20");
    expect(answer.values.h20.data).toContain(Number.POSITIVE_INFINITY);
    expect(verdictOf(judged(answer), [], true)).toBe("inconclusive");
    // 2^10 times the seed
    const tenth = withGradient("h10", times(2));
    expect(verdictOf(judged(tenth(answer)), [], true)).toBe("violates");
  });
  test("a NaN is no number that was printed with few digits", async () => {
    const digits = { kind: "significant", count: 6 } as const;
    const none = everyGradient(entry(0, () => Number.NaN));
    const finding = await findingOf(network, (answer) => ({ ...none(answer), digits }));
    expect(finding.verdict).toBe("violates");
  });
});

describe("at a kink every admissible slope conforms and is named", () => {
  const kink = fixture("chapter/relu-at-zero");
  const withSlope = (relu: number) => {
    const graph = lower(kink.question as NetworkQuestion);
    return (answer: Answer): Answer => {
      const { gradients } = sweep(graph, float64, {
        wanted: Object.keys(answer.gradients),
        conventions: { ...usualConventions, relu },
      });
      return { ...answer, gradients: Object.fromEntries(gradients) };
    };
  };
  test.each([0, 1, 0.5, 0.3, 0.7])("relu'(0) = %d", async (slope) => {
    const finding = await findingOf(kink, withSlope(slope));
    expect(finding.verdict).toBe("conforms");
    expect(finding.notes.join("\n")).toMatch(/convention relu'\(0\) = [\d.]+: admissible/);
    const [, named] = /relu'\(0\) = ([\d.]+)/.exec(finding.notes.join("\n")) ?? [];
    expect(Math.abs(Number(named) - slope)).toBeLessThan(1e-9);
  });
  test.each([1.5, -0.25, 2])("relu'(0) = %d is no slope of it: never green", async (slope) => {
    const finding = await findingOf(kink, withSlope(slope));
    expect(finding.verdict).not.toBe("conforms");
    expect(finding.quantities.some(({ status }) => status === "wrong")).toBe(true);
  });
  test("a wrong number away from the kink is not excused by it", async () => {
    const finding = await findingOf(
      kink,
      withGradient(
        "W2",
        entry(1, (x) => x * (1 + 1e-9)),
      ),
    );
    expect(finding.verdict).toBe("violates");
  });
});

describe("where p is clipped", () => {
  const clip = fixture("chapter/bce-clip");
  const withSlope =
    (clipped: number) =>
    (answer: Answer): Answer => {
      const { gradients } = sweep(lower(clip.question as NetworkQuestion), float64, {
        wanted: ["p"],
        conventions: { ...usualConventions, clipped },
      });
      return { ...answer, gradients: { p: gradients.get("p") as Tensor } };
    };
  test.each([0, 1])("clip'(outside) = %d conforms and is named where it matters", async (slope) => {
    const finding = await findingOf(clip, withSlope(slope));
    expect(finding.verdict).toBe("conforms");
    if (slope === 1) expect(finding.notes.join("\n")).toContain("clip'(outside) = 1: admissible");
  });
  test("another slope does not", async () => {
    expect((await findingOf(clip, withSlope(2))).verdict).not.toBe("conforms");
  });
});

describe("an engine that cannot name its squared error", () => {
  const half = fixture("chapter/xor-first-gradients");
  const unnamed = { squaredError: "unnamed" } as const;
  const doubled = everyGradient(times(2));
  test("may mean any of them, and the one found is named", async () => {
    const finding = await findingOf(
      half,
      (answer) => {
        const { L: _, ...values } = answer.values;
        return { ...doubled(answer), values, unavailable: { L: "it reports another loss" } };
      },
      unnamed,
    );
    expect(finding.verdict).toBe("conforms");
    expect(finding.notes.join("\n")).toContain("its gradients are those of mse, ");
  });
  test("an engine that can name it is held to it", async () => {
    expect((await findingOf(half, doubled)).verdict).toBe("violates");
  });
  test("but means the same in every case", async () => {
    let factor = 2;
    const engine = fakeEngine(async (question) => {
      const answer = everyGradient(times(factor))(await rightAnswer(question));
      return { ...answer, values: {}, unavailable: { L: "it reports another loss" } };
    });
    const subject = subjectOf(engine, unnamed);
    const other = fixture("chapter/sigmoid-3-4-2");
    expect((await examine(half, subject)).verdict).toBe("conforms");
    expect((await examine(half, subject)).verdict).toBe("conforms");
    factor = 0.5;
    expect((await examine(half, subject)).verdict).toBe("violates");
    expect(other.question.kind).toBe("network");
  });
});

test("any double can be shown in JSON, and is told from every other", () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1.5].map(cellOf)).toEqual([
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    0,
    1.5,
  ]);
});
