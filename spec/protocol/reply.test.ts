import { describe, expect, test } from "vitest";
import type { LossQuestion } from "../case.ts";
import { replies } from "../protocol.ts";
import { fromNested } from "../tensor.ts";
import { mannerOf } from "./question.ts";
import { descriptionOf, readAnswer, readEvaluation, readReply } from "./reply.ts";

const question: LossQuestion = {
  kind: "loss",
  loss: { name: "mse", reduction: "mean" },
  p: fromNested([2.1, 3.5, 1.8]),
  target: fromNested([2, 3, 2]),
  want: { values: ["L"], gradients: ["p"] },
};
const engine = { name: "mine", dtype: "float64", evaluates: true } as const;
const read = (fields: object, dtype: "float64" | "float32" = "float64") => {
  const raw = JSON.stringify({ id: 1, ok: true, ...fields });
  return readAnswer({ raw, json: JSON.parse(raw) }, question, { ...engine, dtype }, mannerOf({}));
};

describe("a reply to a question", () => {
  test("becomes tensors, and what nobody asked for is left out", () => {
    const seen = read({
      values: { L: 0.125, z9: "rubbish" },
      gradients: { p: [1, "NaN", 0.5] },
      unavailable: { x: "why" },
    });
    expect(seen).toMatchObject({ kind: "answered", values: { L: { shape: [] } }, unavailable: { x: "why" } });
    expect(seen.kind === "answered" && Object.keys(seen.values)).toEqual(["L"]);
  });
  test("may lack a wanted quantity: what that means is for the judge", () => {
    expect(read({})).toEqual({ kind: "answered", values: {}, gradients: {} });
  });
  test.each([
    [{ gradients: { p: [1, 2] } }, "gradients.p has shape [2], expected [3]"],
    [{ gradients: { p: [[1, 2, 3]] } }, "gradients.p has shape [1, 3], expected [3]"],
    [{ gradients: { p: [1, null, 3] } }, "gradients.p[1] is null"],
    [{ values: { L: [0.1] } }, "values.L has shape [1], expected a scalar"],
    [{ values: 3 }, "values: "],
    [{ gradients: [1] }, "gradients: "],
    [{ ok: "yes" }, "ok: "],
    [{ ok: false }, "error: "],
    [{ ok: false, error: { kind: "tired" } }, "error.kind: "],
    [{ unavailable: { p: 3 } }, "unavailable.p: "],
  ])("that is malformed says where: %j", (fields, problem) => {
    expect(() => read(fields)).toThrow(problem);
  });
  test.each([
    [
      { kind: "unsupported", what: "loss:mse" },
      { kind: "unsupported", what: "loss:mse" },
    ],
    [
      { kind: "rejected", message: "no" },
      { kind: "rejected", message: "no" },
    ],
    [
      { kind: "numeric", message: "overflow" },
      { kind: "rejected", message: "overflow" },
    ],
    [
      { kind: "internal", message: "KeyError" },
      { kind: "crashed", stderr: "KeyError" },
    ],
  ])("that is an error (%j) is an observation, and an exception never a rejection", (error, seen) => {
    expect(read({ ok: false, error })).toEqual(seen);
  });
  test("of a float32 engine holds floats, unless it prints fewer digits than a float has", () => {
    const float = read({ values: { L: 0.1 }, gradients: { p: [0.2, 0.33333334, 1] } }, "float32");
    expect(float.kind === "answered" && float.values.L?.data[0]).toBe(Math.fround(0.1));
    const double = read({ values: { L: 0.1 } });
    expect(double.kind === "answered" && double.values.L?.data[0]).toBe(0.1);
  });
});

describe("an evaluation", () => {
  const evaluated = (fields: object, reply = JSON.stringify({ id: 1, ok: true, ...fields })) =>
    readEvaluation({ raw: reply, json: JSON.parse(reply) }, question, 2, engine, mannerOf({}));
  test("has one record a point and says whose loss it is", () => {
    expect(evaluated({ values: [{ L: 1 }, { L: 2 }], own: "train_step" })).toMatchObject({
      kind: "evaluated",
      own: "train_step",
    });
    expect(() => evaluated({ values: [{ L: 1 }] })).toThrow("values holds 1 points, expected 2");
    expect(() => evaluated({ values: [{ L: 1 }, { L: [2] }] })).toThrow("values[1].L has shape [1]");
  });
  test("holds what is wanted: more does no harm, whatever it is", () => {
    const seen = evaluated({ values: [{ L: 1, z1: "rubbish" }, { L: 2 }] });
    expect(seen.kind === "evaluated" && seen.values.map((values) => Object.keys(values))).toEqual([
      ["L"],
      ["L"],
    ]);
  });
  test("tells how many digits are printed, as an answer does", () => {
    const six = '{"id":1,"ok":true,"values":[{"L":0.333333},{"L":0.250000}]}';
    expect(evaluated({}, six)).toMatchObject({ digits: { kind: "decimals", count: 6 } });
    expect(evaluated({ values: [{ L: 1 / 3 }, { L: 0.25 }] })).not.toHaveProperty("digits");
  });
});

test("an engine is described as it says hello, with what it claims", () => {
  const hello = { id: 1, ok: true, protocol: 1, engine: { name: "mine" } } as const;
  expect(descriptionOf(hello)).toEqual({ name: "mine", dtype: "float64", evaluates: false });
  expect(descriptionOf({ ...hello, profiles: ["network"], answers: ["graph"] })).toMatchObject({
    profiles: ["network"],
    answers: ["graph"],
  });
  // wrong on purpose
  expect(() => readReply(replies.hello, { ...hello, profiles: ["netwrok"] })).toThrow(
    /^profiles\[0\]: .*network/,
  );
});
