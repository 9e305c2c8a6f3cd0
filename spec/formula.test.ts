/** A graph reads as a person writes it: named nodes a line each, parts of ours in place, brackets only where they bind. */
import { describe, expect, test } from "vitest";
import { formulasOf } from "./formula.ts";
import type { Graph, Node } from "./graph.ts";
import { fromNested, scalar } from "./tensor.ts";

const inputs: Graph["inputs"] = {
  x: scalar(3),
  y: scalar(2),
  A: fromNested([[1]]),
  "c/1": scalar(2),
  "c/2": scalar(-0.5),
};
const lines = (...nodes: Node[]) => formulasOf({ inputs, nodes, seed: {} });
const node = (out: string, op: Node["op"], ...operands: string[]): Node => ({ out, op, in: operands });

describe("a formula", () => {
  test.each([
    ["z = x + y", [node("z", "add", "x", "y")]],
    ["z = A Aᵀ", [node("z/1", "transpose", "A"), node("z", "matmul", "A", "z/1")]],
    ["z = (x + y) · 2", [node("z/1", "add", "x", "y"), node("z", "multiply", "z/1", "c/1")]],
    ["z = x · y + 2", [node("z/1", "multiply", "x", "y"), node("z", "add", "z/1", "c/1")]],
    ["z = x − (y − 2)", [node("z/1", "subtract", "y", "c/1"), node("z", "subtract", "x", "z/1")]],
    ["z = x − y − 2", [node("z/1", "subtract", "x", "y"), node("z", "subtract", "z/1", "c/1")]],
    ["z = x / (y / 2)", [node("z/1", "divide", "y", "c/1"), node("z", "divide", "x", "z/1")]],
    ["z = (x + y)^2", [node("z/1", "add", "x", "y"), node("z", "pow", "z/1", "c/1")]],
    ["z = x^(-0.5)", [node("z", "pow", "x", "c/2")]],
    ["z = relu(x + y)", [node("z/1", "add", "x", "y"), node("z", "relu", "z/1")]],
    ["z = |x|", [node("z", "abs", "x")]],
    ["z = x", [{ ...node("z", "reshape", "x"), attributes: { shape: [1] } }]],
    ["z = elu(x) [alpha 0.5]", [{ ...node("z", "elu", "x"), attributes: { alpha: 0.5 } }]],
  ] as const)("%s", (text, nodes) => {
    expect(lines(...nodes)).toEqual([text]);
  });
  test("is written once per named node, in the order of evaluation", () => {
    expect(lines(node("u", "exp", "x"), node("v/1", "log", "u"), node("v", "add", "v/1", "u"))).toEqual([
      "u = exp(x)",
      "v = log(u) + u",
    ]);
  });
});
