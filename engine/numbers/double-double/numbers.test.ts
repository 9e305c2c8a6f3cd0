/** Tensors of double-doubles agree with 90 digits, and with the shapes that NumPy would give. */
import { expect, test } from "vitest";
import { fromNested, tensor, toNested } from "../../../spec/tensor.ts";
import { digits90, exactly, isNormal, sample, uniform } from "./accuracy.ts";
import { type DoubleDouble, doubleDouble as n } from "./numbers.ts";

const seed = 11;
const shaped = (k: number, shape: readonly number[]): DoubleDouble => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { ...sample(seed + k, size, { from: 1e-3, to: 1e3, signed: true }), shape };
};
const plain = (rows: unknown) => n.from(fromNested(rows as number[][]));
const shown = (x: DoubleDouble) => toNested(n.round(x));

test("each entry of a matrix product errs by at most 8 k u² Σ|a||b| for k terms", () => {
  for (const [rows, inner, columns] of [
    [3, 7, 5],
    [2, 64, 3],
    [1, 1, 1],
    [4, 2, 2],
  ]) {
    const a = shaped(1, [rows, inner]);
    const b = shaped(2, [inner, columns]);
    const found = n.matmul(a, b);
    expect(found.shape).toEqual([rows, columns]);
    expect(isNormal(found)).toBe(true);
    const sizes = (x: DoubleDouble) => digits90.from({ shape: x.shape, data: x.hi.map(Math.abs) });
    const total = digits90.round(digits90.matmul(sizes(a), sizes(b))).data;
    const gap = digits90.subtract(exactly(found), digits90.matmul(exactly(a), exactly(b)));
    digits90.round(gap).data.forEach((error, k) => {
      expect(Math.abs(error) / total[k]).toBeLessThanOrEqual(8 * inner * 2 ** -106);
    });
  }
});

test("a matrix product survives what a sum of doubles does not", () => {
  expect(shown(n.matmul(plain([[1e20, 1, -1e20]]), plain([[1], [1e-5], [1]])))).toEqual([[1e-5]]);
  expect(1e20 + 1e-5 - 1e20).toBe(0);
});

test("what overflows in one entry of a matrix product leaves the others alone", () => {
  const huge = 1.5e308;
  const found = n.matmul(
    plain([
      [huge, 1],
      [2, 3],
      [Infinity, 0],
    ]),
    plain([
      [0.5, 4],
      [1, 5],
    ]),
  );
  expect(shown(found)).toEqual([
    [0.75e308, Infinity],
    [4, 23],
    [Infinity, Infinity],
  ]);
  expect(found.lo[1]).toBe(0);
  expect(found.lo[0]).toBe(1);
});

test("elementwise operations broadcast; every path gives what the longest way gives", () => {
  const a = shaped(3, [2, 3]);
  for (const shape of [[], [1], [3], [1, 3], [2, 1], [2, 3], [4, 1, 3]]) {
    const b = shaped(4, shape);
    for (const operation of ["add", "subtract", "multiply", "divide"] as const) {
      const found = n[operation](a, b);
      const full = n[operation](n.broadcast(a, found.shape), n.broadcast(b, found.shape));
      expect(found).toEqual(full);
      const back = n[operation](b, a);
      expect(back).toEqual(n[operation](n.broadcast(b, found.shape), n.broadcast(a, found.shape)));
    }
  }
  expect(() => n.add(shaped(1, [2]), shaped(1, [3]))).toThrow("[2] and [3] do not broadcast");
});

test("tensors are summed, turned and repeated along their axes", () => {
  const x = n.from(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
  expect(shown(n.sum(x, [0]))).toEqual([[5, 7, 9]]);
  expect(shown(n.sum(x, [1]))).toEqual([[6], [15]]);
  expect(shown(n.sum(x, [0, 1]))).toEqual([[21]]);
  expect(shown(n.transpose(x))).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  expect(shown(n.transpose(n.reshape(x, [3, 1, 2])))).toEqual([
    [[1], [2]],
    [[3], [4]],
    [[5], [6]],
  ]);
  expect(shown(n.broadcast(n.from(tensor([2, 1], [1, 2])), [2, 2]))).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("a sum errs by at most 3 k u² Σ|x| for k terms, which a sum of doubles does not keep", () => {
  const next = uniform(seed);
  const values = Array.from({ length: 40 }, () => (next() - 0.5) * 2 ** (60 * next()));
  const x = n.from(tensor([40], values));
  const truth = digits90.sum(exactly(x), [0]);
  const bound = 3 * 40 * 2 ** -106 * values.reduce((sum, v) => sum + Math.abs(v), 0);
  const gap = (sum: DoubleDouble) => Math.abs(digits90.round(digits90.subtract(exactly(sum), truth)).data[0]);
  expect(gap(n.sum(x, [0]))).toBeLessThanOrEqual(bound);
  expect(gap(n.from(tensor([1], [values.reduce((a, b) => a + b)])))).toBeGreaterThan(bound);
});

test("order sees the low words, and choose takes the branch that it names", () => {
  const a: DoubleDouble = {
    shape: [3],
    hi: Float64Array.of(1, 1, 1),
    lo: Float64Array.of(2 ** -80, 0, -(2 ** -80)),
  };
  const order = n.order(a, n.from(tensor([], [1])));
  expect(Array.from(order.sign)).toEqual([1, 0, -1]);
  const branch = (x: number) => n.from(tensor([], [x]));
  const chosen = n.choose(order, { above: branch(10), at: a, below: branch(30) });
  expect(shown(chosen)).toEqual([10, 1, 30]);
  expect(Array.from(n.order(branch(Number.NaN), branch(1)).sign)).toEqual([0]);
});
