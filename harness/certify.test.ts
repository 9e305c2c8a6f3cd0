/** Every number that a fixture holds is proved by two methods, and one wrong digit of it is found. */
import { describe, expect, test } from "vitest";
import type { Case, Written } from "../spec/case.ts";
import { certify } from "./certify.ts";
import { fixture } from "./fake.ts";

// All of them are a step of CI: `backproof certify`.
const some = [
  "chapter/bce",
  "chapter/chain-three-links",
  "chapter/cross-entropy-branch",
  "chapter/mse",
  "chapter/relu-at-zero",
  "chapter/sigmoid-from-exp",
  "chapter/update-one-step",
  "chapter/update-several-steps",
  "probes/exact-2-3-2",
  "probes/smooth-2-3-2-logits",
];

test.each(some)("%s is proved", (id) => {
  const { checked, problems } = certify(fixture(id));
  expect(problems).toEqual([]);
  expect(checked).toBeGreaterThan(0);
});

/** One digit of one entry changed. */
const changed = (written: Written, entry: number, digit: number): Written => ({
  ...written,
  text: written.text.map((text, k) => {
    if (k !== entry) return text;
    const places = [...text].flatMap((c, i) => (/\d/.test(c) ? [i] : []));
    const at = places.at(digit) as number;
    return text.slice(0, at) + ((Number(text[at]) + 1) % 10) + text.slice(at + 1);
  }),
});

type Promise_ = "certified" | "printed";
function forged(c: Case, promise: Promise_, kind: "values" | "gradients", name: string, digit: number): Case {
  const promised = c[promise] as NonNullable<Case[Promise_]>;
  const all = { ...promised[kind], [name]: changed(promised[kind][name], 0, digit) };
  return { ...c, [promise]: { ...promised, [kind]: all } };
}

describe("one digit changed is found", () => {
  test.each([
    ["chapter/cross-entropy-branch", "certified", "values", "L", 0],
    ["chapter/cross-entropy-branch", "certified", "values", "L", 15],
    ["chapter/cross-entropy-branch", "certified", "values", "L", -1],
    ["chapter/cross-entropy-branch", "certified", "gradients", "W1", 5],
    ["chapter/cross-entropy-branch", "certified", "gradients", "W1", -1],
    ["chapter/cross-entropy-branch", "certified", "gradients", "b2", -1],
    ["chapter/mse", "printed", "values", "L", -1],
    ["chapter/mse", "certified", "gradients", "p", -1],
    ["probes/exact-2-3-2", "certified", "gradients", "W1", -1],
    ["chapter/relu-at-zero", "certified", "values", "a1", 0],
  ] as const)("%s: %s %s of %s, digit %d", (id, promise, kind, name, digit) => {
    const c = fixture(id);
    expect(certify(c).problems).toEqual([]);
    const { problems } = certify(forged(c, promise, kind, name, digit));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${kind}\\.${name}(\\[[\\d, ]+\\])? is written .*, but is `));
  });
});

describe("a certified number is refused", () => {
  const c = fixture("chapter/cross-entropy-branch");
  const withL = (text: string): Case => {
    const promised = c.certified as NonNullable<Case["certified"]>;
    return {
      ...c,
      certified: { ...promised, values: { ...promised.values, L: { shape: [], text: [text] } } },
    };
  };
  test("when it is right but has too few digits", () => {
    expect(certify(withL("1.17458463088905523")).problems[0]).toContain("has 18 digits");
  });
  test("when it is no number", () => {
    expect(() => certify(withL("nan"))).toThrow(SyntaxError);
  });
  test("when it is of another shape", () => {
    const promised = c.certified as NonNullable<Case["certified"]>;
    const b2 = { ...promised.gradients.b2, shape: [2, 1] };
    const { problems } = certify({
      ...c,
      certified: { ...promised, gradients: { ...promised.gradients, b2 } },
    });
    expect(problems).toEqual(["gradients.b2 is written with another shape"]);
  });
  test("when it is of nothing in the case", () => {
    const promised = c.certified as NonNullable<Case["certified"]>;
    const values = { ...promised.values, z9: { shape: [], text: ["1"] } };
    expect(certify({ ...c, certified: { ...promised, values } }).problems).toEqual([
      "values.z9 is promised, but is nowhere in the case",
    ]);
  });
});

test("a printed number is right to half a unit of its last digit", () => {
  const c = fixture("chapter/mse");
  const withPrinted = (text: string): Case => ({
    ...c,
    printed: { values: { L: { shape: [], text: [text] } }, gradients: {} },
  });
  expect(certify(withPrinted("0.1")).problems).toEqual([]);
  expect(certify(withPrinted("0.10")).problems).toEqual([]);
  expect(certify(withPrinted("0.101")).problems).toHaveLength(1);
});

describe("what is promised to fall", () => {
  const c = fixture("chapter/update-several-steps");
  test("falls in 64 digits", () => {
    expect(certify({ ...c, falling: ["L"] }).problems).toEqual([]);
  });
  test("is refused where it rises", () => {
    const uphill = { ...c, certified: undefined, printed: undefined, falling: ["L"] };
    const question = { ...c.question, learningRate: -0.75 } as typeof c.question;
    const { learningRate: _, ...literals } = c.literals;
    expect(certify({ ...uphill, literals, question }).problems).toEqual([
      "L is promised to fall, but does not at step 1",
    ]);
  });
});
