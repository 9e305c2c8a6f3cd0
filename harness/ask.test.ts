/** A case is asked in a form that the engine takes, judged by the same certified numbers, and skipped with a reason where there is none. */
import { describe, expect, test } from "vitest";
import type { Description, Observation } from "../spec/answer.ts";
import type { Question } from "../spec/case.ts";
import type { Finding } from "../spec/report.ts";
import { formFor } from "./ask.ts";
import { examine } from "./examine.ts";
import { fakeEngine, fixture, rightAnswer, subjectOf, times } from "./fake.ts";
import type { Answer } from "./judge.ts";

/** What is found of a right engine that takes what `more` says, and the kinds of question that it saw. */
async function asked(
  id: string,
  more: Partial<Description>,
  change: (answer: Answer, question: Question) => Observation = (answer) => answer,
): Promise<{ readonly finding: Finding; readonly kinds: readonly string[] }> {
  const kinds: string[] = [];
  const engine = fakeEngine(async (question) => {
    kinds.push(question.kind);
    return change(await rightAnswer(question), question);
  });
  return { finding: await examine(fixture(id), subjectOf(engine, more)), kinds };
}
const certifies = ({ opinions }: Finding) =>
  opinions.some(({ oracle, kind }) => oracle === "certified" && kind === "agrees");
const doubled = (answer: Answer): Answer => ({
  ...answer,
  gradients: Object.fromEntries(Object.entries(answer.gradients).map(([name, x]) => [name, times(2)(x)])),
});
const unsupported = (what: string): Observation => ({ kind: "unsupported", what });

describe("an engine that answers graphs alone", () => {
  const graphs = { answers: ["graph"] } as const;
  test.each(["chapter/chain-three-links", "chapter/mse", "chapter/network-2-3-1", "losses/bce-clip-within"])(
    "is asked %s as a graph, and held to its certified numbers",
    async (id) => {
      const { finding, kinds } = await asked(id, graphs);
      expect([finding.verdict, finding.askedAs, kinds]).toEqual(["conforms", "graph", ["graph"]]);
      expect(certifies(finding)).toBe(true);
      expect(finding.notes.join()).toMatch(/^asked as a graph, because question:\w+ is not among/);
      const wrong = await asked(id, graphs, doubled);
      expect(wrong.finding.verdict).toBe("violates");
    },
  );
  test("is asked its own kind as it stands, and no training run, with the reason", async () => {
    const own = await asked("graphs/tree", graphs);
    expect([own.finding.verdict, own.finding.askedAs]).toEqual(["conforms", undefined]);
    const { finding, kinds } = await asked("chapter/update-one-step", graphs);
    expect([finding.verdict, kinds]).toEqual(["unsupported", []]);
    expect(finding.summary).toMatch(/^question:training; not as a graph: .*updates would be ours/);
  });
});

describe("an engine that answers networks alone", () => {
  const networks = { answers: ["network"] } as const;
  test.each([
    "chapter/mse",
    "chapter/cross-entropy",
    "losses/cross-entropy-of-a-vector",
    "losses/half-squares-of-a-vector",
  ])("is asked the loss of %s as one identity layer, and held to its certified numbers", async (id) => {
    const { finding, kinds } = await asked(id, networks);
    expect([finding.verdict, finding.askedAs, kinds]).toEqual(["conforms", "network", ["network"]]);
    expect(certifies(finding)).toBe(true);
    expect(finding.formula[0]).toBe("z1 = W1 x + b1");
    expect(finding.quantities.map(({ label }) => label)).toContain("∂L/∂W1");
    expect((await asked(id, networks, doubled)).finding.verdict).toBe("violates");
  });
  test.each(["chapter/chain-three-links", "graphs/tree", "chapter/xor-1000"])(
    "is not asked %s, with the reason",
    async (id) => {
      const { finding, kinds } = await asked(id, networks);
      expect([finding.verdict, kinds]).toEqual(["unsupported", []]);
      expect(finding.summary).toMatch(/^question:\w+; not as a network: ./);
    },
  );
});

describe("of several forms", () => {
  test("the nearest is asked, and the next where the engine does not support that", async () => {
    const both = { answers: ["network", "graph"] } as const;
    expect((await asked("chapter/mse", both)).kinds).toEqual(["network"]);
    const noIdentity = (answer: Answer, { kind }: Question) =>
      kind === "network" ? unsupported("loss:mse") : answer;
    const { finding, kinds } = await asked("chapter/mse", both, noIdentity);
    expect([finding.verdict, finding.askedAs, kinds]).toEqual(["conforms", "graph", ["network", "graph"]]);
  });
  test("none is asked that takes what the engine's lists leave out", async () => {
    const lists = {
      answers: ["network", "graph"],
      supports: { activations: ["tanh"], ops: ["add"] },
    } as const;
    const { finding, kinds } = await asked("chapter/network-2-3-1", lists);
    expect([finding.verdict, kinds]).toEqual(["unsupported", []]);
    expect(finding.summary).toBe("activation:relu; as a graph: op:matmul");
  });
  test("none is tried of an engine without a list of kinds, unless it refuses the kind as such", async () => {
    const picky = await asked("chapter/mse", {}, () => unsupported("loss:mse"));
    expect([picky.finding.summary, picky.kinds]).toEqual(["loss:mse", ["loss"]]);
    const kindly = (answer: Answer, { kind }: Question) =>
      kind === "graph" ? answer : unsupported(`question:${kind}`);
    const { finding, kinds } = await asked("chapter/mse", {}, kindly);
    expect([finding.verdict, kinds]).toEqual(["conforms", ["loss", "network", "graph"]]);
    expect(
      (await asked("chapter/mse", {}, (_, { kind }) => unsupported(`question:${kind}`))).finding,
    ).toMatchObject({
      verdict: "unsupported",
      summary: "question:loss; as a network: question:network; as a graph: question:graph",
    });
  });
  test("none is tried where the engine itself claims what it says it lacks: that is a violation", async () => {
    const { finding, kinds } = await asked(
      "chapter/network-2-3-1",
      { answers: ["network", "graph"], supports: { activations: ["relu", "sigmoid"] } },
      () => unsupported("activation:relu"),
    );
    expect([finding.verdict, finding.clause, kinds]).toEqual(["violates", "WIRE-4", ["network"]]);
  });
  test("what is printed while one is refused is told with the case all the same", async () => {
    const noisy = (answer: Answer, { kind }: Question): Observation =>
      kind === "network"
        ? { ...unsupported("loss:mse"), asides: [{ kind: "printed", text: "no mse here" }] }
        : answer;
    const { finding } = await asked("chapter/mse", { answers: ["network", "graph"] }, noisy);
    expect(finding.notes).toContain("printed: no mse here");
  });
  test("one is chosen beforehand for what is asked beside the cases", () => {
    const of = (answers: Description["answers"]) =>
      formFor(fixture("chapter/mse"), {
        name: "x",
        dtype: "float64",
        evaluates: false,
        ...(answers && { answers }),
      }).question.kind;
    expect([of(["graph"]), of(["network", "graph"]), of(["training"]), of(undefined)]).toEqual([
      "graph",
      "network",
      "loss",
      "loss",
    ]);
  });
});
