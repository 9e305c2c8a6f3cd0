/** A node that repeats is as many nodes, numbered; the graph is the one that would have been written out. */
import { describe, expect, test } from "vitest";
import type { GraphQuestion } from "../case.ts";
import { readFixture } from "./fixture.ts";
import { graph } from "./texts.ts";

const read = (nodes: string, more?: string) => readFixture("dir/f.yaml", graph(nodes, more), "dir/f");
const nodesOf = (nodes: string, more?: string) => {
  const result = read(nodes, more);
  if ("complaints" in result) throw new Error(result.complaints[0].message);
  return (result.case.question as GraphQuestion).nodes;
};
const messages = (nodes: string, more?: string) => {
  const result = read(nodes, more);
  return "complaints" in result ? result.complaints.map(({ message }) => message) : [];
};

describe("repeat: n", () => {
  test("counts k from 1, and k-1 is the one before", () => {
    const seed = "seed: { y3: [1, -2] }";
    const repeated = nodesOf(
      `    - { out: y0, op: tanh, in: [x] }\n    - { repeat: 3, out: "y{k}", op: add, in: ["y{k-1}", w] }`,
      seed,
    );
    const writtenOut = nodesOf(
      "    - { out: y0, op: tanh, in: [x] }\n    - { out: y1, op: add, in: [y0, w] }\n    - { out: y2, op: add, in: [y1, w] }\n    - { out: y3, op: add, in: [y2, w] }",
      seed,
    );
    expect(repeated).toEqual(writtenOut);
  });

  test("two that repeat may be braided", () => {
    const nodes = nodesOf(
      `    - { repeat: 2, out: "p{k}", op: tanh, in: ["y{k-1}"] }\n    - { repeat: 2, out: "y{k}", op: add, in: ["p{k}", w] }\n    - { out: y0, op: tanh, in: [x] }`,
      "seed: { y2: [1, -2] }",
    );
    expect(nodes.map(({ out }) => out)).toEqual(["p1", "p2", "y1", "y2", "y0"]);
  });

  test("without a place for the number it is refused once", () => {
    expect(messages(`    - { repeat: 3, out: y, op: add, in: [x, w] }`)).toEqual([
      "y would be defined 3 times",
    ]);
  });

  test("a number without repeat is no name", () => {
    const nodes = `    - { out: "z{k}", op: tanh, in: [x] }\n    - { out: y, op: add, in: [x, w] }`;
    expect(messages(nodes)).toEqual([expect.stringContaining("is not a name")]);
  });

  test("what a copy refers to must be there", () => {
    const seed = "seed: { y2: [1, -2] }";
    expect(messages(`    - { repeat: 2, out: "y{k}", op: add, in: ["y{k-1}", w] }`, seed)).toEqual([
      "y0 is not defined",
    ]);
  });
});
