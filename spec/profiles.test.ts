/** What a case takes decides whether its profile requires it; and what an engine leaves out of its lists is found by the same words. */
import { describe, expect, test } from "vitest";
import type { Description } from "./answer.ts";
import { profileNames } from "./answer.ts";
import type { Layer, Loss, NetworkQuestion, Question } from "./case.ts";
import { featuresOf, lacking } from "./features.ts";
import { conformanceProfiles, isRequired, optionalIn, profileOf } from "./profiles.ts";
import { fromNested, scalar } from "./tensor.ts";

const want = { values: [], gradients: [] };
const network = (activations: readonly Layer["activation"][], more: Partial<Loss> = {}): NetworkQuestion => ({
  kind: "network",
  layers: activations.map((activation) => ({ W: fromNested([[1]]), b: fromNested([0]), activation })),
  loss: { name: "mse", reduction: "mean", ...more },
  ...{ x: fromNested([[1]]), target: fromNested([[1]]), want },
});
const formula = (expression: string): Question => ({
  kind: "expression",
  ...{ expression, where: [], at: { x: scalar(2) }, want },
});

describe("what a question takes", () => {
  test("is told once each, in the words of `unsupported`", () => {
    expect(featuresOf(network(["relu", "tanh", "relu"], { l2: 0.5, name: "bce", clip: 1e-7 }))).toEqual([
      "activation:relu",
      "activation:tanh",
      "loss:bce",
      "option:clip",
      "option:l2",
    ]);
    expect(featuresOf(formula("y = x + 2*x - exp(x)"))).toEqual([
      "op:multiply",
      "op:add",
      "op:exp",
      "op:subtract",
    ]);
    expect(
      featuresOf({
        ...network(["relu"]),
        kind: "training",
        learningRate: 1,
        steps: 1,
        report: { name: "bce", reduction: "sum" },
      }),
    ).toContain("loss:bce");
  });
});

describe("a case is", () => {
  test.each([
    [network(["relu", "sigmoid"]), []],
    [network(["relu", "softmax"]), ["activation:softmax"]],
    [network(["identity"], { l2: 0.1 }), ["option:l2"]],
    [formula("y = max(x, 1)^2"), []],
    [formula("y = softplus(x)"), ["op:softplus"]],
  ] as const)("required where its profile requires all that it takes: %#", (question, optional) => {
    expect(optionalIn({ question })).toEqual(optional);
    expect(isRequired({ question })).toBe(optional.length === 0);
  });
  test("of the profile of its kind, and every profile has one kind of its own", () => {
    expect(profileOf(formula("y = x"))).toBe("scalar");
    expect(new Set(profileNames.map((name) => conformanceProfiles[name].kind)).size).toBe(
      profileNames.length,
    );
  });
});

describe("an engine's description", () => {
  const describing = (more: Partial<Description>): Description => ({
    ...{ name: "mine", dtype: "float64", evaluates: false },
    ...more,
  });
  test.each([
    [{}, undefined],
    [{ answers: ["loss"] }, "question:network"],
    [{ answers: ["network"], supports: { activations: ["relu"] } }, "activation:gelu"],
    [{ supports: { losses: ["bce"] } }, "loss:mse"],
    [{ supports: { activations: ["relu", "gelu"], losses: ["mse"], ops: [] } }, undefined],
  ] as const)("%j leaves out of a relu and gelu network: %s", (more, missing) => {
    expect(lacking(network(["relu", "gelu"]), describing(more))).toBe(missing);
  });
  test("lists operations of graphs, and says nothing of formulas by it", () => {
    expect(lacking(formula("y = exp(x)"), describing({ supports: { ops: ["add"] } }))).toBeUndefined();
  });
});
