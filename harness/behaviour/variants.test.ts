/** Questions made from a question are what their names say, and the engine's own case is left as it was. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { referenceEngine } from "../../engine/reference/engine.ts";
import type { LossQuestion, NetworkQuestion } from "../../spec/case.ts";
import { toNested } from "../../spec/tensor.ts";
import { fixture, fixtures } from "../fake.ts";
import { truthOf } from "../truth/truth.ts";
import { candidatesOf, isTelling, otherThan, tellingCases } from "./choose.ts";
import { nonsenseOf, oneSampleOf, oneUnitOf, twinOf } from "./variants.ts";

const described = { name: "fake", dtype: "float64", evaluates: false } as const;
const network = fixture("probes/exact-2-3-3-2").question as NetworkQuestion;
const loss = fixture("chapter/bce").question as LossQuestion;

describe("from a network of 2-3-3-2 over four samples", () => {
  test("one sample is its first column", () => {
    const one = oneSampleOf(network) as NetworkQuestion;
    expect(toNested(one.x)).toEqual([[1], [1]]);
    expect(toNested(one.target)).toEqual([[-4], [3]]);
    expect(one.layers).toBe(network.layers);
  });

  test("one unit is the first row of W1 and the first column of W2", () => {
    const [first, second, third] = (oneUnitOf(network) as NetworkQuestion).layers;
    expect([first.W, first.b, second.W].map(toNested)).toEqual([[[1.5, 1]], [-1.5], [[1.5], [-0.5], [-1]]]);
    expect(third).toBe(network.layers[2]);
  });

  test("its twin has other numbers in the same shapes", () => {
    const twin = twinOf(network) as NetworkQuestion;
    expect(toNested(twin.layers[0].W)).toEqual([
      [-0.5, 1.5],
      [-1.5, 1],
      [1, 1.5],
    ]);
    expect(twin.x).toBe(network.x);
  });

  test("all of them can be answered", async () => {
    for (const made of [oneSampleOf(network), oneUnitOf(network), twinOf(network), twinOf(loss)])
      expect((await referenceEngine().ask(made as NetworkQuestion)).kind).toBe("answered");
  });

  test("what has no such size has no such question", () => {
    expect(oneSampleOf(loss)).toBeUndefined();
    expect(oneUnitOf(loss)).toBeUndefined();
    expect(twinOf(fixture("chapter/chain-two-paths").question)).toBeUndefined();
  });

  test.each(["probes/exact-2-3-2", "graphs/diamond", "chapter/bce", "chapter/chain-two-paths"])(
    "%s has a form that means nothing, told in words",
    (id) => {
      const { question } = fixture(id);
      const before = JSON.stringify(question);
      const nonsense = nonsenseOf(question);
      const word = /no_such_\w+/.exec(nonsense.what)?.[0] ?? "?";
      expect(JSON.stringify(nonsense.question)).toContain(word);
      expect(JSON.stringify(question)).toBe(before);
    },
  );
});

describe("the question that is asked again", () => {
  const all = fixtures("");

  test("is a network of several samples, off every kink, for an engine of any precision", () => {
    for (const dtype of ["float64", "float32", "float16", "bfloat16"] as const) {
      const [first] = tellingCases(all, { ...described, dtype });
      expect(first.question.kind).toBe("network");
      expect((first.question as NetworkQuestion).x.shape[1]).toBeGreaterThan(2);
    }
  });

  test("is none on a kink, and none whose gradients are all 0", () => {
    for (const id of ["chapter/relu-at-zero", "edges/zero-start"])
      expect(isTelling(fixture(id), truthOf(fixture(id), profiles.float64))).toBe(false);
  });

  test("is of a kind, an activation and a loss that the engine names", () => {
    const supports = { activations: ["sigmoid"], losses: ["half_squared_error"], ops: ["multiply"] };
    for (const { question } of candidatesOf(all, {
      ...described,
      answers: ["network", "graph"],
      supports,
    })) {
      if (question.kind === "graph") expect(question.nodes.every(({ op }) => op === "multiply")).toBe(true);
      else expect(question).toMatchObject({ kind: "network", loss: { name: "half_squared_error" } });
    }
  });

  test("has another beside it whose sizes differ", () => {
    const [first] = tellingCases(all, described);
    expect(otherThan(first, all, described)?.id).not.toBe(first.id);
    expect(otherThan(first, [first], described)).toBeUndefined();
  });
});
