/** Formulas become graphs that mean the same; what the little language does not have is refused at its place. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scalar, type Tensor } from "../tensor.ts";
import { checkExpression, lowerExpression } from "./expression.ts";
import { checkGraph } from "./graph.ts";

const at = (values: Readonly<Record<string, number>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, x]) => [name, scalar(x)]));
const graphOf = (
  expression: string,
  where: readonly string[] = [],
  values: Record<string, number> = { x: 3 },
) => lowerExpression({ expression, where, at: at(values) });
const problemsOf = (expression: string, where: readonly string[] = []) => {
  const result = checkExpression({ expression, where, at: at({ x: 3, z: 1 }) });
  return "problems" in result ? result.problems : [];
};

/** The operations' meaning on plain numbers, written here a second time on purpose. */
const meaning: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  pow: (a, b) => a ** b,
  negative: (a) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  tanh: Math.tanh,
  maximum: Math.max,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  softplus: (a) => Math.log(1 + Math.exp(a)),
  relu: (a) => Math.max(a, 0),
  reshape: (a) => a,
};
function resultOf(
  expression: string,
  where: readonly string[] = [],
  values: Record<string, number> = { x: 3 },
): number {
  const graph = graphOf(expression, where, values);
  expect(checkGraph(graph)).toEqual([]);
  const known = new Map(Object.entries(graph.inputs).map(([name, { data }]) => [name, data[0]]));
  for (const { out, op, in: operands } of graph.nodes) {
    const [a, b] = operands.map((name) => known.get(name) as number);
    known.set(out, meaning[op](a, b));
  }
  return known.get(Object.keys(graph.seed)[0]) as number;
}

describe("a formula means what it says", () => {
  test.each([
    ["y = x + 2*x^2", 21],
    ["y = 2 - 3 - 4", -5],
    ["y = 12 / 2 / 3", 2],
    ["y = 2^3^2", 512],
    ["y = -x^2", -9],
    ["y = (-x)^2", 9],
    ["y = x^-1", 1 / 3],
    ["y = --x", 3],
    ["y = 1/2*x", 1.5],
    ["y = 1.5e1 * .5", 7.5],
    ["y = max(x, 4) - max(x, -4)", 1],
    ["y = abs(-x) + sqrt(x^2) + relu(-x)", 6],
    ["y = log(exp(x)) + tanh(0) + 2*sigmoid(0)", 4],
    ["y = softplus(0) - log(2)", 0],
    ["y = ((x))", 3],
    ["y = 7", 7],
    ["y=x", 3],
  ])("%s is %d at x = 3", (formula, value) => {
    expect(resultOf(formula)).toBeCloseTo(value, 14);
  });

  test("where lines may stand in any order", () => {
    expect(resultOf("y = v^3", ["v = 2*u + 1", "u = x^2"])).toBe(6859);
    expect(resultOf("y = v^3", ["u = x^2", "v = 2*u + 1"])).toBe(6859);
  });

  test("names that are not the fixture's own hold a slash", () => {
    const graph = graphOf("y = 2*u + 0.10", ["u = exp(-x)"]);
    const own = [...Object.keys(graph.inputs), ...graph.nodes.map(({ out }) => out)].filter(
      (name) => !name.includes("/"),
    );
    expect(own.sort()).toEqual(["u", "x", "y"]);
    expect(Object.keys(graph.seed)).toEqual(["y"]);
  });

  test("the text of a constant is kept", () => {
    const result = checkExpression({ expression: "y = 0.10*x", where: [], at: at({ x: 1 }) });
    expect("constants" in result && result.constants).toEqual({ "y/1": "0.10" });
  });
});

describe("what is no formula is refused where it stands", () => {
  test.each([
    ["y = 2 x", 6, /side by side/],
    ["y = x z", 6, /side by side/],
    ["y = (x)(z)", 7, /side by side/],
    ["y = x(2)", 4, /no function x/],
    ["y = sin(x)", 4, /no function sin/],
    ["y = eval(1)", 4, /no function eval/],
    ["y = x; z", 5, /";" has no meaning/],
    ["y = x = 2", 6, /"=" has no meaning/],
    ["y = 'a'", 4, /no meaning/],
    ["y = [1]", 4, /no meaning/],
    ["y = x!", 5, /no meaning/],
    ["y = x.constructor", 5, /no meaning/],
    ["y = x ? 1 : 2", 6, /no meaning/],
    ["y = x mod 2", 6, /mod is not part/],
    ["y = true", 4, /true is not part/],
    ["y = Infinity", 4, /Infinity is not part/],
    ["y = +x", 4, /says nothing/],
    ["y = x * / 2", 8, /./],
    ["y = x *", 6, /./],
    ["y = ()", 5, /./],
    ["y =", 2, /nothing stands/],
    ["y = (x", 6, /not closed/],
    ["y = x)", 5, /never opened/],
    ["y = max(x)", 4, /takes 2 arguments, not 1/],
    ["y = log(x, 2)", 4, /takes 1 argument, not 2/],
    ["y = exp", 4, /exp is a function/],
    ["y = 1e400", 4, /greater than every double/],
    ["y = q", 4, /q is not defined/],
    ["y = toString", 4, /toString is not defined/],
    ["x = 2", 0, /defined twice/],
    ["exp = 2", 0, /meaning of its own/],
    ["2y = 2", 0, /not a name/],
    ["__proto__ = 2", 0, /not a name/],
    ["y = y", 0, /cycle: y → y/],
    ["x + 1", 0, /needs a name/],
    [`y = ${"(".repeat(60)}x${")".repeat(60)}`, 54, /nested/],
    [`y = ${"x+".repeat(400)}x`, 0, /at most 500 parts/],
    [`y = ${" ".repeat(3000)}x`, 0, /at most 2000/],
  ])("%s", (formula, offset, message) => {
    const [first] = problemsOf(formula);
    expect(first?.message).toMatch(message);
    expect(first).toMatchObject({ line: "expression", offset });
  });

  test("a cycle among where lines is named along its way", () => {
    const [first] = problemsOf("y = a", ["a = b + 1", "b = 2*c", "c = exp(a)"]);
    expect(first).toMatchObject({ line: 0, offset: 0 });
    expect(first.message).toBe("a cycle: a → b → c → a");
  });

  test("lowering throws what checking tells", () => {
    expect(() => graphOf("y = 2 x")).toThrow(
      /expression, column 7: two values side by side \(write 2 \* x\)/,
    );
    expect(() => graphOf("y = u", ["u = q"])).toThrow(/where\[0\], column 5/);
  });

  test("no text whatever throws or hangs", () => {
    const piece = fc.constantFrom(
      "x",
      "y",
      "2",
      "0.1",
      "(",
      ")",
      "+",
      "-",
      "*",
      "/",
      "^",
      ",",
      "=",
      " ",
      "exp",
      "max(",
      "e",
      "i",
      "'",
      ".",
      "#",
      "\n",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 25 }).map((all) => `y = ${all.join("")}`),
          fc.string(),
        ),
        (text) => {
          const result = checkExpression({ expression: text, where: [], at: at({ x: 3 }) });
          if ("problems" in result)
            expect(result.problems.every(({ offset }) => offset >= 0 && offset <= text.length)).toBe(true);
          else expect(checkGraph(result.graph)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
