import { describe, expect, test } from "vitest";
import { tensor } from "../tensor.ts";
import { decodeTensor, encodeTensor, expectShape, parseLine } from "./numbers.ts";

const awkward = [
  0.1,
  -0,
  0,
  5e-324,
  Number.MAX_VALUE,
  Number.NaN,
  Infinity,
  -Infinity,
  1 / 3,
  2 ** 53 + 2,
  -1e-7,
  1e21,
];

describe("a tensor on the wire", () => {
  test.each([
    ["as nested lists", Number.POSITIVE_INFINITY],
    ["as base64", 0],
  ])("comes back bit for bit %s", (_, base64Above) => {
    const sent = tensor([2, 3, 2], awkward);
    const line = JSON.stringify(encodeTensor(sent, base64Above));
    const back = decodeTensor(JSON.parse(line), "x");
    expect(back.shape).toEqual(sent.shape);
    for (const [i, x] of awkward.entries()) expect(Object.is(back.data[i], x)).toBe(true);
    // Wrong on purpose: plain JSON loses −0 and everything that is not finite.
    const plain = JSON.parse(JSON.stringify(awkward)) as number[];
    expect(awkward.filter((x, i) => !Object.is(x, plain[i]))).toHaveLength(4);
  });

  test("carries its shape, empty tensors and scalars included", () => {
    expect(encodeTensor(tensor([], [2]))).toBe(2);
    for (const shape of [[0], [2, 0], [1], [1, 1]]) {
      const back = decodeTensor(
        encodeTensor(tensor(shape, new Float64Array(shape[0]! * (shape[1] ?? 1)))),
        "x",
      );
      expect(back.shape).toEqual(shape);
    }
    expect(() => expectShape(decodeTensor([1], "values.L"), [], "values.L")).toThrow(
      "values.L has shape [1], expected a scalar",
    );
  });

  test("is little-endian in base64, and of a view only what it shows", () => {
    expect(encodeTensor(tensor([1], [1]), 0)).toMatchObject({ base64: "AAAAAAAA8D8=" });
    const all = Float64Array.from({ length: 20 }, (_, i) => i / 7);
    for (let size = 1; size < 12; size++) {
      const view = tensor([size], all.subarray(3, 3 + size));
      const { data } = decodeTensor(encodeTensor(view, 0), "x");
      expect([...data]).toEqual([...view.data]);
      expect(data.buffer.byteLength).toBe(8 * size);
    }
  });

  test("may be little-endian float32", () => {
    const base64 = Buffer.from(Float32Array.of(0.1, -2).buffer).toString("base64");
    expect([...decodeTensor({ dtype: "float32", shape: [2], base64 }, "x").data]).toEqual([
      Math.fround(0.1),
      -2,
    ]);
    expect(() => decodeTensor({ dtype: "float64", shape: [2], base64 }, "x")).toThrow(
      "x.base64 holds 8 bytes",
    );
  });

  test.each([
    [
      [
        [1, 2],
        [3, null],
      ],
      "gradients.W1[1][1] is null where a number belongs",
    ],
    [[[1, 2], [3]], "gradients.W1[1] has length 1 where its neighbours have 2"],
    [[[1, 2], 3], "gradients.W1[1] is 3 where its neighbours are lists"],
    [[1, [2]], "gradients.W1[1] is a list where its neighbours are numbers"],
    [[["0.5"]], 'gradients.W1[0][0] is "0.5", not a number'],
    ["nan", 'gradients.W1 is "nan", not a number'],
    [{ a: 1 }, 'gradients.W1 is {"a":1}, neither nested lists nor'],
    [{ dtype: "int8", shape: [1], base64: "" }, 'gradients.W1.dtype is "int8"'],
    [{ dtype: "float64", shape: [-1], base64: "" }, "gradients.W1.shape is [-1]"],
    [true, "gradients.W1 is true, not a number"],
    [undefined, "gradients.W1 is missing, not a number"],
  ])("that is wrong (%j) is refused with the place", (wire, problem) => {
    expect(() => decodeTensor(wire, "gradients.W1")).toThrow(problem);
  });
});

describe("a line", () => {
  test("with bare NaN and Infinity is read, and said to be so; strings that contain the words stay as they are", () => {
    const line = '{"x":[NaN,-Infinity,Infinity,nan,-inf],"note":"NaN \\" inf"}';
    const x = ["NaN", "-Infinity", "Infinity", "NaN", "-Infinity"];
    expect(parseLine(line)).toEqual({ json: { x, note: 'NaN " inf' }, bare: true });
    expect(parseLine('{"x":"NaN"}')).toEqual({ json: { x: "NaN" }, bare: false });
  });
  test("that is no JSON is none", () => {
    expect(parseLine("loss: nan")).toBeUndefined();
    expect(parseLine("{'x': 1}")).toBeUndefined();
  });
});
