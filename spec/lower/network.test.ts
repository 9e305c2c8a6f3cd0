/** Networks and losses become graphs of the names that are asked: x, W1, b1, z1, a1, …, t, L. */
import { describe, expect, test } from "vitest";
import type { Layer, Loss, LossName, NetworkQuestion, Reduction } from "../case.ts";
import { formulasOf } from "../formula.ts";
import { fromNested } from "../tensor.ts";
import { checkGraph, shapesOf } from "./graph.ts";
import { divisor, lowerLoss } from "./loss.ts";
import { atStep, lowerNetwork, lowerTraining, parametersOf } from "./network.ts";

const layer = (activation: Layer["activation"], rows: number, columns: number, alpha?: number): Layer => ({
  W: { shape: [rows, columns], data: new Float64Array(rows * columns).fill(0.5) },
  b: { shape: [rows], data: new Float64Array(rows) },
  activation,
  ...(alpha !== undefined && { alpha }),
});
const network = (layers: readonly Layer[], loss: Loss): NetworkQuestion => ({
  kind: "network",
  layers,
  loss,
  x: fromNested([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  target: fromNested([[0, 1, 0]]),
  want: { values: ["L"], gradients: ["W1"] },
});
const half: Loss = { name: "half_squared_error", reduction: "batchmean" };

describe("a network", () => {
  const graph = lowerNetwork(network([layer("leaky_relu", 4, 2, 0.25), layer("sigmoid", 1, 4)], half));
  test("is a right graph, whose seed is 1 at L", () => {
    expect(checkGraph(graph)).toEqual([]);
    expect(Object.entries(graph.seed).map(([name, { shape, data }]) => [name, shape, data[0]])).toEqual([
      ["L", [], 1],
    ]);
  });
  test("has the names that are asked, with samples as columns", () => {
    const { shapes } = shapesOf(graph);
    expect(
      ["x", "W1", "b1", "z1", "a1", "W2", "b2", "z2", "a2", "t", "L"].map((name) => shapes.get(name)),
    ).toEqual([[2, 3], [4, 2], [4], [4, 3], [4, 3], [1, 4], [1], [1, 3], [1, 3], [1, 3], []]);
  });
  test("keeps its slope, and the default where none is given", () => {
    const slopes = [0.25, undefined].map(
      (alpha) =>
        lowerNetwork(network([layer("leaky_relu", 1, 2, alpha)], half)).nodes.find(({ out }) => out === "a1")
          ?.attributes,
    );
    expect(slopes).toEqual([{ alpha: 0.25 }, undefined]);
  });
  test.each([
    ["identity", "reshape"],
    ["gelu_tanh", "gelu"],
    ["softmax", "softmax"],
    ["elu", "elu"],
  ] as const)("%s is the operation %s", (activation, op) => {
    const { nodes } = lowerNetwork(network([layer(activation, 1, 2)], half));
    expect(nodes.find(({ out }) => out === "a1")?.op).toBe(op);
  });
  test("takes softmax over its classes, not over its samples", () => {
    const { nodes } = lowerNetwork(network([layer("softmax", 1, 2)], half));
    expect(nodes.find(({ out }) => out === "a1")?.attributes).toEqual({ axis: 0 });
  });
  test("penalises weights and never biases", () => {
    const graph = lowerNetwork(network([layer("tanh", 4, 2), layer("sigmoid", 1, 4)], { ...half, l2: 0.1 }));
    expect(checkGraph(graph)).toEqual([]);
    const squares = graph.nodes
      .filter(({ out }) => out.startsWith("L/square"))
      .flatMap(({ in: operands }) => operands);
    expect(squares.filter((name) => /^[Wb]\d$/.test(name))).toEqual(["W1", "W1", "W2", "W2"]);
    expect(graph.inputs["L/half_l2"].data[0]).toBe(0.05);
  });
  test("reads as a person writes it", () => {
    expect(formulasOf(graph).slice(0, 2)).toEqual(["z1 = W1 x + b1", "a1 = leaky_relu(z1) [alpha 0.25]"]);
  });
});

describe("what a loss is divided by", () => {
  test.each([
    ["mse", "sum", [3, 4], 1],
    ["mse", "mean", [3, 4], 12],
    ["mse", "batchmean", [3, 4], 4],
    ["mse", "batchmean", [5], 5],
    ["bce", "mean", [5], 5],
    ["cross_entropy", "batchmean", [5], 1],
    ["cross_entropy", "batchmean", [5, 3], 3],
    ["softmax_cross_entropy", "batchmean", [5], 1],
    ["softmax_cross_entropy", "mean", [5, 3], 15],
  ] as const)("%s, %s of %o: %d", (name: LossName, reduction: Reduction, shape, by) => {
    expect(divisor({ name, reduction }, shape)).toBe(by);
  });
});

describe("a loss", () => {
  const names: readonly LossName[] = [
    "mse",
    "half_squared_error",
    "bce",
    "bce_with_logits",
    "cross_entropy",
    "softmax_cross_entropy",
  ];
  test.each(names)("%s is a right graph from p and t to the scalar L, in every reduction", (name) => {
    for (const reduction of ["sum", "mean", "batchmean"] as const) {
      for (const p of [
        fromNested([0.2, 0.3, 0.5]),
        fromNested([
          [0.2, 0.9],
          [0.8, 0.1],
        ]),
      ]) {
        const graph = lowerLoss({
          kind: "loss",
          loss: { name, reduction },
          p,
          target: p,
          want: { values: [], gradients: [] },
        });
        expect(checkGraph(graph)).toEqual([]);
        expect(shapesOf(graph).shapes.get("L")).toEqual([]);
      }
    }
  });
  test("clips only where it is told to", () => {
    const p = fromNested([0.2]);
    const clips = [undefined, 1e-7].map((clip) =>
      lowerLoss({
        kind: "loss",
        loss: { name: "bce", reduction: "mean", ...(clip && { clip }) },
        ...{ p, target: p, want: { values: [], gradients: [] } },
      }).nodes.filter(({ op }) => op === "clip"),
    );
    expect(clips.map((found) => found.map(({ attributes }) => attributes))).toEqual([
      [],
      [{ min: 1e-7, max: 1 - 1e-7 }],
    ]);
  });
});

describe("training", () => {
  test("is the same step again, over all parameters, with a loss that is only reported beside it", () => {
    const { step, parameters } = lowerTraining({
      ...network([layer("tanh", 4, 2), layer("sigmoid", 1, 4)], half),
      kind: "training",
      report: { name: "mse", reduction: "mean" },
      ...{ learningRate: 0.1, steps: 3 },
    });
    expect(parameters).toEqual(["W1", "b1", "W2", "b2"]);
    expect(Object.keys(step.seed)).toEqual(["L"]);
    expect(shapesOf(step).shapes.get("R")).toEqual([]);
  });
  test.each([
    ["W1@3", { node: "W1", step: 3 }],
    ["L@0", { node: "L", step: 0 }],
    ["W1@", undefined],
    ["W1", undefined],
    ["@1", undefined],
    ["W1@-1", undefined],
  ])("%s names a step: %o", (name, due) => {
    expect(atStep(name)).toEqual(due);
  });
  test("counts parameters from 1", () => {
    expect(parametersOf([layer("tanh", 1, 1)])).toEqual(["W1", "b1"]);
  });
});
