/** A graph is sorted and checked before anything is computed, and what is wrong with it is said where it is. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph, Node } from "../graph.ts";
import { fromNested, scalar } from "../tensor.ts";
import { checkGraph, lowerGraph, shapesOf, sortNodes } from "./graph.ts";

const node = (out: string, op: Node["op"], ...operands: string[]): Node => ({ out, op, in: operands });
const graph = (nodes: readonly Node[], more: Partial<Graph> = {}): Graph => ({
  inputs: {
    x: fromNested([1, 2]),
    A: fromNested([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    s: scalar(2),
  },
  nodes,
  seed: {},
  ...more,
});
const messages = (g: Graph) => checkGraph(g).map(({ node: at, message }) => `${at}: ${message}`);
const namesOf = (sorted: ReturnType<typeof sortNodes>) =>
  "nodes" in sorted ? sorted.nodes.map(({ out }) => out) : sorted.cycle;

describe("nodes are sorted", () => {
  test("operands before their use, whatever the order they are written in", () => {
    const chain = Array.from({ length: 12 }, (_, i) =>
      node(`n${i}`, "add", i === 0 ? "x" : `n${i - 1}`, i > 3 ? `n${i - 3}` : "x"),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (nodes) => {
        const names = namesOf(sortNodes(nodes));
        expect(names.toSorted()).toEqual(chain.map(({ out }) => out).toSorted());
        for (const { out, in: operands } of nodes) {
          for (const operand of operands) {
            if (operand !== "x") expect(names.indexOf(operand)).toBeLessThan(names.indexOf(out));
          }
        }
      }),
    );
  });
  test("and stay as they are where that is an order", () => {
    const nodes = [node("a", "exp", "x"), node("b", "log", "x"), node("c", "add", "b", "a")];
    expect(namesOf(sortNodes(nodes))).toEqual(["a", "b", "c"]);
  });
  test("20,000 of them in a chain, last first, without overflowing the stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => node(`n${i}`, "exp", i === 0 ? "x" : `n${i - 1}`));
    expect(namesOf(sortNodes(chain.toReversed()))[19_999]).toBe("n19999");
  });
  test.each([
    [[node("a", "exp", "a")], ["a", "a"]],
    [
      [node("a", "exp", "b"), node("b", "exp", "a")],
      ["a", "b", "a"],
    ],
    [
      [node("z", "exp", "a"), node("a", "exp", "b"), node("b", "exp", "c"), node("c", "exp", "a")],
      ["a", "b", "c", "a"],
    ],
  ])("unless they go in a circle, which is named: %#", (nodes, cycle) => {
    expect(sortNodes(nodes)).toEqual({ cycle });
    expect(messages(graph(nodes))).toEqual([`${cycle[0]}: a cycle: ${cycle.join(" → ")}`]);
    expect(() => lowerGraph(graph(nodes))).toThrow("a cycle");
  });
});

describe("a graph is", () => {
  test("right", () => {
    const nodes = [
      node("y", "matmul", "A", "m"),
      { ...node("m", "reshape", "x"), attributes: { shape: [2, 1] } },
    ];
    expect(messages(graph(nodes, { seed: { y: fromNested([[1], [2], [3]]) } }))).toEqual([]);
  });
  test("given its shapes", () => {
    const { shapes } = shapesOf(graph([node("y", "multiply", "A", "x"), node("t", "transpose", "y")]));
    expect([shapes.get("A"), shapes.get("y"), shapes.get("t")]).toEqual([
      [3, 2],
      [3, 2],
      [2, 3],
    ]);
  });
});

describe("a graph is refused", () => {
  test.each([
    [
      "an unknown operand",
      [node("y", "exp", "nothing")],
      "y: nothing is not an input and not another node's out",
    ],
    [
      "an unknown operation",
      [node("y", "frobnicate" as Node["op"], "x")],
      "y: there is no operation frobnicate",
    ],
    [
      "an operation of every object",
      [node("y", "toString" as Node["op"], "x")],
      "y: there is no operation toString",
    ],
    ["too few operands", [node("y", "add", "x")], "y: add takes 2 operand(s), not 1"],
    ["too many operands", [node("y", "exp", "x", "x")], "y: exp takes 1 operand(s), not 2"],
    [
      "shapes that do not fit",
      [node("y", "matmul", "A", "A")],
      "y: [3, 2] times [3, 2]: the inner sizes 2 and 3 differ",
    ],
    ["a name defined twice", [node("y", "exp", "x"), node("x", "exp", "s")], "x: x is defined twice"],
    [
      "an attribute too many",
      [{ ...node("y", "exp", "x"), attributes: { axis: 0 } }],
      "y: exp takes no attribute axis",
    ],
    ["an attribute missing", [node("y", "clip", "x")], "y: clip needs the attribute min"],
  ] as const)("for %s", (_, nodes, message) => {
    expect(messages(graph(nodes))).toContain(message);
  });
  test("for a seed of nothing, or of another shape", () => {
    const nodes = [node("y", "exp", "x")];
    expect(messages(graph(nodes, { seed: { q: scalar(1) } }))).toEqual([
      "q: the seed names q, which is nowhere",
    ]);
    expect(messages(graph(nodes, { seed: { y: scalar(1) } }))).toEqual([
      "y: the seed of y is a scalar, but y is [2]",
    ]);
  });
});
