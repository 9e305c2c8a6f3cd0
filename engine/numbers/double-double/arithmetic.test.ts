/** Double-double arithmetic keeps its published error bounds, and overflows as doubles do. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { digits90, exactly, isNormal, relativeErrors, vector } from "./accuracy.ts";
import { ldexp, low, twoProduct, twoSum } from "./arithmetic.ts";
import { type DoubleDouble, doubleDouble as n } from "./numbers.ts";

const seed = 7;
const runs = { seed, numRuns: 300 };

/** high + low with |low| ≤ ½ ulp(high), of any size that leaves room for products and quotients. */
const number = fc
  .tuple(
    fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
    fc.integer({ min: -400, max: 400 }),
    // a word of 30 bits, so that 90 digits hold high + low
    fc.integer({ min: -(2 ** 30), max: 2 ** 30 }),
    fc.boolean(),
  )
  .map(([mantissa, exponent, rest, negative]): DoubleDouble => {
    const high = (negative ? -1 : 1) * mantissa * 2 ** exponent;
    const word = rest * 2 ** (exponent - 83);
    return vector([high], [high + word === high ? word : 0]);
  });

const laws = [
  { name: "add", bound: 3, dd: n.add, truth: digits90.add },
  { name: "subtract", bound: 3, dd: n.subtract, truth: digits90.subtract },
  { name: "multiply", bound: 5, dd: n.multiply, truth: digits90.multiply },
  { name: "divide", bound: 7, dd: n.divide, truth: digits90.divide },
] as const;

for (const { name, bound, dd, truth } of laws) {
  test(`${name} errs by at most ${bound} u², relative, also where operands nearly cancel`, () => {
    const nearly = fc.integer({ min: -60, max: 0 });
    const law = (a: DoubleDouble, b: DoubleDouble) => {
      const found = dd(a, b);
      const [error] = relativeErrors(found, truth(exactly(a), exactly(b)));
      return error <= Math.log2(bound) - 106 && isNormal(found);
    };
    fc.assert(fc.property(number, number, law), runs);
    fc.assert(
      fc.property(number, nearly, (a, k) => law(a, vector([-a.hi[0] * (1 + 2 ** k)], [a.lo[0]]))),
      runs,
    );
  });
}

test("a sum in doubles breaks the bound of the sum in double-double", () => {
  const [a, b] = [vector([1], [2 ** -54]), vector([2 ** -30], [2 ** -85])];
  const [error] = relativeErrors(vector([a.hi[0] + b.hi[0]]), digits90.add(exactly(a), exactly(b)));
  expect(error).toBeGreaterThan(-60);
});

test("sums and products of doubles are exact, up to the overflow threshold", () => {
  const pairs = [
    [0.1, 0.2],
    [1e300, 1.1],
    [Number.MAX_VALUE, 1 - 2 ** -53],
    [2 ** 1000 + 2 ** 950, 3.3],
    [1 / 3, -(2 ** 1022) / 7],
    [1e-150, 1 / 3],
  ];
  for (const [a, b] of pairs) {
    const sum = twoSum(a, b);
    const both = { shape: [], hi: Float64Array.of(sum), lo: Float64Array.of(low[0]) };
    const product = twoProduct(a, b);
    const times = { shape: [], hi: Float64Array.of(product), lo: Float64Array.of(low[0]) };
    const [x, y] = [
      digits90.from({ shape: [], data: Float64Array.of(a) }),
      digits90.from({ shape: [], data: Float64Array.of(b) }),
    ];
    if (Math.abs(Math.log2(Math.abs(a / b))) < 180)
      expect(relativeErrors(both, digits90.add(x, y))).toEqual([-Infinity]);
    expect(relativeErrors(times, digits90.multiply(x, y))[0]).toBeLessThan(-250);
  }
});

test("quotients keep their digits at both ends of the range", () => {
  const a = vector([1e308, 1e-300, 3e-310, 1.5e300, 1], [1e291, 1e-317, 0, 0, 2 ** -60]);
  const b = vector([3e307, 7e-290, 7e-300, 1.1e250, 1e250], [1e290, 0, 0, 1e233, 1e230]);
  for (const error of relativeErrors(n.divide(a, b), digits90.divide(exactly(a), exactly(b)))) {
    expect(error).toBeLessThan(-103);
  }
});

test("infinities and NaN propagate with a low word of 0", () => {
  const a = vector([Infinity, Infinity, 1e308, 1e200, 1, -1, 0, 1, Number.NaN]);
  const b = vector([1, -Infinity, 1e308, 1e200, 0, 0, 0, Infinity, 1]);
  for (const [x, expected] of [
    [n.add(a, b), [Infinity, Number.NaN, Infinity, 2e200, 1, -1, 0, Infinity, Number.NaN]],
    [n.multiply(a, b), [Infinity, -Infinity, Infinity, Infinity, 0, -0, 0, Infinity, Number.NaN]],
    [n.divide(a, b), [Infinity, Number.NaN, 1, 1, Infinity, -Infinity, Number.NaN, 0, Number.NaN]],
  ] as const) {
    expect(Array.from(x.hi, (v) => v + 0)).toEqual(expected.map((v) => v + 0));
    x.hi.forEach((high, k) => {
      if (!Number.isFinite(high)) expect(x.lo[k]).toBe(0);
    });
  }
});

test("scaling by a power of 2 rounds once, at most", () => {
  expect(ldexp(1.5, 2 ** -60, 1000)).toBe(1.5 * 2 ** 1000);
  expect(low[0]).toBe(2 ** 940);
  expect(ldexp(1.5, 0, -1074)).toBe(2 ** -1073);
  expect(ldexp(1, 0, -1074)).toBe(5e-324);
  expect(ldexp(1, 0, 1024)).toBe(Infinity);
  expect(low[0]).toBe(0);
});
