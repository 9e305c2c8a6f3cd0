/**
 * The elementary functions of double-double against 90 digits.
 *
 * Largest relative errors of 4,000 arguments a range, as printed by
 *   SAMPLES=4000 npx vitest run engine/numbers/double-double/elementary --testTimeout 900000 --disable-console-intercept
 *   exp 2^−105.2 · log 2^−105.0 · sqrt 2^−105.0 · tanh 2^−104.1 · sigmoid 2^−104.6 · softplus 2^−104.5 · erf 2^−102.6
 *   a^b: b = 3 2^−105.0 · 17 2^−102.2 · 100 2^−99.8 · 0.5 2^−105.4 · 33.3 2^−101.4 · 2000 2^−96.9
 */
import { expect, test } from "vitest";
import type { ElementaryName } from "../../../spec/numbers.ts";
import { digits90, exactly, isNormal, relativeErrors, sample, vector } from "./accuracy.ts";
import { doubleDouble as n } from "./numbers.ts";

const samples = Number(process.env.SAMPLES ?? 25);
const print = process.env.SAMPLES !== undefined;
const seed = 20240229;

type Range = Parameters<typeof sample>[2];
const signed = (from: number, to: number): Range => ({ from, to, signed: true });
const positive = (from: number, to: number): Range => ({ from, to, signed: false });

/** Ranges that between them reach every branch; results stay above 2^−960, where the low word has all its bits. */
const ranges: Readonly<Record<ElementaryName, readonly Range[]>> = {
  exp: [signed(1e-20, 0.01), signed(0.01, 5), signed(5, 660)],
  log: [positive(1e-280, 1e280), positive(0.5, 2), positive(0.98, 1.02)],
  sqrt: [positive(1e-280, 1e280), positive(0.5, 2)],
  tanh: [signed(1e-200, 1e-3), signed(1e-3, 0.5), signed(0.5, 50)],
  sigmoid: [signed(1e-5, 1), signed(1, 40), signed(40, 660)],
  softplus: [signed(1e-5, 1), signed(1, 40), signed(40, 660)],
  erf: [signed(1e-200, 1e-3), signed(1e-3, 1), signed(1, 2.5), signed(2.5, 30)],
};

const awkward: Readonly<Record<ElementaryName, readonly number[]>> = {
  exp: [1, -1, Math.LN2, -Math.LN2 / 128, Math.LN2 / 128, 2 ** -60, 700, -660],
  log: [1 + 2 ** -52, 1 - 2 ** -53, Math.SQRT2, Math.SQRT1_2, 2, 0.5, Math.E, 1e300, 1e-290],
  sqrt: [2, 4, 1 + 2 ** -52, Number.MAX_VALUE, 1e-290],
  tanh: [1e-280, 2 ** -30, Math.LN2 / 256, 0.35, 20, -19.06, 400],
  sigmoid: [0, 37, -37, -660, 2 ** -40, 745],
  softplus: [0, -50, 50, -660, 660, -Math.LN2 / 256, 2 ** -40],
  erf: [1e-290, 0.5, 2.4999999, 2.5, 2.50001, 6, 27, -27.5, 5.9],
};

for (const name of Object.keys(ranges) as ElementaryName[]) {
  test(`${name} errs by less than 2^−100, relative, on random and on awkward arguments`, () => {
    const given = [
      ...ranges[name].map((range, k) => sample(seed + k, samples, range)),
      vector(awkward[name]),
    ];
    for (const [k, x] of given.entries()) {
      expect(x.hi.every(Number.isFinite)).toBe(true);
      const found = n.elementary(name, x);
      const errors = relativeErrors(found, digits90.elementary(name, exactly(x)));
      const worst = errors.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a));
      if (print) {
        const { from, to } = ranges[name][k] ?? { from: "awkward", to: "" };
        const at = x.hi[errors.indexOf(worst)];
        console.log(`${name} ${from} … ${to}: 2^${worst.toFixed(1)} at ${at} (seed ${seed + k})`);
      }
      expect(worst).toBeLessThan(-100);
      expect(isNormal(found)).toBe(true);
    }
  });
}

test("a double's own tanh is seen to be wrong by the same measure", () => {
  const x = sample(seed, 10, signed(0.1, 3));
  const doubles = vector(Array.from(x.hi, Math.tanh));
  for (const error of relativeErrors(doubles, digits90.elementary("tanh", exactly(x)))) {
    expect(error).toBeGreaterThan(-60);
  }
});

test("functions run into their limits as doubles do: no NaN where there is an answer", () => {
  const at = (name: ElementaryName, x: number) => {
    const { hi, lo } = n.elementary(name, vector([x]));
    return [hi[0], lo[0] + 0];
  };
  expect(at("exp", 710)).toEqual([Infinity, 0]);
  expect(at("exp", Infinity)).toEqual([Infinity, 0]);
  expect(at("exp", -800)).toEqual([0, 0]);
  expect(at("exp", -745.1)).toEqual([5e-324, 0]);
  expect(at("exp", 709.78)[0] / Number.MAX_VALUE).toBeCloseTo(0.99729, 5);
  expect(at("log", 0)).toEqual([-Infinity, 0]);
  expect(at("log", -1)).toEqual([Number.NaN, 0]);
  expect(at("log", 5e-324)[0]).toBe(-744.4400719213812);
  expect(at("log", Number.MAX_VALUE)[0]).toBe(709.782712893384);
  expect(at("tanh", -Infinity)[0]).toBe(-1);
  expect(at("sigmoid", -Infinity)[0]).toBe(0);
  expect(at("sigmoid", Infinity)).toEqual([1, 0]);
  expect(at("sigmoid", -700)[0]).toBe(9.859676543759771e-305);
  expect(at("softplus", Infinity)).toEqual([Infinity, 0]);
  expect(at("softplus", -Infinity)).toEqual([0, 0]);
  expect(at("softplus", 1e300)).toEqual([1e300, 0]);
  expect(at("erf", -Infinity)[0]).toBe(-1);
  expect(at("sqrt", 5e-324)[0]).toBe(2.2227587494850775e-162);
  for (const name of Object.keys(ranges) as ElementaryName[])
    expect(at(name, Number.NaN)).toEqual([Number.NaN, 0]);
});

test("the error function keeps in its low word what separates it from 1", () => {
  const erf = n.elementary("erf", vector([8]));
  const complement = digits90.subtract(digits90.from({ shape: [1], data: Float64Array.of(1) }), exactly(erf));
  // erfc 8 = 1.122429717298292708…e−29 (mpmath)
  expect(digits90.round(complement).data[0]).toBe(1.1224297172982926e-29);
});

test("results are the same bits on every machine", () => {
  const bits = (name: ElementaryName, x: number) => {
    const { hi, lo } = n.elementary(name, vector([x]));
    return [hi[0], lo[0]];
  };
  // the low word of log 3 is one unit in its last place from the nearest, here and wherever arithmetic is IEEE 754
  expect(bits("exp", 1)).toEqual([Math.E, 1.4456468917292502e-16]);
  expect(bits("log", 3)).toEqual([1.0986122886681098, -9.071297235001531e-17]);
  expect(bits("log", 3)).not.toEqual([1.0986122886681098, -9.07129723500153e-17]);
});

test("powers err by at most (8 + 4|b|) u², relative", () => {
  const bases = sample(seed, samples, positive(1e-3, 1e3));
  for (const b of [2, 3, -2, 17, 100, 0.5, -1.5, 33.3, 2000, -0.001]) {
    const reach = Math.min(1e3, 2 ** (900 / Math.abs(b)));
    const base = { ...bases, hi: bases.hi.map((x) => (x > reach || x < 1 / reach ? 1.25 : x)) };
    const a = Math.abs(b) > 500 ? vector([1.41, 0.75, 1.0001, 0.99]) : { ...base, lo: base.lo.map(() => 0) };
    const truth = digits90.pow(exactly(a), digits90.from({ shape: [1], data: Float64Array.of(b) }));
    const worst = Math.max(...relativeErrors(n.pow(a, vector([b])), truth));
    if (print) console.log(`pow ${b}: 2^${worst.toFixed(1)}`);
    expect(worst).toBeLessThanOrEqual(Math.log2(8 + 4 * Math.abs(b)) - 106);
  }
});

test("powers of exponents that are no doubles err as little, whatever power of 2 is taken out", () => {
  // where b log₂ a is just below ½, and 2^−1 is taken out all the same, 1 is added to a number with bits below those of the sum
  const known = { a: vector([0.2137418795586564], [-6.912774193817146e-18]), b: 0.24475661074975505 };
  const exponent = vector([known.b]);
  expect(
    relativeErrors(n.pow(known.a, exponent), digits90.pow(exactly(known.a), exactly(exponent)))[0],
  ).toBeLessThan(-102);
  const [a, b] = [sample(seed, samples, positive(1e-4, 1e4)), sample(seed + 1, samples, positive(1e-3, 30))];
  const errors = relativeErrors(n.pow(a, b), digits90.pow(exactly(a), exactly(b)));
  errors.forEach((error, k) => {
    expect(error, `${a.hi[k]}^${b.hi[k]}`).toBeLessThanOrEqual(Math.log2(8 + 4 * b.hi[k]) - 106);
  });
});

test("integer powers take any base; 0 to the 0 is 1; a root of a negative number is not a number", () => {
  const pow = (a: number, b: number) => n.round(n.pow(vector([a]), vector([b]))).data[0];
  expect(pow(-2, 3)).toBe(-8);
  expect(pow(-2, -2)).toBe(0.25);
  expect(pow(-3, 0)).toBe(1);
  expect(pow(0, 0)).toBe(1);
  expect(pow(0, 3)).toBe(0);
  expect(pow(0, -1)).toBe(Infinity);
  expect(pow(-1, 100001)).toBe(-1);
  expect(pow(-1, 2 ** 60)).toBe(1);
  expect(pow(1e10, 40)).toBe(Infinity);
  expect(pow(1e-10, 40)).toBe(0);
  expect(pow(2, -1074)).toBe(5e-324);
  expect(pow(2, 1e6)).toBe(Infinity);
  expect(pow(-8, 1 / 3)).toBeNaN();
});
