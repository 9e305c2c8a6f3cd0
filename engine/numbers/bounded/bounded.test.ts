/** An error bound covers whatever honest arithmetic does, says 0 only where no arithmetic can differ, and is infinite where it says nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ElementaryName } from "../../../spec/numbers.ts";
import { filled, fromNested, scalar, type Tensor, tensor } from "../../../spec/tensor.ts";
import { exactly } from "../double-double/accuracy.ts";
import { precise } from "../precise.ts";
import { bounded } from "./bounded.ts";
import type { Bounded } from "./errors.ts";
import { doubleDoubleProfile, exactProfile, gamma, isStored, type Profile, profiles } from "./profile.ts";

const { float64, float32, bfloat16, float16 } = profiles;
const n = bounded([float64, float32]);
const errorsOf = ({ errors }: Bounded, profile = 0): number[] => [...(errors[profile] ?? [0])];
const of = (x: number | readonly number[]): Bounded => n.from(fromNested(x));
/** A number that is off by e in float64. */
const off = (x: number | readonly number[], e: number): Bounded => {
  const exact = of(x);
  const errors = new Float64Array(exact.value.hi.length).fill(e);
  return { ...exact, errors: [errors, errors] };
};

describe("an operation on exact numbers whose result is a double has no error", () => {
  test.each([
    ["1.5 + 2.25", n.add(of(1.5), of(2.25))],
    ["3 − 3", n.subtract(of(3), of(3))],
    ["1.5 · 3", n.multiply(of(1.5), of(3))],
    ["7 / 4", n.divide(of(7), of(4))],
    ["0 / 3", n.divide(of(0), of(3))],
    ["0 · 0.1", n.multiply(of(0), of(0.1))],
    ["3²", n.pow(of(3), of(2))],
    ["0.1^1", n.pow(of(0.1), of(1))],
    ["0.1^0", n.pow(of(0.1), of(0))],
    ["e^0", n.elementary("exp", of(0))],
    ["log 1", n.elementary("log", of(1))],
    ["√1", n.elementary("sqrt", of(1))],
    ["tanh 0", n.elementary("tanh", of(0))],
    ["Σ of integers", n.sum(of([1, 2, 3]), [0])],
    ["a product of integer matrices", n.matmul(n.from(fromNested([[1, 2]])), n.from(fromNested([[3], [4]])))],
  ])("%s", (_, x) => {
    expect(errorsOf(x)).toEqual(x.value.hi.length === 1 ? [0] : errorsOf(x).map(() => 0));
  });
});

describe("an operation that must round has an error", () => {
  test.each([
    ["0.1 + 0.2", n.add(of(0.1), of(0.2))],
    ["0.1 · 3", n.multiply(of(0.1), of(3))],
    ["1 / 3", n.divide(of(1), of(3))],
    ["6 / 3, which may be 6·(1/3)", n.divide(of(6), of(3))],
    ["0.1²", n.pow(of(0.1), of(2))],
    ["2^½", n.pow(of(2), of(0.5))],
    ["e^1", n.elementary("exp", of(1))],
    ["σ(0), which may be ½(1 + tanh 0) or not", n.elementary("sigmoid", of(0))],
    ["2^53 + 1", n.add(of(2 ** 53), of(1))],
    ["Σ [2^53, 1, −2^53]", n.sum(of([2 ** 53, 1, -(2 ** 53)]), [0])],
  ])("%s", (_, x) => {
    expect(errorsOf(x)[0]).toBeGreaterThan(0);
  });
  test("and in float32 sooner than in float64", () => {
    const sum = n.add(of(2 ** 24), of(1));
    expect(errorsOf(sum, 0)).toEqual([0]);
    expect(errorsOf(sum, 1)[0]).toBeGreaterThanOrEqual(1);
  });
});

describe("the bound says nothing where rounding decides everything", () => {
  test.each([
    ["a quotient by what may be 0", n.divide(of(1), off(1, 1))],
    ["0 by what may be 0", n.divide(of(0), off(1, 2))],
    ["a logarithm of what may be 0", n.elementary("log", off(1e-20, 1e-16))],
    ["0 times what may be ∞", n.multiply(of(0), n.divide(of(1), off(1, 1)))],
    ["a negative power of what may be 0", n.pow(off(1e-20, 1e-16), of(-1))],
  ])("%s", (_, x) => {
    expect(errorsOf(x)[0]).toBe(Number.POSITIVE_INFINITY);
  });
});

/** How far each function may be taken by operands that are off: compared with 40 digits at both ends. */
const digits40 = precise(40);
const exactOf = (x: number) => digits40.from(scalar(x));
const unaries: Readonly<Record<ElementaryName, readonly [number, number]>> = {
  exp: [-20, 20],
  log: [0.01, 20],
  sqrt: [0.01, 20],
  tanh: [-5, 5],
  sigmoid: [-20, 20],
  softplus: [-20, 20],
  erf: [-4, 4],
};

describe("the bound covers operands that are off", () => {
  test.each(Object.entries(unaries) as [ElementaryName, readonly [number, number]][])(
    "through %s",
    (name, [min, max]) => {
      const size = fc.integer({ min: 1, max: 25 }).map((k) => 2 ** -k);
      fc.assert(
        fc.property(fc.double({ min, max, noNaN: true }), size, (x, share) => {
          const e = share * Math.min(Math.abs(x), 1) * (name === "log" || name === "sqrt" ? 0.5 : 1);
          const result = n.elementary(name, off(x, e));
          const centre = exactly(result.value).entries[0];
          for (const end of [x - e, x + e]) {
            const moved = digits40.elementary(name, exactOf(end)).entries[0].minus(centre).abs();
            expect(moved.toNumber()).toBeLessThanOrEqual(errorsOf(result)[0] * (1 + 1e-6));
          }
        }),
      );
    },
  );
  const two = fc
    .tuple(fc.double({ min: 1e-6, max: 9, noNaN: true }), fc.boolean())
    .map(([x, negative]) => (negative ? -x : x));
  const small = fc.integer({ min: 2, max: 25 }).map((k) => 2 ** -k);
  test.each(["add", "subtract", "multiply", "divide"] as const)("through %s", (name) => {
    fc.assert(
      fc.property(two, two, small, small, (a, b, sa, sb) => {
        const [ea, eb] = [sa * Math.abs(a), sb * Math.abs(b)];
        const result = n[name](off(a, ea), off(b, eb));
        const centre = exactly(result.value).entries[0];
        for (const x of [a - ea, a + ea]) {
          for (const y of [b - eb, b + eb]) {
            const moved = digits40[name](exactOf(x), exactOf(y)).entries[0].minus(centre).abs();
            expect(moved.toNumber()).toBeLessThanOrEqual(errorsOf(result)[0] * (1 + 1e-6));
          }
        }
      }),
    );
  });
  test.each([3, 0.5, -1, -2, 1.5, 7])("through a power of %d", (b) => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 9, noNaN: true }), small, (a, share) => {
        const result = n.pow(off(a, share * a), of(b));
        const centre = exactly(result.value).entries[0];
        for (const x of [a * (1 - share), a * (1 + share)]) {
          const moved = digits40.pow(exactOf(x), exactOf(b)).entries[0].minus(centre).abs();
          expect(moved.toNumber()).toBeLessThanOrEqual(errorsOf(result)[0] * (1 + 1e-6));
        }
      }),
    );
  });
  test("and is no wider than that by much: a product of 3 ± 1e-3 and 5 exact is off by 5e-3", () => {
    const [e] = errorsOf(n.multiply(off(3, 1e-3), of(5)));
    expect(e).toBeGreaterThanOrEqual(5e-3);
    expect(e).toBeLessThan(5.001e-3);
  });
});

describe("a sum or a product is covered in any order", () => {
  const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 });
  const left = (terms: readonly number[]) => terms.reduce((a, b) => a + b);
  test("forwards, backwards and by size", () => {
    fc.assert(
      fc.property(numbers, (terms) => {
        const sum = n.sum(of(terms), [0]);
        const [{ hi, lo }, [bound]] = [sum.value, errorsOf(sum)];
        for (const order of [
          terms,
          terms.toReversed(),
          terms.toSorted((a, b) => Math.abs(b) - Math.abs(a)),
        ]) {
          expect(Math.abs(left(order) - hi[0] - lo[0])).toBeLessThanOrEqual(bound * (1 + 1e-6));
        }
      }),
    );
  });
  test("started from the bias as well as ended by it", () => {
    const row = fc.array(fc.double({ min: -1e-6, max: 1e-6, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(row, row, fc.double({ min: -1, max: 1, noNaN: true }), (w, x, b) => {
        const product = n.matmul(n.from(tensor([1, 4], w)), n.from(tensor([4, 1], x)));
        const z = n.add(product, n.from(tensor([1, 1], [b])));
        const first = w.reduce((sum, wk, k) => sum + wk * x[k], b);
        const last = w.reduce((sum, wk, k) => sum + wk * x[k], 0) + b;
        for (const honest of [first, last]) {
          expect(Math.abs(honest - z.value.hi[0] - z.value.lo[0])).toBeLessThanOrEqual(
            errorsOf(z)[0] * (1 + 1e-6),
          );
        }
      }),
    );
  });
  test("and a bias that fits only when it comes last makes the sum inexact", () => {
    // in bfloat16: 100 − 100 + ½ is exact from the left, ½ + 100 − 100 is not, for 100½ needs 8 bits and 200½ more
    const half = bounded([bfloat16]);
    const product = half.matmul(half.from(fromNested([[100, -100]])), half.from(fromNested([[1], [1]])));
    expect(product.errors[0]).toBeNull();
    const z = half.add(product, half.from(fromNested([[0.5]])));
    expect(z.errors[0]?.[0]).toBeGreaterThan(0);
    const small = half.matmul(half.from(fromNested([[3, -2]])), half.from(fromNested([[1], [1]])));
    expect(half.add(small, half.from(fromNested([[0.5]]))).errors[0]).toBeNull();
  });
  test("a sum of one term is a copy", () => {
    expect(n.sum(n.from(fromNested([[0.1, 0.3]])), [0]).errors[0]).toBeNull();
  });
});

describe("a branch that rounding may flip is covered on both sides", () => {
  const relu = (x: Bounded) => n.choose(n.order(x, of(0)), { above: x, at: of(0), below: of(0) });
  const slope = (x: Bounded) => n.choose(n.order(x, of(0)), { above: of(1), at: of(0), below: of(0) });
  test("near a kink the slope may be either", () => {
    expect(errorsOf(slope(off(1e-10, 1e-9)))).toEqual([1]);
    expect(errorsOf(slope(off(-1e-10, 1e-9)))).toEqual([1]);
    expect(errorsOf(relu(off(1e-10, 1e-9)))[0]).toBeGreaterThanOrEqual(1e-9);
  });
  test("away from it the slope is exact", () => {
    expect(errorsOf(slope(off(1e-8, 1e-9)))).toEqual([0]);
    expect(errorsOf(relu(off(-1e-8, 1e-9)))).toEqual([0]);
    expect(errorsOf(relu(off(1, 1e-9)))).toEqual([1e-9]);
  });
  test("exactly on it, and exactly known, it is the convention's", () => {
    expect(errorsOf(slope(of(0)))).toEqual([0]);
  });
});

describe("past the largest number of a format nothing is known of an honest engine", () => {
  const half = bounded([float16]);
  const [big, small] = [half.from(scalar(300)), half.from(scalar(200))];
  const row = (entries: readonly number[]) => half.from(fromNested([entries]));
  const column = (entries: readonly number[]) => half.from(fromNested(entries.map((x) => [x])));
  test.each([
    ["300 · 300", half.multiply(big, big)],
    // few bits, and none of them fits
    ["2^15 + 2^15", half.add(half.from(scalar(2 ** 15)), half.from(scalar(2 ** 15)))],
    ["300²", half.pow(big, half.from(scalar(2)))],
    ["e^12", half.elementary("exp", half.from(scalar(12)))],
    ["1e5, as it is stored", half.from(scalar(1e5))],
    ["1e-3 / 1e-5, by the reciprocal of 1e-5", half.divide(half.from(scalar(1e-3)), half.from(scalar(1e-5)))],
    ["0 / 1e-5, by the reciprocal: 0 · ∞", half.divide(half.from(scalar(0)), half.from(scalar(1e-5)))],
    ["a product of matrices", half.matmul(row([300, 1]), column([300, 1]))],
    ["one whose terms cancel: 90000 − 90000", half.matmul(row([300, 300]), column([300, -300]))],
    ["a sum whose terms cancel", half.sum(half.from(fromNested([6e4, 6e4, -6e4, -6e4])), [0])],
    [
      "60000 − 60000, started from another 60000",
      half.add(half.matmul(row([6e4, -6e4]), column([1, 1])), half.from(fromNested([[6e4]]))),
    ],
  ])("%s in float16", (_, x) => {
    expect(x.errors[0]?.[0]).toBe(Number.POSITIVE_INFINITY);
  });
  test.each([
    ["300 · 200", half.multiply(big, small)],
    ["e^11", half.elementary("exp", half.from(scalar(11)))],
    ["a product of matrices", half.matmul(row([200, 100]), column([200, -200]))],
  ])("but %s is bounded", (_, x) => {
    expect(x.errors[0]?.[0] ?? 0).toBeLessThan(2 ** -4 * Math.abs(x.value.hi[0]));
  });
  test("and what is made of it is not known either, but of a branch that is not taken", () => {
    const lost = half.multiply(big, big);
    expect(half.subtract(lost, lost).errors[0]?.[0]).toBe(Number.POSITIVE_INFINITY);
    const [above, below] = [half.from(scalar(1)), lost];
    const chosen = half.choose(half.order(big, small), { above, at: above, below });
    expect(chosen.errors[0]?.[0] ?? 0).toBe(0);
  });
});

describe("slack", () => {
  test("grants roundings of a magnitude, to engines only", () => {
    const own = bounded([float64, doubleDoubleProfile, exactProfile]);
    const { errors } = own.slack(own.from(scalar(3)), 8, own.from(scalar(-5)));
    expect(errors.map((e) => e?.[0] ?? 0)).toEqual([40 * 2 ** -53, 0, 0]);
  });
});

describe("what is stored", () => {
  test.each([
    [0.1, float64, true],
    [0.1, float32, false],
    [0.5, bfloat16, true],
    [257, bfloat16, false],
    [256, bfloat16, true],
    [2 ** -140, float32, false],
    [2 ** -20, float16, true],
    [2 ** 15, float16, true],
    [2 ** 16, float16, false],
    [Number.POSITIVE_INFINITY, float32, false],
    [0, bfloat16, true],
  ] as const)("%d in %o: %s", (x, profile: Profile, stored) => {
    expect(isStored(x, profile)).toBe(stored);
  });
  test("is what Math.fround leaves alone", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (x) => {
        fc.pre(x === 0 || Math.abs(x) >= 2 ** -126);
        expect(isStored(x, float32)).toBe(Math.fround(x) === x);
        expect(isStored(Math.fround(x), float32)).toBe(true);
      }),
    );
  });
  test("and what is not has the error of storing it", () => {
    const x: Tensor = fromNested([0.1, 0.5]);
    const [wide, narrow] = n.from(x).errors;
    expect(wide).toBeNull();
    expect(narrow?.[0]).toBeGreaterThanOrEqual(Math.abs(Math.fround(0.1) - 0.1));
    expect(narrow?.[1]).toBe(0);
  });
});

test("γ_k grows with k, and is vacuous from k·u = 1 on", () => {
  expect(gamma(10, float64)).toBeCloseTo(10 * 2 ** -53, 29);
  expect(gamma(100, bfloat16)).toBeCloseTo(100 / 256 / (1 - 100 / 256), 12);
  expect(gamma(300, bfloat16)).toBeGreaterThan(1);
  expect(gamma(8, float32)).toBeLessThan(gamma(9, float32));
});

test("moving entries moves their errors with them", () => {
  const x = {
    ...n.from(
      fromNested([
        [1, 2],
        [3, 4],
      ]),
    ),
    errors: [Float64Array.of(1, 2, 3, 4), null],
  } as Bounded;
  expect(errorsOf(n.transpose(x))).toEqual([1, 3, 2, 4]);
  expect(errorsOf(n.reshape(x, [4]))).toEqual([1, 2, 3, 4]);
  expect(errorsOf(n.negative(x))).toEqual([1, 2, 3, 4]);
  const row = { ...n.from(fromNested([1, 2])), errors: [Float64Array.of(1, 2), null] } as Bounded;
  expect(errorsOf(n.broadcast(row, [2, 2]))).toEqual([1, 2, 1, 2]);
  expect(n.shapeOf(n.from(filled([2, 0], 0)))).toEqual([2, 0]);
});
