/** Truth and tolerance of descent: rounding is bounded as the descent itself carries it on, and a wrong step is caught. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case, Layer, TrainingQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { fromNested, type Tensor } from "../../spec/tensor.ts";
import { type Precision, rounder } from "../campaign/arithmetic.ts";
import { honestEngine } from "../campaign/honest.ts";
import { randomFrom } from "../campaign/random.ts";
import { type Variant, variants } from "../campaign/variants.ts";
import { fixture } from "../fake.ts";
import { caseOf } from "../made.ts";
import { compare } from "../tolerance.ts";
import type { Truth } from "./known.ts";
import { truthOf } from "./truth.ts";

const steps = 200;
const xor: TrainingQuestion = {
  kind: "training",
  layers: [
    {
      W: fromNested([
        [0.5, -0.75],
        [-1.25, 0.9],
        [0.3, 1.1],
      ]),
      b: fromNested([0.1, -0.2, 0.05]),
      activation: "tanh",
    },
    { W: fromNested([[1.5, -0.7, 0.4]]), b: fromNested([-0.3]), activation: "sigmoid" },
  ],
  loss: { name: "half_squared_error", reduction: "batchmean" },
  x: fromNested([
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ]),
  target: fromNested([[0, 1, 1, 0]]),
  learningRate: 0.5,
  steps,
  want: {
    values: ["W1@1", "W1@200", "b1@200", "W2@200", "b2@200", "L@0", "L@200", "a2@200"],
    gradients: ["W1@0", "W2@100", "W1@200"],
  },
};

/** Descent by an honest engine: its gradients, and an update rounded twice. */
function descend(q: TrainingQuestion, precision: Precision, variant: Variant, rate = q.learningRate) {
  const round = rounder(precision);
  const random = randomFrom(7);
  const found = { values: new Map<Name, Tensor>(), gradients: new Map<Name, Tensor>() };
  let layers: readonly Layer[] = q.layers;
  for (let step = 0; step <= q.steps; step++) {
    const want = { values: [], gradients: [] };
    const answer = honestEngine({ ...q, kind: "network", layers, want }, precision, variant, random);
    for (const [name, x] of Object.entries(answer.values)) found.values.set(`${name}@${step}`, x);
    for (const [name, x] of Object.entries(answer.gradients)) found.gradients.set(`${name}@${step}`, x);
    layers.forEach(({ W, b }, i) => {
      found.values.set(`W${i + 1}@${step}`, W);
      found.values.set(`b${i + 1}@${step}`, b);
    });
    const moved = ({ shape, data }: Tensor, name: Name): Tensor => ({
      shape,
      data: data.map((x, k) => round(round(x) - round(round(rate) * answer.gradients[name].data[k]))),
    });
    layers = layers.map((layer, i) => ({
      ...layer,
      W: moved(layer.W, `W${i + 1}`),
      b: moved(layer.b, `b${i + 1}`),
    }));
  }
  return found;
}

/** What lies out of tolerance, and the largest share of a tolerance that was used. */
function outside(q: TrainingQuestion, truth: Truth, found: ReturnType<typeof descend>) {
  const wrong: string[] = [];
  let worst = 0;
  for (const kind of ["values", "gradients"] as const) {
    for (const name of q.want[kind]) {
      const [known, x] = [truth[kind].get(name), found[kind].get(name)];
      if (!known || !x) throw new Error(`${name} is nowhere`);
      x.data.forEach((entry, k) => {
        const { ok, error, bound } = compare(entry, {
          hi: known.hi[k],
          lo: known.lo[k],
          own: known.own[k],
          bound: known.bound[k],
        });
        if (!ok) wrong.push(`${name}[${k}]: ${error} > ${bound}`);
        worst = Math.max(worst, error / bound);
      });
    }
  }
  return { wrong, worst };
}

const truths = {
  float64: truthOf(caseOf(xor), profiles.float64),
  float32: truthOf(caseOf(xor), profiles.float32),
} as const;

describe("200 steps of descent", () => {
  test.each(["float64", "float32"] as const)(
    "stay within the tolerance in %s, whatever the order and formula",
    (precision) => {
      for (const variant of variants) {
        const { wrong } = outside(xor, truths[precision], descend(xor, precision, variant));
        expect(wrong, variant.name).toEqual([]);
      }
    },
  );
  test("leave the tolerance far below what they learn", () => {
    const [known, start] = [truths.float64.values.get("W1@200"), xor.layers[0].W.data];
    known?.bound.forEach((bound, k) => {
      expect(bound).toBeLessThan(1e-9 * Math.abs(known.hi[k] - start[k]));
    });
  });
  test.each([1e-9, -1e-9])("with a learning rate that is wrong by %d are caught", (by) => {
    const found = descend(xor, "float64", variants[0], xor.learningRate * (1 + by));
    expect(outside(xor, truths.float64, found).wrong.length).toBeGreaterThan(0);
  });
  test("are caught where one update is left out", () => {
    const short = descend({ ...xor, steps: steps - 1 }, "float64", variants[0]);
    const late = new Map([
      ...short.values,
      ...xor.want.values.map((name) => [name, short.values.get(name.replace("@200", "@199"))] as const),
    ]);
    const shifted = {
      values: late as Map<Name, Tensor>,
      gradients: new Map([...short.gradients, ["W1@200", short.gradients.get("W1@199") as Tensor]]),
    };
    expect(outside(xor, truths.float64, shifted).wrong.some((text) => text.startsWith("W1@200"))).toBe(true);
  });
  test("in float32 are not taken for float64", () => {
    expect(outside(xor, truths.float64, descend(xor, "float32", variants[0])).wrong).not.toEqual([]);
  });
});

describe("the truth of a descent", () => {
  test("before the first update is that of one pass", () => {
    const pass = truthOf(
      caseOf({ ...xor, kind: "network", want: { values: ["L"], gradients: ["W1"] } }),
      profiles.float64,
    );
    expect([...(truths.float64.gradients.get("W1@0")?.hi ?? [])]).toEqual([
      ...(pass.gradients.get("W1")?.hi ?? []),
    ]);
    expect(truths.float64.values.get("L@0")?.hi[0]).toBe(pass.values.get("L")?.hi[0]);
  });
  test("holds the certified numbers of the chapter's run", () => {
    const c: Case = fixture("chapter/update-several-steps");
    const truth = truthOf(c, profiles.float64);
    const promised = Object.entries(c.certified?.values ?? {});
    expect(promised.length).toBeGreaterThan(0);
    for (const [name, { text }] of promised) {
      text.forEach((written, k) => {
        const known = truth.values.get(name);
        expect(Math.abs(Number(written) - (known?.hi[k] ?? Number.NaN))).toBeLessThanOrEqual(
          2 ** -52 * Math.abs(Number(written)) + (known?.literal[k] ?? 0),
        );
      });
    }
  });
});
