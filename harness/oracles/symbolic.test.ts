/** Symbolic derivatives are of the formula that engines are asked: its constants are doubles, and no argument is too far out. */
import { describe, expect, test } from "vitest";
import { referenceEngine } from "../../engine/reference/engine.ts";
import type { Case } from "../../spec/case.ts";
import { readFixture } from "../../spec/read/fixture.ts";
import { examine } from "../examine.ts";
import { subjectOf } from "../fake.ts";

function caseOf(formula: string, at: string): Case {
  const text = `title: t\nclause: CHAIN-1\nsource: {}\nexpression: y = ${formula}\nat: { ${at} }\n`;
  const read = readFixture("made.yaml", text, "made");
  if ("complaints" in read) throw new Error(JSON.stringify(read.complaints));
  return read.case;
}
const opinion = async (formula: string, at: string) => {
  const { verdict, opinions } = await examine(caseOf(formula, at), subjectOf(referenceEngine()));
  return [verdict, opinions.find(({ oracle }) => oracle === "symbolic")?.kind];
};

describe("the right engine conforms, and the symbolic oracle agrees, where a formula holds", () => {
  test.each([
    ["a constant that no double is", "0.1 * x", "x: 0.3"],
    ["such a constant as a power", "x^0.1 + 2.3^x", "x: 1.7"],
    ["a constant with an exponent", "x * 1e-7 + 1.1e20", "x: 0.7"],
    ["a tanh far out", "tanh(1 / x - 2)", "x: -5.151575054042041e-10"],
    ["a tanh of almost nothing", "tanh(x) * 3", "x: 1e-9"],
    ["a sigmoid and a softplus", "sigmoid(2.3 * x) * softplus(x - 0.7)", "x: 1.9"],
  ])("%s", async (_, formula, at) => {
    expect(await opinion(formula, at)).toEqual(["conforms", "agrees"]);
  });
});
