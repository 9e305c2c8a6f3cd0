/** What an engine does between questions is found, each fault by the clause that it breaks; honest engines are not accused. */
import { describe, expect, test } from "vitest";
import { referenceEngine } from "../../engine/reference/engine.ts";
import type { Description, Engine, Observation } from "../../spec/answer.ts";
import type { Case, NetworkQuestion, Question } from "../../spec/case.ts";
import type { Finding, Verdict } from "../../spec/report.ts";
import { type Tensor, tensor } from "../../spec/tensor.ts";
import { fakeEngine, fixtures } from "../fake.ts";
import type { Answer } from "../judge.ts";
import { behaviourFindings } from "./behaviour.ts";

const cases = [...fixtures("chapter/"), ...fixtures("probes/")];
/** Whose numbers are all rounded: none of them must be met to the bit. */
const rounded = fixtures("chapter/sigmoid-3");
const described: Description = { name: "fake", dtype: "float64", evaluates: false };

type Respond = (question: Question, answer: Answer) => Observation | Promise<Observation>;
const reference = referenceEngine();

/** The reference behind a function; what means nothing is refused. */
function engineThat(respond: Respond = (_, answer) => answer): Engine & { readonly asked: () => number } {
  let count = 0;
  const engine = fakeEngine(async (question) => {
    count++;
    if (JSON.stringify(question).includes("no_such")) return { kind: "unsupported", what: "no such thing" };
    return respond(question, (await reference.ask(question)) as Answer);
  });
  return { ...engine, asked: () => count };
}

async function findingsOf(
  engine: Engine,
  description: Partial<Description> = {},
  asked: readonly Case[] = cases,
) {
  const all: Finding[] = [];
  for await (const finding of behaviourFindings(engine, { ...described, ...description }, "fake", asked))
    all.push(finding);
  return Object.fromEntries(all.map((finding) => [finding.id.replace("state/", ""), finding]));
}
const verdictsOf = (findings: Readonly<Record<string, Finding>>): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(Object.entries(findings).map(([id, { verdict }]) => [id, verdict]));
const accused = (findings: Readonly<Record<string, Finding>>): readonly string[] =>
  Object.values(findings).flatMap(({ id, verdict }) => (verdict === "violates" ? [id] : []));

const mapped = (answer: Answer, change: (x: number, k: number) => number): Answer => {
  const each = (all: Answer["gradients"]) =>
    Object.fromEntries(
      Object.entries(all).map(([name, { shape, data }]) => [name, { shape, data: data.map(change) }]),
    );
  return { ...answer, values: each(answer.values), gradients: each(answer.gradients) };
};
const isNetwork = (question: Question): question is NetworkQuestion => question.kind === "network";
const firstWeight = (question: Question) => (isNetwork(question) ? question.layers[0].W.data[0] : 0);

describe("honest engines are not accused", () => {
  test("the reference, in at most 15 questions, each finding in the shape of any other", async () => {
    const engine = engineThat();
    const findings = await findingsOf(engine);
    expect(new Set(Object.values(verdictsOf(findings)))).toEqual(new Set(["conforms"]));
    expect(Object.keys(findings)).toHaveLength(9);
    expect(engine.asked()).toBeLessThanOrEqual(15);
    expect(findings.repeat).toMatchObject({ id: "state/repeat", clause: "STATE-1", type: "finding" });
    expect(findings.repeat.notes).toEqual([]);
  });

  test.each(["float32", "bfloat16"] as const)("one that keeps %s only", async (dtype) => {
    const findings = await findingsOf(engineThat(), { dtype });
    expect(accused(findings)).toEqual([]);
    expect(findings.repeat.verdict).toBe("conforms");
  });

  test("one whose last bits change from run to run, and its spread is told", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => {
        run++;
        return mapped(answer, (x, k) => x * (1 + ((run + k) % 3) * 2 ** -52));
      }),
      {},
      rounded,
    );
    expect(accused(findings)).toEqual([]);
    expect(findings.repeat.verdict).toBe("conforms");
    expect(findings.repeat.notes[0]).toMatch(/differ by [\d.]+e-16 at most/);
  });

  test("one that claims float64, computes in float32 and spreads by its roundings", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => {
        run++;
        return mapped(answer, (x) => Math.fround(x * (1 + (run % 2) * 2 ** -24)));
      }),
      {},
      rounded,
    );
    expect(accused(findings)).toEqual([]);
  });

  test("one that is wrong, but wrong in the same way each time", async () => {
    const findings = await findingsOf(engineThat((_, answer) => mapped(answer, (x) => 3 * x)));
    expect(accused(findings)).toEqual([]);
  });

  test("one that differentiates twice the loss and spreads in proportion", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => {
        run++;
        return mapped(answer, (x) => 2 * x * (1 + (run % 2) * 2 ** -52));
      }),
      {},
      rounded,
    );
    expect(accused(findings)).toEqual([]);
  });

  test("one that prints six decimals, of which its last bits turn the last", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => {
        run++;
        const digits = { kind: "decimals", count: 6 } as const;
        return { ...mapped(answer, (x) => Math.floor(x * 1e6 + 0.5 + (run % 2) * 1e-3) / 1e6), digits };
      }),
    );
    expect(accused(findings)).toEqual([]);
  });

  test("one that offers more beside one answer than beside another", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((question, answer) => {
        const { want } = question;
        const kept = Object.entries(answer.gradients).filter(([name]) => want.gradients.includes(name));
        return run++ % 2 ? answer : { ...answer, gradients: Object.fromEntries(kept) };
      }),
    );
    expect(accused(findings)).toEqual([]);
  });

  test("one that takes only expressions: what has no size is left out", async () => {
    const findings = await findingsOf(engineThat(), { answers: ["expression"] });
    expect(accused(findings)).toEqual([]);
    expect(verdictsOf(findings)).toMatchObject({
      repeat: "conforms",
      refusal: "conforms",
      interleaved: "unsupported",
      "one-sample": "unsupported",
    });
  });

  test("one that can do nothing of this: every finding is unsupported, after five tries", async () => {
    let tries = 0;
    const engine = fakeEngine(() => {
      tries++;
      return { kind: "unsupported", what: "question:network" };
    });
    const findings = await findingsOf(engine);
    expect(tries).toBe(5);
    expect(new Set(Object.values(verdictsOf(findings)))).toEqual(new Set(["unsupported"]));
    expect(Object.keys(findings)).toHaveLength(9);
  });
});

describe("an engine that remembers is caught", () => {
  test("adding gradients to those of the call before", async () => {
    let sum: Record<string, Tensor> = {};
    const findings = await findingsOf(
      engineThat((_, answer) => {
        const gradients = Object.entries(answer.gradients).map(([name, { shape, data }]) => {
          const before = sum[name]?.data.length === data.length ? sum[name].data : undefined;
          return [name, { shape, data: data.map((x, k) => x + (before?.[k] ?? 0)) }] as const;
        });
        sum = Object.fromEntries(gradients);
        return { ...answer, gradients: sum };
      }),
    );
    expect(accused(findings)).toEqual(["state/repeat", "state/accumulation"]);
    expect(findings.accumulation.quantities.some(({ status }) => status === "wrong")).toBe(true);
    expect(findings.order).toMatchObject({ verdict: "inconclusive", summary: /already contradicts itself/ });
  });

  test("answering otherwise after a question of other sizes", async () => {
    let before: Question | undefined;
    const findings = await findingsOf(
      engineThat((question, answer) => {
        const stale = before !== undefined && sizesOf(before) !== sizesOf(question);
        before = question;
        return stale ? mapped(answer, (x) => 1.001 * x) : answer;
      }),
    );
    expect(accused(findings)).toEqual(["state/order"]);
    expect(findings.order.summary).toMatch(
      /^asked after \S+, it contradicts its own answer: L: [\d.]+, then [\d.]+; /,
    );
  });

  test("keeping the activations of the network before", async () => {
    let before: number | undefined;
    const findings = await findingsOf(
      engineThat((question, answer) => {
        const stale = before !== undefined && before !== firstWeight(question) && isNetwork(question);
        before = isNetwork(question) ? firstWeight(question) : before;
        return stale ? mapped(answer, (x) => -x) : answer;
      }),
    );
    expect(accused(findings)).not.toEqual([]);
    expect(accused(findings)).toContain("state/order");
  });

  test("building a network once for each list of sizes", async () => {
    const built = new Map<string, Answer>();
    const findings = await findingsOf(
      engineThat((question, answer) => {
        const kept = built.get(sizesOf(question)) ?? answer;
        built.set(sizesOf(question), kept);
        return kept;
      }),
    );
    expect(accused(findings)).toEqual(["state/interleaved"]);
    expect(findings.interleaved.summary).toMatch(/with the numbers of the one before/);
  });

  test("going on wrongly after what means nothing", async () => {
    let confused = false;
    const sound = engineThat((_, answer) => (confused ? { kind: "rejected", message: "still no" } : answer));
    const engine = fakeEngine((question) => {
      confused ||= JSON.stringify(question).includes("no_such");
      return sound.ask(question);
    });
    const findings = await findingsOf(engine);
    expect(accused(findings)).toEqual(["state/refusal"]);
    expect(findings.refusal.summary).toMatch(
      /after an activation no_such_activation it rejects it: still no/,
    );
    expect(findings.interleaved.verdict).toBe("inconclusive");
  });

  test.each<[string, Observation, Verdict]>([
    ["answering it", { kind: "answered", values: {}, gradients: {} }, "violates"],
    ["dying of it", { kind: "crashed", stderr: "Segmentation fault" }, "errored"],
    ["falling silent", { kind: "timed-out", afterMs: 1000 }, "errored"],
  ])("not refusing what means nothing: %s", async (_, seen, verdict) => {
    const sound = engineThat();
    const engine = fakeEngine((question) =>
      JSON.stringify(question).includes("no_such") ? seen : sound.ask(question),
    );
    expect(verdictsOf(await findingsOf(engine))).toMatchObject({
      refusal: verdict,
      repeat: "conforms",
      interleaved: "conforms",
    });
  });

  test("throwing is crashing, and not ours", async () => {
    const sound = engineThat();
    const engine = fakeEngine((question) => {
      if (JSON.stringify(question).includes("no_such")) throw new TypeError("undefined is not a function");
      return sound.ask(question);
    });
    const { refusal } = await findingsOf(engine);
    expect(refusal).toMatchObject({ verdict: "errored", summary: /crashes: undefined is not a function/ });
  });
});

describe("an engine that changes from run to run is caught", () => {
  test("beyond what rounding can do", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => {
        run++;
        return mapped(answer, (x) => x * (1 + (run % 2) * 1e-9));
      }),
    );
    expect(accused(findings)).toEqual(["state/repeat"]);
    expect(findings.accumulation.verdict).toBe("inconclusive");
  });

  test("by a NaN now and then", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => (run++ === 1 ? mapped(answer, () => Number.NaN) : answer)),
    );
    expect(accused(findings)).toEqual(["state/repeat"]);
  });

  test("by leaving out what was asked", async () => {
    let run = 0;
    const findings = await findingsOf(
      engineThat((_, answer) => (run++ === 1 ? { ...answer, gradients: {} } : answer)),
    );
    expect(findings.repeat.summary).toMatch(/∂L\/∂W1: answered only once/);
  });
});

describe("an engine that does not keep to its own memory is caught", () => {
  test("writing into the question", async () => {
    const findings = await findingsOf(
      engineThat((question, answer) => {
        if (isNetwork(question)) question.layers[0].W.data[0] -= 0.5;
        return answer;
      }),
    );
    expect(accused(findings)).toEqual(["state/inputs"]);
    expect(findings.inputs.summary).toMatch(/layers\.0\.W/);
  });

  test("handing out one buffer again and again", async () => {
    const buffers = new Map<string, Float64Array>();
    const findings = await findingsOf(
      engineThat((_, answer) => {
        const gradients = Object.entries(answer.gradients).map(([name, { shape, data }]) => {
          const own = buffers.get(`${name} ${shape}`) ?? new Float64Array(data.length);
          buffers.set(`${name} ${shape}`, own);
          own.set(data);
          return [name, { shape, data: own }] as const;
        });
        return { ...answer, gradients: Object.fromEntries(gradients) };
      }),
    );
    expect(accused(findings)).toEqual(["state/kept"]);
  });

  test("answering with the question's own arrays is told, and forgiven", async () => {
    const findings = await findingsOf(
      engineThat((question, answer) =>
        isNetwork(question) ? { ...answer, values: { ...answer.values, x: question.x } } : answer,
      ),
    );
    expect(accused(findings)).toEqual([]);
    expect(findings.inputs.notes[0]).toMatch(/shares memory with the question: values\.x/);
  });
});

describe("an engine that squeezes is caught", () => {
  const squeezed = ({ shape, data }: Tensor): Tensor =>
    tensor(
      shape.filter((n) => n !== 1),
      data,
    );
  const squeezing = (letters: RegExp) =>
    engineThat((_, answer) => ({
      ...answer,
      gradients: Object.fromEntries(
        Object.entries(answer.gradients).map(([name, x]) => [name, letters.test(name) ? squeezed(x) : x]),
      ),
    }));

  test("a layer of one unit", async () => {
    const findings = await findingsOf(squeezing(/^W/));
    expect(accused(findings)).toContain("state/one-unit");
    expect(findings["one-unit"].summary).toMatch(/∂L\/∂W1 has the shape \[\d\]/);
  });

  test("a batch of one", async () => {
    const findings = await findingsOf(squeezing(/^[xza]\d*$/));
    expect(accused(findings)).toContain("state/one-sample");
    expect(accused(findings)).not.toContain("state/repeat");
  });
});

const sizesOf = (question: Question): string =>
  isNetwork(question)
    ? [question.x, ...question.layers.map(({ W }) => W)].map(({ shape }) => String(shape)).join(" ")
    : question.kind;
