/** An engine held against its own loss: what contradicts what is told, and honest engines are told nothing. */
import { describe, expect, test } from "vitest";
import { profiles } from "../engine/numbers/bounded/profile.ts";
import { asked, referenceEngine } from "../engine/reference/engine.ts";
import { sweep } from "../engine/reference/tape.ts";
import type { Engine, Evaluation } from "../spec/answer.ts";
import type { Case, NetworkQuestion, Question } from "../spec/case.ts";
import { evaluate, type Name } from "../spec/graph.ts";
import { lower, type SinglePass } from "../spec/lower/index.ts";
import type { Numbers } from "../spec/numbers.ts";
import { readFixtures } from "../spec/read/folder.ts";
import type { Tensor } from "../spec/tensor.ts";
import { families, randomNetwork } from "./campaign/networks.ts";
import { randomFrom } from "./campaign/random.ts";
import { examine } from "./examine.ts";
import { subjectOf } from "./fake.ts";
import type { Answer } from "./judge.ts";
import { precisionOf } from "./kills/precision.ts";
import { caseOf } from "./made.ts";
import { ownLossNote } from "./own-loss.ts";
import { truthOf } from "./truth/truth.ts";

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
const truth = truthOf(c, profiles.float64);

/** The tape in another arithmetic, which can be evaluated. */
function engineIn(n: Numbers<Tensor>): Engine {
  const some = (all: ReadonlyMap<Name, Tensor>, names: readonly Name[]) =>
    Object.fromEntries(names.flatMap((name) => (all.has(name) ? [[name, all.get(name) as Tensor]] : [])));
  return {
    ...reference,
    ask: async (question: Question) => {
      const wanted = asked(question);
      const pass = sweep(lower(question as SinglePass), n, { wanted: wanted.gradients });
      return {
        kind: "answered",
        values: some(pass.values, wanted.values),
        gradients: some(pass.gradients, wanted.gradients),
      };
    },
    evaluate: async (question, points) => ({
      kind: "evaluated",
      values: points.map((point) => {
        const given = Object.fromEntries(Object.entries(point).map(([name, x]) => [name, n.from(x)]));
        return some(evaluate(lower(question as SinglePass), n, given), ["L"]);
      }),
    }),
  };
}
const note = (engine: Engine, answer: Answer, wrong: boolean) =>
  ownLossNote({ case: c, engine, profile: profiles.float64, graph, answer, truth, wrong });

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

describe("an engine whose evaluation lies contradicts itself, and it is said what contradicts what:", () => {
  test("another loss at the point where it was asked", async () => {
    expect(
      await note(
        withLoss((L) => L + 1),
        right,
        false,
      ),
    ).toMatch(/evaluated, its L is 1\.\d+ where its answer says 0\.\d+/);
    expect(
      await note(
        withLoss((L) => L ** 3 + 7),
        scaled("W2", 3),
        true,
      ),
    ).toMatch(/evaluated, its L is 7\.\d+ where/);
  });
  test("another slope than a gradient that is right", async () => {
    // L itself where nothing is moved, and k/2 more for each unit that entry k is moved by
    const tilted: Engine = {
      ...reference,
      evaluate: async (question, points): Promise<Evaluation> => {
        const said = await reference.evaluate(question, points);
        if (said.kind === "failed") return said;
        const tilt = (point: Readonly<Record<string, Tensor>>) =>
          Object.entries(point).flatMap(([name, { data }]) =>
            Array.from(data, (x, k) => ((x - graph.inputs[name].data[k]) * k) / 2),
          );
        const values = said.values.map(({ L }, i) => ({
          L: { shape: [], data: Float64Array.of(tilt(points[i]).reduce((a, b) => a + b, L.data[0])) },
        }));
        return { kind: "evaluated", values };
      },
    };
    expect(await note(tilted, right, false)).toMatch(
      /evaluated near by, its L has the slope .* where its ∂L\/∂W\d\[.*\], which is right, is /,
    );
    expect(await note(tilted, scaled("W2", 3), true)).toMatch(/backward pass is wrong/);
  });
  test("and it never disputes the truth, nor speaks against a right number", async () => {
    const lying = withLoss((L) => L ** 3 + 7);
    const subject = (answer: Answer) => ({
      ...subjectOf({ ...lying, ask: async () => answer }, { evaluates: true }),
    });
    const guilty = await examine(c, subject(scaled("W2", 3)));
    expect(guilty.verdict).toBe("violates");
    expect(guilty.opinions.filter(({ kind }) => kind === "disagrees")).toEqual([]);
    expect(guilty.notes.join()).toContain("it contradicts itself: evaluated, its L is 7");
    const honest = await examine(c, subject(right));
    expect(honest.verdict).toBe("conforms");
    expect(honest.notes.join()).toContain("it contradicts itself");
  });
});

test("nothing is told of honest engines of any precision, whatever they round", async () => {
  for (let seed = 0; seed < 14; seed++) {
    const question = randomNetwork(randomFrom(400 + seed), families[seed % families.length]);
    const made = caseOf(question);
    for (const dtype of ["float64", "float32", "float16", "bfloat16"] as const) {
      const engine = engineIn(precisionOf(dtype).numbers);
      const self = {
        ...{ case: made, engine, profile: profiles[dtype], graph: lower(question) },
        answer: (await engine.ask(question)) as Answer,
        truth: truthOf(made, profiles[dtype]),
      };
      expect(await ownLossNote({ ...self, wrong: false }), `seed ${seed}, ${dtype}`).toBeUndefined();
    }
  }
});

test("of an engine that cannot be evaluated nothing is told", async () => {
  const mute: Engine = {
    ...reference,
    evaluate: async () => ({ kind: "failed", because: "it is not built for this" }),
  };
  expect(await note(mute, scaled("W2", 3), true)).toBeUndefined();
});
