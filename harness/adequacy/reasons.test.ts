import { describe, expect, test } from "vitest";
import { caseFrom, caseOf, network, type Parts, saidOf } from "./example.ts";

interface Law {
  readonly law: string;
  readonly bug: string;
  readonly by: string;
  readonly hiding: Parts;
  readonly otherwise?: Parts;
}

describe("a case hides a bug, and says by what", () => {
  const laws: readonly Law[] = [
    {
      law: "a batch of 1 hides a missing 1/m",
      bug: "batch-mean-forgotten",
      by: "a batch of 1",
      hiding: { x: "[[0.5], [0.75]]", target: "[[1]]" },
    },
    {
      law: "equal samples hide that one is taken for all",
      bug: "slope-of-the-first-sample",
      by: "a batch of equal samples",
      hiding: { x: "[[0.5, 0.5, 0.5, 0.5], [0.75, 0.75, 0.75, 0.75]]", target: "[[1, 1, 1, 1]]" },
    },
    {
      law: "zero biases hide that they are left out",
      bug: "bias-left-out-of-the-slope",
      by: "a bias of 0",
      hiding: { b: "[0, 0, 0]" },
    },
    {
      law: "inputs without fractions hide that these are cut off",
      bug: "input-read-as-integers",
      by: "an input of integers",
      hiding: { x: "[[1, -1, 2, 0], [3, 2, -1, -2]]" },
    },
    {
      law: "a relu that is always on hides a mask that is forgotten",
      bug: "relu-mask-forgotten",
      by: "a relu that is above 0 throughout",
      hiding: { activation: "relu", b: "[9, 9, 9]" },
      otherwise: { activation: "relu" },
    },
    {
      law: "what is not demanded is not shown",
      bug: "bias-gradient-forgotten",
      by: "not demanding ∂L/∂b1, ∂L/∂b2",
      hiding: { want: "values: [L], gradients: [W1, W2]" },
    },
    {
      law: "a penalty that is not there hides that it is forgotten",
      bug: "penalty-forgotten",
      by: "the lack of a penalty",
      hiding: {},
      otherwise: { loss: "name: half_squared_error, reduction: batchmean, l2: 0.5" },
    },
  ];
  test.each(laws.map((one) => [one.law, one] as const))("%s, and a case without that shows it", (_, one) => {
    const { bug, by, hiding, otherwise } = one;
    expect(saidOf(bug, network(hiding)).because).toBe(by);
    expect(saidOf(bug, network(otherwise)).part).toBe("shown");
  });

  test("a cotangent of ones hides an engine that ignores it", () => {
    const graph = (seed: string) =>
      caseFrom(`graph:
  inputs: { x: [1.5, -2, 0.25] }
  nodes: [{ out: y, op: tanh, in: [x] }]
  seed: { y: ${seed} }
`);
    expect(saidOf("upstream-ignored", graph("[1, 1, 1]")).because).toBe("a cotangent of ones");
    expect(saidOf("upstream-ignored", graph("[1, -2, 0.5]")).part).toBe("shown");
  });

  test("a target that adds up to 1 hides an engine that takes it for granted", () => {
    const logits = "name: softmax_cross_entropy, reduction: batchmean, p: [[0.5, -1], [0.25, 2], [-1.5, 1]]";
    const loss = (target: string) => caseFrom(`loss: { ${logits}, target: ${target} }\n`);
    const hidden = saidOf("target-sum-taken-as-one", loss("[[1, 0], [0, 0], [0, 1]]"));
    expect(hidden.because).toBe("a target that adds up to 1");
    const shown = saidOf("target-sum-taken-as-one", loss("[[0.5, 0.25], [0.25, 0], [0.75, 1]]"));
    expect(shown.part).toBe("shown");
  });

  test("a formula in which nothing is used twice hides engines that pass parts on", () => {
    const hidden = saidOf("recursion-repeats-partial-sums", caseOf("chapter/chain-three-links"));
    expect(hidden.because).toBe("a formula in which no part is used twice");
    expect(saidOf("recursion-repeats-partial-sums", caseOf("graphs/diamond")).part).toBe("shown");
  });

  test("a single step hides what only a second one tells", () => {
    const hidden = saidOf("momentum-uncalled-for", caseOf("chapter/update-one-step"));
    expect(hidden.because).toBe("a single step");
    expect(saidOf("momentum-uncalled-for", caseOf("chapter/update-several-steps")).part).toBe("shown");
  });

  test("the contract hides what it admits", () => {
    const gelu = caseOf("probes/smooth-2-3-2-gelu");
    expect(saidOf("gelu-of-the-other-form", gelu)).toMatchObject({ part: "hidden" });
    expect(saidOf("gelu-of-the-other-form", gelu).because).toContain("admits gelu in its tanh form");
    // the slope alone in its other form is no dialect
    expect(saidOf("gelu-slope-of-the-other-form", gelu).part).toBe("shown");
  });

  test("rounding hides in float32 what float64 shows", () => {
    const [little, much] = ["one-entry-off-by-1e-9", "one-entry-off-by-1e-3"];
    expect(saidOf(little, network()).part).toBe("shown");
    expect(saidOf(little, network(), "float32").because).toBe("rounding in float32");
    expect(saidOf(much, network(), "float32").part).toBe("shown");
  });

  test("two things at once are told as two", () => {
    const said = saidOf("batch-of-one-squeezed", network());
    expect(said.because).toBe("a batch of more than 1, beside what is not demanded,");
  });
});

describe("what has no place", () => {
  test.each([
    ["leaky-slope-default", "a hidden leaky relu layer"],
    ["penalty-doubled", "a penalty"],
    ["update-adds-the-gradient", "a training run"],
    ["quotient-rule-sign", "a formula or a graph"],
    ["mean-forgotten", "a mean over all entries"],
    ["question-overwritten", "a second question"],
  ])("%s needs %s", (bug, instead) => {
    expect(saidOf(bug, network())).toMatchObject({ part: "nowhere", instead });
  });

  test("is not what other sizes would give a place", () => {
    const single = network({ x: "[[0.5], [0.75]]", target: "[[1]]" });
    expect(saidOf("last-sample-only", single)).toMatchObject({ part: "hidden", because: "a batch of 1" });
  });
});
