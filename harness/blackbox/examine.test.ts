import { describe, expect, test } from "vitest";
import type { Engine } from "../../spec/answer.ts";
import type { Finding } from "../../spec/report.ts";
import { scalar, tensor } from "../../spec/tensor.ts";
import { randomFrom } from "../campaign/random.ts";
import { examineProblem } from "./examine.ts";
import { bowl, bySize, engineOf, type Fake, logistic, network } from "./fakes.ts";
import { blackboxFindings } from "./findings.ts";
import { bugs } from "./planted.ts";

const relu = (seed: number) => network({ sizes: [20, 64, 64, 10], activation: "relu", samples: 16, seed });
const single = (seed: number) =>
  network({ sizes: [16, 32, 32, 4], activation: "tanh", samples: 8, seed, precision: "float32" });
const kinked = (_: number, seed: number) =>
  network({ sizes: [6, 16, 16, 3], activation: "relu", samples: 12, seed });
const small32 = (_: number, seed: number) =>
  network({ sizes: [6, 12, 3], activation: "tanh", samples: 6, seed, precision: "float32" });
const deep = (seed: number) => network({ sizes: Array(13).fill(8), activation: "tanh", samples: 4, seed });

/** The finding, and the points and gradients that it cost beside the two answers that are judged. */
async function examined(fake: Fake, engine: Engine, seed = 1): Promise<{ finding: Finding; cost: number }> {
  let calls = 0;
  const { problems } = engine;
  if (!problems) throw new Error("no problems");
  const counting: Engine = {
    ...engine,
    problems: {
      ...problems,
      gradient(name, at) {
        calls++;
        return problems.gradient(name, at);
      },
      evaluate(name, points) {
        calls += points.length;
        return problems.evaluate(name, points);
      },
    },
  };
  return { finding: await examineProblem(counting, fake.problem, "fake", { seed }), cost: calls - 2 };
}

/** An engine whose losses jitter by that much. */
function noisy(fake: Fake, amplitude: number): Engine {
  const random = randomFrom(5);
  return engineOf([fake], undefined, () => amplitude * (random.next() * 2 - 1));
}

describe("an honest black box conforms within 40 evaluations", () => {
  test.each([
    ["of 10³ parameters", bySize.small],
    ["of 10⁵ parameters", bySize.middle],
    ["of 10⁶ parameters", bySize.large],
    ["with kinks", relu],
    ["in float32, by the line integral", single],
    ["of 24 tensors", deep],
  ])("%s", async (_, make) => {
    const fake = make(1);
    const { finding, cost } = await examined(fake, engineOf([fake]));
    expect([finding.verdict, finding.summary]).toEqual(["conforms", expect.stringContaining("agree")]);
    expect(cost).toBeLessThanOrEqual(40);
    expect(finding.quantities.map(({ status }) => status)).toEqual(finding.quantities.map(() => "right"));
    expect(finding.notes.some((note) => note.includes("one wrong entry would have been seen"))).toBe(true);
  });
  test("whose losses are noisy", async () => {
    const fake = logistic(1000, 2);
    const { finding, cost } = await examined(fake, noisy(fake, 1e-9));
    expect(finding.verdict).toBe("conforms");
    expect(cost).toBeLessThanOrEqual(40);
    expect(finding.notes).toContainEqual(expect.stringMatching(/^the same point twice: losses differ by/));
  });
  test("on 100 seeds, with and without kinks, noise and float32: never an accusation", async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const fake = [logistic, kinked, small32][seed % 3](300, seed);
      const engine = seed % 6 === 0 ? noisy(fake, 1e-10) : engineOf([fake]);
      const { finding } = await examined(fake, engine, seed);
      expect([seed, finding.verdict]).toEqual([seed, "conforms"]);
    }
  });
});

describe("an error that is planted is found and placed", () => {
  const named = (name: string) => bugs.find((bug) => bug.name === name)!;
  test.each([
    ["one entry × 1.001", "10³", bySize.small, 180],
    ["one entry × 1.001", "10⁵", bySize.middle, 260],
    ["one entry × 1.001", "10⁶", bySize.large, 280],
    ["one entry × 1.00001", "10³", bySize.small, 180],
    ["one entry × 1.001", "kinks", relu, 180],
    ["one entry × 2", "float32", single, 260],
    ["one row zero", "kinks", relu, 260],
    ["a tensor × 2", "10⁵", bySize.middle, 260],
    ["a tensor × 2", "float32", single, 280],
    ["a small tensor negated", "10⁶", (seed: number) => bowl(300, 300, seed), 280],
    ["a small tensor negated", "24 tensors", deep, 180],
    ["a tensor zero", "10³", bySize.small, 180],
    ["five entries × 1.01", "10³", bySize.small, 479],
  ])("%s of %s", async (name, _, make, budget) => {
    const fake = make(1);
    const planted = named(name).plant(fake, randomFrom(36));
    const { finding, cost } = await examined(fake, engineOf([fake], planted.wrong));
    expect(finding.verdict).toBe("violates");
    expect(planted.isTold(finding)).toBe(true);
    expect(cost).toBeLessThanOrEqual(budget);
    expect(finding.opinions.map(({ kind }) => kind)).toEqual(["agrees", "agrees"]);
  });
  test("an entry that is no number, even where the right one is 0", async () => {
    const { problem, loss, gradient } = logistic(20, 1);
    const idle = tensor([2, 3], new Float64Array(6));
    const fake: Fake = {
      problem: {
        ...problem,
        parameters: { ...problem.parameters, idle: [2, 3] },
        start: { ...problem.start, idle },
      },
      loss,
      gradient: (at) => ({ ...gradient(at), idle: tensor([2, 3], new Float64Array(6)) }),
    };
    expect((await examined(fake, engineOf([fake]))).finding.verdict).toBe("conforms");
    const hole = engineOf([fake], (gradients) => {
      gradients.idle.data[4] = Number.NaN;
    });
    const { finding } = await examined(fake, hole);
    expect(finding.verdict).toBe("violates");
    expect(finding.quantities[2].entries).toMatchObject([{ index: [1, 1], engine: "NaN", ok: false }]);
  });
});

describe("nobody is accused on what cannot be shown", () => {
  const fake = logistic(50, 1);
  const changed = (problems: Partial<NonNullable<Engine["problems"]>>): Engine => {
    const engine = engineOf([fake]);
    return { ...engine, problems: { ...engine.problems!, ...problems } };
  };
  test.each([
    ["a loss of too much noise", noisy(fake, 1e-2), "inconclusive"],
    ["a loss that is not a number", noisy(fake, Number.NaN), "inconclusive"],
    [
      "another loss when it evaluates than when it differentiates",
      engineOf(
        [{ ...fake, loss: (at) => fake.loss(at) }],
        undefined,
        (() => {
          let first = true;
          return () => {
            const shift = first ? 1 : 0;
            first = false;
            return shift;
          };
        })(),
      ),
      "inconclusive",
    ],
    ["no losses", changed({ evaluate: async () => ({ kind: "failed", because: "not today" }) }), "errored"],
    ["no gradient", changed({ gradient: async () => ({ kind: "timed-out", afterMs: 5000 }) }), "errored"],
    [
      "a problem that it listed and does not know",
      changed({ gradient: async () => ({ kind: "unsupported", what: "it" }) }),
      "violates",
    ],
    [
      "a gradient of another shape",
      changed({
        gradient: async () => ({ kind: "answered", values: {}, gradients: { w: scalar(1), b: scalar(1) } }),
      }),
      "violates",
    ],
  ] as const)("%s: the verdict says so", async (_, engine, verdict) => {
    expect((await examined(fake, engine)).finding.verdict).toBe(verdict);
  });
  test("half precision is not judged, and not passed either", async () => {
    const problem = { ...fake.problem, precision: "bfloat16" } as const;
    expect((await examined({ ...fake, problem }, engineOf([fake]))).finding.verdict).toBe("inconclusive");
  });
  test("an engine that accumulates its gradients from call to call is seen, not judged by its first answer alone", async () => {
    let times = 0;
    const engine = engineOf([fake], (gradients) => {
      times++;
      for (const { data } of Object.values(gradients)) data.set(data.map((g) => g * times));
    });
    const { finding } = await examined(fake, engine);
    expect(finding.verdict).toBe("inconclusive");
    expect(finding.notes).toContainEqual(expect.stringMatching(/^the same question twice: gradients differ/));
  });
});

describe("the findings of a run", () => {
  const all = async (engine: Engine) => {
    const found: Finding[] = [];
    for await (const finding of blackboxFindings(engine, await engine.describe(), "fake"))
      found.push(finding);
    return found;
  };
  test("are one a problem, by their names", async () => {
    const found = await all(engineOf([logistic(20, 1), bowl(4, 5, 1)]));
    expect(found.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["problems/logistic", "conforms"],
      ["problems/bowl", "conforms"],
    ]);
  });
  test("are none for an engine that announces none, and an error for one that cannot list what it announces", async () => {
    const { problems, ...plain } = engineOf([]);
    expect(await all(plain)).toEqual([]);
    const lying = {
      ...plain,
      problems: { ...problems!, list: async () => ({ kind: "failed", because: "lost" }) as const },
    };
    expect(await all(lying)).toMatchObject([{ verdict: "errored", id: "problems" }]);
  });
});
