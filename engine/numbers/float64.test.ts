/** Doubles: operations are those of the machine, functions within a few units in the last place of 40 digits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ElementaryName } from "../../spec/numbers.ts";
import { fromNested, scalar, tensor, toNested } from "../../spec/tensor.ts";
import { erf } from "./erf.ts";
import { float64 } from "./float64.ts";
import { precise } from "./precise.ts";

const digits40 = precise(40);

/** |y − truth| in units of the last place of y. */
function ulps(name: ElementaryName, x: number, y: number): number {
  const truth = digits40.elementary(name, digits40.from(scalar(x))).entries[0];
  const error = Math.abs(digits40.from(scalar(y)).entries[0].minus(truth).toNumber());
  const unit = 2 ** Math.max(Math.floor(Math.log2(Math.abs(y))) - 52, -1074);
  return y === 0 ? error / 2 ** -1074 : error / unit;
}
const value = (name: ElementaryName, x: number): number => float64.elementary(name, scalar(x)).data[0];

/** Evenly over a range, and close to 0. */
const points = (from: number, to: number): number[] =>
  [
    ...Array.from({ length: 41 }, (_, k) => from + ((to - from) * k) / 40),
    ...[1e-300, 1e-20, 1e-9, 1e-5, 0.001, 0.1].flatMap((x) => [x, -x]),
  ].filter((x) => x >= from && x <= to);

// V8's exp, log and tanh are within 1 ulp; what is put together from them costs an addition and a quotient more
describe("a function is within a few ulp of the truth", () => {
  test.each([
    ["exp", points(-700, 700), 1],
    ["log", points(1e-9, 1e6), 1],
    ["sqrt", points(0, 1e6), 0.5],
    ["tanh", points(-20, 20), 1],
    ["sigmoid", points(-700, 40), 3],
    ["softplus", points(-700, 700), 3],
    ["erf", points(-7, 7), 3],
  ] as const)("%s", (name, xs, most) => {
    for (const x of xs) expect(ulps(name, x, value(name, x)), `${name}(${x})`).toBeLessThanOrEqual(most);
  });
  test("and this measure tells one that is 8 ulp off", () => {
    expect(ulps("exp", 0.5, Math.exp(0.5) + 8 * 2 ** -52)).toBeGreaterThan(7);
  });
});

describe("a function stays finite and in its range", () => {
  test.each([
    ["sigmoid", 800, 1],
    ["sigmoid", -800, 0],
    ["tanh", 800, 1],
    ["softplus", 800, 800],
    ["softplus", -800, 0],
    ["erf", 30, 1],
    ["erf", -30, -1],
    ["sigmoid", Number.POSITIVE_INFINITY, 1],
    ["sigmoid", Number.NEGATIVE_INFINITY, 0],
    ["softplus", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const)("%s(%d) = %d", (name, x, due) => {
    expect(value(name, x)).toBe(due);
  });
  test("a NaN stays a NaN", () => {
    for (const name of ["exp", "log", "sqrt", "tanh", "sigmoid", "softplus", "erf"] as const)
      expect(value(name, Number.NaN)).toBeNaN();
  });
  test("erf is odd, and rises", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 8, noNaN: true }),
        fc.double({ min: 1e-9, max: 1, noNaN: true }),
        (x, step) => {
          expect(erf(-x)).toBe(-erf(x));
          // 3 ulp of 1 is what neighbours may be off
          expect(erf(x + step)).toBeGreaterThanOrEqual(erf(x) - 2 ** -51);
          expect(Math.abs(erf(x))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
  test("erf keeps the sign of zero", () => {
    expect(erf(-0)).toBe(-0);
    expect(erf(0)).toBe(0);
  });
});

describe("operands broadcast", () => {
  const column = fromNested([[1], [2]]);
  const row = fromNested([[10, 20, 30]]);
  test.each([
    [
      "add",
      [
        [11, 21, 31],
        [12, 22, 32],
      ],
    ],
    [
      "subtract",
      [
        [-9, -19, -29],
        [-8, -18, -28],
      ],
    ],
    [
      "multiply",
      [
        [10, 20, 30],
        [20, 40, 60],
      ],
    ],
    [
      "divide",
      [
        [0.1, 0.05, 1 / 30],
        [0.2, 0.1, 2 / 30],
      ],
    ],
    [
      "pow",
      [
        [1, 1, 1],
        [2 ** 10, 2 ** 20, 2 ** 30],
      ],
    ],
  ] as const)("%s", (name, due) => {
    expect(toNested(float64[name](column, row))).toEqual(due);
  });
  test("a scalar with anything, on either side", () => {
    expect(toNested(float64.subtract(scalar(1), row))).toEqual([[-9, -19, -29]]);
    expect(toNested(float64.subtract(row, scalar(1)))).toEqual([[9, 19, 29]]);
  });
  test("unless they cannot", () => {
    expect(() => float64.add(fromNested([1, 2]), fromNested([1, 2, 3]))).toThrow(RangeError);
  });
});

describe("a matrix product", () => {
  const matrix = (rows: number, columns: number) =>
    fc.array(fc.integer({ min: -99, max: 99 }), { minLength: rows * columns, maxLength: rows * columns });
  test("is that of the definition, for every size, exactly on integers", () => {
    const sized = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 9 }))
      .chain(([m, k, n]) => fc.tuple(fc.constant([m, k, n] as const), matrix(m, k), matrix(k, n)));
    fc.assert(
      fc.property(sized, ([[m, k, n], a, b]) => {
        const due = Array.from({ length: m * n }, (_, at) => {
          let sum = 0;
          for (let i = 0; i < k; i++) sum += a[Math.floor(at / n) * k + i] * b[i * n + (at % n)];
          return sum;
        });
        const { shape, data } = float64.matmul(tensor([m, k], a), tensor([k, n], b));
        expect(shape).toEqual([m, n]);
        expect([...data].map((x) => x + 0)).toEqual(due.map((x) => x + 0));
      }),
    );
  });
  test("is not that of the transpose", () => {
    const a = fromNested([
      [1, 2],
      [3, 4],
    ]);
    expect(toNested(float64.matmul(a, a))).toEqual([
      [7, 10],
      [15, 22],
    ]);
    expect(toNested(float64.matmul(a, float64.transpose(a)))).toEqual([
      [5, 11],
      [11, 25],
    ]);
  });
});

describe("entries are moved", () => {
  const x = fromNested([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  test("by a transpose, and back", () => {
    expect(toNested(float64.transpose(x))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(float64.transpose(float64.transpose(x))).toEqual(x);
  });
  test("by a transpose of the last two axes only", () => {
    const cube = tensor([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(float64.transpose(cube)).toEqual(tensor([2, 3, 2], [1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12]));
  });
  test("by a sum over axes, which are kept", () => {
    expect(toNested(float64.sum(x, [0]))).toEqual([[5, 7, 9]]);
    expect(toNested(float64.sum(x, [1]))).toEqual([[6], [15]]);
    expect(toNested(float64.sum(x, [0, 1]))).toEqual([[21]]);
    expect(float64.sum(x, [])).toEqual(x);
    expect(toNested(float64.sum(tensor([0], []), [0]))).toEqual([0]);
  });
  test("by broadcasting and reshaping", () => {
    expect(toNested(float64.broadcast(fromNested([1, 2]), [2, 2]))).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(toNested(float64.broadcast(fromNested([[1], [2]]), [2, 2]))).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(toNested(float64.reshape(x, [3, 2]))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });
});

describe("values are compared", () => {
  const { order } = float64;
  test("entry by entry", () => {
    expect([...order(fromNested([1, 2, 3]), scalar(2)).sign]).toEqual([-1, 0, 1]);
    expect([...order(scalar(0), fromNested([-0, Number.NaN])).sign]).toEqual([0, 0]);
  });
  test("and a branch is chosen for each, broadcast", () => {
    const by = order(fromNested([1, 2, 3]), scalar(2));
    const chosen = float64.choose(by, {
      above: fromNested([10, 20, 30]),
      at: scalar(7),
      below: fromNested([[-1, -2, -3]]).data.length ? fromNested([-1, -2, -3]) : scalar(0),
    });
    expect(toNested(chosen)).toEqual([-1, 7, 30]);
  });
});
