/** A case that can be read may still make no sense: its guards are no bugs, or it asks where nothing is defined. */
import { describe, expect, test } from "vitest";
import { readFixture } from "../spec/read/fixture.ts";
import { readFixtures } from "../spec/read/folder.ts";
import { formula, graph, head, net, training } from "../spec/read/texts.ts";
import { doubtsOf } from "./sense.ts";

const complaintsOf = (text: string) => {
  const result = readFixture("f.yaml", text, "f", doubtsOf);
  return "complaints" in result ? result.complaints : [];
};
const at = (x: number) => `at: { x: ${x} }\n`;
const loss = (name: string, p: string, target: string) =>
  `${head}loss: { name: ${name}, reduction: mean, p: ${p}, target: ${target} }\n`;
const logs = (more = "") =>
  `${graph("    - { out: l, op: log, in: [x] }\n    - { out: y, op: add, in: [x, w] }\n")}\n${more}`;
const identity = (target: string) =>
  net({ loss: `{ name: bce, reduction: ${target} }` }).replace("sigmoid", "identity");

test("every shipped fixture makes sense", () => {
  const { complaints } = readFixtures("fixtures", undefined, doubtsOf);
  expect(complaints.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
});

// biome-ignore format: a table, one row a line
const senseless: readonly (readonly [string, string, string, RegExp])[] = [
  ["a guard that is no bug of the catalogue", net({ more: "guards: [mean-forgotten, mean-forgoten]\n" }), "13:26 there is no bug mean-forgoten", /did you mean mean-forgotten\?/],
  ["the logarithm of a negative number", formula("y = log(x)", at(-1)), "4:13 log(x) is not defined: x is -1", /it needs x > 0/],
  ["the logarithm of 0", formula("y = log(x)", at(0)), "4:13 log(x) is not defined: x is 0", /x > 0/],
  ["a division by 0, in a where line", formula("y = u", `where: [v = 2*x, u = 1/(x - 3)]\n${at(3)}`), "5:18 1 / (x − 3) is not defined: x − 3 is 0", /x − 3 ≠ 0/],
  ["the root of a negative number", formula("y = sqrt(x)", at(-2)), "4:13 √x is not defined: x is -2", /x ≥ 0/],
  ["the slope of a root at 0", formula("y = sqrt(x)", at(0)), "4:13 √x is not defined: x is 0", /x > 0 for a derivative/],
  ["a broken power of a negative number", formula("y = x^0.5", at(-2)), "4:13 x^0.5 is not defined: x is -2", /no integer/],
  ["a probability above 1", loss("bce", "[0.25, 1.5]", "[0, 1]"), "4:47 log(1 − p) is not defined at [1]: 1 − p is -0.5", /probabilities/],
  ["a probability that is 0", loss("cross_entropy", "[[0.5], [0], [0.5]]", "[[1], [0], [0]]"), "4:59 log(p) is not defined at [1, 0]: p is 0", /clip/],
  ["an output that is no probability", identity("mean"), "10:9 log(1 − a2) is not defined at [0, 0]: 1 − a2 is -0.0", /sigmoid or softmax/],
  ["a node that is only there to help", logs(), "8:7 log(x) is not defined at [1]: x is -1.5", /x > 0/],
  ["what an overflow makes of a difference", formula("y = exp(x) - exp(x)", at(800)), "4:13 exp(x) − exp(x) is not a number in float64: something before it overflows", /want and also/],
  ["what an overflow makes of a slope", formula("y = tanh(exp(x))", at(800)), "4:13 the gradient by x is not a number in float64", /want and also/],
  ["an update that leaves the domain", training("want: { values: [L@2] }\n", "1e3").replace("name: mse", "name: bce").replace("sigmoid", "identity").replace("0.4, 0.5, 0.6", "0.1, 0.1, 0.1"), "10:9 before update 1, log(1 − a2) is not defined at [0, 0]: 1 − a2 is", /probabilities/],
];

describe("what has no answer is a complaint with its place", () => {
  test.each(senseless)("%s", (_, text, complaint, hint) => {
    const found = complaintsOf(text);
    expect(found).toHaveLength(1);
    const [{ line, column, message }] = found;
    expect(`${line}:${column} ${message}`.slice(0, complaint.length)).toBe(complaint);
    expect(found[0].hint).toMatch(hint);
  });
});

describe("what has an answer is none", () => {
  test.each([
    ["an overflow by itself", formula("y = exp(x)", at(800))],
    ["the value of a root at 0", formula("y = sqrt(x)", `${at(0)}want: { values: [y], gradients: [] }\n`)],
    ["an integer power of a negative number", formula("y = x^3", at(-2))],
    ["a node outside of its domain that nobody asks of", logs("also: { values: [], gradients: [] }\n")],
    ["clipped probabilities", loss("bce", "[0.25, 1]", "[0, 1]").replace("mean", "mean, clip: 0.01")],
    ["a bug of the catalogue", net({ more: "guards: [mean-forgotten]\n" })],
  ])("%s", (_, text) => expect(complaintsOf(text)).toEqual([]));
});
