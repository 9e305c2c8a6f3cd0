/** Truth and tolerance of one pass: what is asked and what lies on the way, with every error that it can have. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { toDoubleDouble } from "../../spec/decimal.ts";
import { fromNested, scalar } from "../../spec/tensor.ts";
import { fixture } from "../fake.ts";
import { caseOf } from "../made.ts";
import { literalErrors } from "./literals.ts";
import { truthOf } from "./truth.ts";

const network = fixture("chapter/sigmoid-3-4-2");

describe("the truth", () => {
  test("holds every certified number within what its literals can do to it", () => {
    const truth = truthOf(network, profiles.float64);
    for (const [name, { text }] of Object.entries(network.certified?.gradients ?? {})) {
      const known = truth.gradients.get(name);
      text.forEach((written, k) => {
        const { hi, lo } = toDoubleDouble(written);
        const apart = Math.abs(hi - (known?.hi[k] ?? 0) + (lo - (known?.lo[k] ?? 0)));
        const allowed = (known?.literal[k] ?? 0) + (known?.own[k] ?? 0) + 1e-33;
        expect(apart, `${name}[${k}]`).toBeLessThanOrEqual(allowed * (1 + 1e-6));
        // and that is little: decimals are 1e-16 of their doubles away
        expect(allowed).toBeLessThan(1e-14);
      });
    }
  });
  test("of inputs that are doubles owes nothing to literals", () => {
    const truth = truthOf(caseOf({ ...network.question }), profiles.float64);
    for (const known of truth.gradients.values()) expect(known.literal.every((x) => x === 0)).toBe(true);
  });
  test("is known far better than any engine answers", () => {
    const truth = truthOf(network, profiles.float64);
    for (const known of truth.gradients.values()) {
      known.own.forEach((own, k) => {
        expect(own).toBeLessThanOrEqual(2 ** -40 * known.bound[k]);
      });
    }
  });
  test("widens from float64 to float32 to bfloat16", () => {
    const bound = (dtype: "float64" | "float32" | "bfloat16") =>
      truthOf(network, profiles[dtype]).gradients.get("W1")?.bound[0] ?? Number.NaN;
    expect(bound("float32") / bound("float64")).toBeGreaterThan(2 ** 28);
    expect(bound("bfloat16") / bound("float32")).toBeGreaterThan(2 ** 15);
  });
  test("says 0 exactly of what the output does not depend on", () => {
    const truth = truthOf(
      caseOf({
        kind: "graph",
        inputs: { x: fromNested([1.5]), unused: fromNested([2, 3]) },
        nodes: [{ out: "L", op: "sum", in: ["x"] }],
        seed: { L: scalar(1) },
        want: { values: [], gradients: ["unused", "x"] },
      }),
      profiles.float64,
    );
    const { hi, own, bound } = truth.gradients.get("unused") ?? { hi: [], own: [], bound: [] };
    expect([[...hi], [...own], [...bound]]).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(truth.gradients.get("x")?.hi[0]).toBe(1);
  });
});

describe("a literal's error", () => {
  test("is nothing where the decimal is a double", () => {
    expect(literalErrors(fromNested([0.5, -3]), { shape: [2], text: ["0.5", "-3"] })).toBeNull();
  });
  test("is how far the decimal is from its double", () => {
    // 0.1 is 0x1.999999999999ap−4: 0.1 − double = −5.551115123125783e−18
    expect([...(literalErrors(fromNested([0.1, 1]), { shape: [2], text: ["0.1", "1"] }) ?? [])]).toEqual([
      5.551115123125783e-18, 0,
    ]);
  });
});
