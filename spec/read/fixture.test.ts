/** A fixture that is right becomes a case that keeps what was written. */
import { describe, expect, test } from "vitest";
import type { Case } from "../case.ts";
import { readFixture } from "./fixture.ts";
import { formula, net, training } from "./texts.ts";

const read = (text: string) => readFixture("dir/f.yaml", text, "dir/f");
const caseOf = (text: string): Case => {
  const result = read(text);
  if ("complaints" in result)
    throw new Error(result.complaints.map((c) => `${c.line}:${c.column} ${c.message}`).join("\n"));
  return result.case;
};
describe("a fixture that is right becomes a case", () => {
  test("digits are kept as they were written", () => {
    const { printed, certified } = caseOf(
      `${formula("y = x")}expect: { printed: { values: { y: 0.190 } }, certified: { gradients: { x: "1.00" } } }\n`,
    );
    expect(printed?.values.y).toEqual({ shape: [], text: ["0.190"] });
    expect(certified?.gradients.x).toEqual({ shape: [], text: ["1.00"] });
  });

  test("values and gradients directly below expect are certified", () => {
    expect(caseOf(`${formula("y = x")}expect: { values: { y: 3 } }\n`).certified?.values.y.text).toEqual([
      "3",
    ]);
  });

  test("only literals that no double holds are kept", () => {
    const { literals } = caseOf(net({ W: "[[0.5, 0.25], [1, 2], [3, 4]]", b: "[0.1, 0.5, 1]" }));
    expect(literals.W1).toBeUndefined();
    expect(literals.b1).toEqual({ shape: [3], text: ["0.1", "0.5", "1"] });
    expect(caseOf(formula("y = 0.1*x + 0.5")).literals).toEqual({ "y/1": { shape: [], text: ["0.1"] } });
  });

  test("half of a penalty keeps its exact decimal, under the name of the graph's input", () => {
    const { literals } = caseOf(net({ loss: "{ name: mse, reduction: mean, l2: 0.1 }" }));
    expect(literals["L/half_l2"]).toEqual({ shape: [], text: ["5e-2"] });
  });

  test("what is wanted has a default, and all that is expected is wanted", () => {
    expect(caseOf(net()).question.want).toEqual({ values: ["L"], gradients: ["W1", "b1", "W2", "b2"] });
    expect(caseOf(net()).question.also?.gradients).toEqual(["z1", "a1", "z2", "a2", "x"]);
    const expected = caseOf(net({ more: "expect: { gradients: { z2: [[1]] } }\n" })).question;
    expect(expected.want.gradients).toContain("z2");
    expect(expected.also?.gradients).not.toContain("z2");
    expect(caseOf(formula("y = u", "where: [u = x^2]\nat: { x: 3 }\n")).question.want).toEqual({
      values: ["u", "y"],
      gradients: ["x"],
    });
  });

  test("a fall asks for every step", () => {
    expect(caseOf(training("expect: { falling: [L] }\n")).question.want.values).toEqual([
      "L@0",
      "L@1",
      "L@2",
    ]);
  });

  test("the line of the question is known", () => {
    expect(caseOf(formula("y = x"))).toMatchObject({
      file: "dir/f.yaml",
      line: 4,
      id: "dir/f",
      points: 1,
      accepts: {},
    });
  });
});
