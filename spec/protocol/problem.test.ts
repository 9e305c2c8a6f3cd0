import { describe, expect, test } from "vitest";
import { fromNested } from "../tensor.ts";
import { parseLine } from "./numbers.ts";
import { encodeProblem, readGradient, readLosses, readProblems } from "./problem.ts";

const raw = (fields: object) => {
  const text = JSON.stringify({ id: 1, ok: true, ...fields });
  return { raw: text, json: JSON.parse(text) as unknown };
};
const listed = { name: "f", parameters: { w: [2], b: [] }, start: { w: [1, 2], b: 0.5 } };
const known = { parameters: { w: [2], b: [] } } as const;

describe("a list of problems", () => {
  test("carries shapes, a start for every parameter, and perhaps a precision", () => {
    expect(readProblems(raw({ problems: [{ ...listed, precision: "float32" }] }))).toMatchObject([
      {
        name: "f",
        parameters: { w: [2], b: [] },
        start: { w: { shape: [2] }, b: { shape: [] } },
        precision: "float32",
      },
    ]);
  });
  test.each([
    [{ problems: [listed, listed] }, 'problems lists "f" twice'],
    [{ problems: [{ ...listed, start: { w: [1, 2] } }] }, "problems[0].start.b is missing"],
    [{ problems: [{ ...listed, start: { ...listed.start, w: [1] } }] }, "problems[0].start.w has shape [1]"],
    [{ problems: [{ ...listed, start: { ...listed.start, c: 1 } }] }, "problems[0].start.c is no parameter"],
    [{ problems: [{ ...listed, parameters: { w: ["many"] } }] }, "problems[0].parameters.w[0]"],
    [{ functions: [] }, "problems: "],
  ])("that is malformed says where: %j", (fields, problem) => {
    expect(() => readProblems(raw(fields))).toThrow(problem);
  });
  test("may be refused", () => {
    const json = { id: 1, ok: false, error: { kind: "unsupported", what: "problems" } };
    expect(readProblems({ json, raw: "" })).toEqual({ failed: "problems" });
  });
});

describe("a black box on the wire", () => {
  test("is asked by name; big tensors are packed for engines that can unpack them", () => {
    const w = { shape: [5000], data: new Float64Array(5000) };
    expect(encodeProblem("f", { w }, { base64: true })).toMatchObject({ at: { w: { dtype: "float64" } } });
    expect(encodeProblem("f", { w: fromNested([1, 2]) }, { base64: true })).toEqual({
      kind: "problem",
      name: "f",
      at: { w: [1, 2] },
    });
  });
  test("answers with gradients of its parameters' shapes; one that is left out is for the judge", () => {
    expect(readGradient(raw({ values: { L: 1 }, gradients: { w: [1, 2] } }), known)).toMatchObject({
      kind: "answered",
      gradients: { w: { shape: [2] } },
    });
    expect(() => readGradient(raw({ gradients: { w: [[1, 2]] } }), known)).toThrow(
      "gradients.w has shape [1, 2]",
    );
  });
  test("may answer with ten megabytes of base64, beside a bare NaN even", () => {
    const base64 = Buffer.alloc(8_000_000).toString("base64");
    const text = `{"id":1,"ok":true,"values":{"L":NaN},"gradients":{"w":{"dtype":"float64","shape":[1000000],"base64":"${base64}"}}}`;
    const line = parseLine(text);
    expect(line?.bare).toBe(true);
    const seen = readGradient({ raw: text, json: line?.json }, { parameters: { w: [1_000_000] } });
    expect(seen).toMatchObject({ kind: "answered", values: { L: { data: Float64Array.of(Number.NaN) } } });
  });
  test("gives one loss a point, and shows how many digits it prints", () => {
    expect(() => readLosses(raw({ values: [{ L: 1 }] }), 2, known)).toThrow(
      "values holds 1 points, expected 2",
    );
    const text = '{"id":1,"ok":true,"values":[{"L":0.693100},{"L":0.693215}]}';
    expect(readLosses({ raw: text, json: JSON.parse(text) }, 2, known)).toMatchObject({
      digits: { kind: "decimals", count: 6 },
    });
  });
});
