/** Differences know their own error: they do not contradict the truth, and say nothing where they cannot tell. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { referenceEngine } from "../../engine/reference/engine.ts";
import type { Case, NetworkQuestion } from "../../spec/case.ts";
import { lower } from "../../spec/lower/index.ts";
import { scalar, type Tensor } from "../../spec/tensor.ts";
import { families, randomNetwork } from "../campaign/networks.ts";
import { randomFrom } from "../campaign/random.ts";
import { fixture } from "../fake.ts";
import { kinksOf } from "../kinks.ts";
import { caseOf } from "../made.ts";
import { contradicts } from "../tolerance.ts";
import { truthOf } from "../truth/truth.ts";
import { differentiate } from "./differences.ts";
import { ownDifferences, referenceDifferences } from "./finite-differences.ts";
import type { Scene } from "./oracle.ts";

function sceneOf(c: Case & { readonly question: NetworkQuestion }): Scene {
  const graph = lower(c.question);
  const truth = truthOf(c, profiles.float64);
  const kink = kinksOf(graph, truth)[0]?.name;
  return {
    case: c,
    graph,
    truth,
    suspects: new Map(),
    engine: referenceEngine(),
    ...(kink !== undefined && { kink }),
  };
}
const network = fixture("chapter/sigmoid-3-4-2") as Case & { readonly question: NetworkQuestion };

// Measured on 1,400 random networks of every family: no contradiction in 38,873 and 38,107 entries that had an estimate.
describe.each([referenceDifferences, ownDifferences])("$name", (oracle) => {
  test("do not contradict the truth on random networks of every family, many with kinks within their steps", async () => {
    let compared = 0;
    for (let seed = 0; seed < 42; seed++) {
      const question = randomNetwork(randomFrom(900 + seed), families[seed % families.length]);
      const scene = sceneOf({ ...caseOf(question), question });
      if (oracle.scope(scene) !== "in") continue;
      const { gradients } = await oracle.estimate(scene);
      for (const [name, { hi, lo, error }] of gradients) {
        const known = scene.truth.gradients.get(name);
        hi.forEach((x, k) => {
          if (!known || !(error[k] < Number.POSITIVE_INFINITY)) return;
          compared++;
          const apart = x - known.hi[k] + (lo[k] - known.lo[k]);
          const errors = error[k] + known.own[k] + 2 ** -104 * Math.abs(known.hi[k]);
          expect(contradicts(apart, errors), `seed ${seed}, ${name}[${k}]`).toBe(false);
        });
      }
    }
    expect(compared).toBeGreaterThan(500);
  });
  test("are sharp on a smooth network", async () => {
    const { gradients } = await oracle.estimate(sceneOf(network));
    const all = [...gradients.values()].flatMap(({ hi, error }) =>
      [...error].map((e, k) => e / Math.abs(hi[k])),
    );
    // next to a power of two, or far below 1/8, no equidistant points are doubles
    const finite = all.filter(Number.isFinite);
    expect(finite.length).toBeGreaterThan(0.7 * all.length);
    expect(Math.max(...finite)).toBeLessThan(oracle === referenceDifferences ? 1e-12 : 1e-5);
  });
  test("say nothing at a kink, and nothing of training", () => {
    const scene = sceneOf(network);
    expect(oracle.scope({ ...scene, kink: "relu'(0)" })).toEqual({ out: "no derivative here: relu'(0)" });
    expect(oracle.scope({ ...scene, graph: undefined })).toEqual({ out: "a training run is many functions" });
  });
});

describe("a slope by differences", () => {
  const along = async (f: (x: number) => number, x: number) => {
    const forward = {
      noise: 2 ** -50,
      steps: [2 ** -7, 2 ** -10, 2 ** -13],
      evaluate: async (points: readonly Readonly<Record<string, Tensor>>[]) =>
        points.map((point) => ({ hi: f(point.x.data[0]), lo: 0 })),
    };
    return (await differentiate(forward, { x: scalar(x) }, [{ name: "x", entry: 0 }]))[0];
  };
  test.each([
    ["sin", Math.sin, 0.75, Math.cos(0.75)],
    ["exp", Math.exp, 1.5, Math.exp(1.5)],
    ["x³", (x: number) => x ** 3, 2, 12],
    ["a constant", () => 3, 1, 0],
  ] as const)("is that of %s, within its error, which is small", async (_, f, x, due) => {
    const { value, error } = await along(f, x);
    expect(Math.abs(value - due)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-8 * Math.max(1, Math.abs(due)));
  });
  test.each([2 ** -8, 2 ** -11, 2 ** -12, 2 ** -15, 0])(
    "near a kink %d away is wide enough for it",
    async (distance) => {
      const { value, error } = await along((x) => Math.max(x - distance, 0), 0);
      expect(Math.min(Math.abs(value), Math.abs(value - 1))).toBeLessThanOrEqual(error);
    },
  );
  test("of what an engine does not answer is worth nothing", async () => {
    const forward = { noise: 2 ** -50, steps: [0.1, 0.01], evaluate: async () => [] };
    expect(await differentiate(forward, { x: scalar(1) }, [{ name: "x", entry: 0 }])).toEqual([
      { value: 0, error: Number.POSITIVE_INFINITY },
    ]);
  });
  test("of a NaN is worth nothing", async () => {
    expect((await along(() => Number.NaN, 1)).error).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the engine's own differences", () => {
  test("bear witness to its own loss only where that is the loss that was asked", async () => {
    const reference = referenceEngine();
    const scene = sceneOf(network);
    const other: Scene = {
      ...scene,
      engine: {
        ...reference,
        evaluate: async (question, points) =>
          ({ ...(await reference.evaluate(question, points)), own: "Σ(a − t)²" }) as never,
      },
    };
    const { gradients } = await ownDifferences.estimate(other);
    for (const { error } of gradients.values())
      expect([...error].every((e) => e === Number.POSITIVE_INFINITY)).toBe(true);
  });
});
