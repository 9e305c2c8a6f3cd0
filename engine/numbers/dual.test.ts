/** Tangents are limits of difference quotients: checked in 64 digits, where a central difference is right to 40. */
import { expect, test } from "vitest";
import type { ElementaryName, Numbers } from "../../spec/numbers.ts";
import { fromNested, type Tensor, tensor, toNested } from "../../spec/tensor.ts";
import { type Dual, dual } from "./dual.ts";
import { float64 } from "./float64.ts";
import { type Precise, precise } from "./precise.ts";

const base = precise(64);
const n = dual(base);
type Program = <N>(n: Numbers<N>, operands: readonly N[]) => N;

/** The tangent of each direction, and the central difference (f(x + h) − f(x − h))/2h, h = 10⁻²⁰: its error is some h². */
function bothWays(program: Program, values: readonly Precise[]) {
  const moving = n.variables(values);
  const { tangents } = program(n, moving);
  const h = base.fromText([], ["1e-20"]);
  const twice = base.add(h, h);
  const differences = tangents.map((_, k) => {
    const moved = (sign: "add" | "subtract") =>
      values.map((value, i) => {
        const unit = moving[i].tangents[k];
        return unit ? base[sign](value, base.multiply(h, unit)) : value;
      });
    const [up, down] = [program(base, moved("add")), program(base, moved("subtract"))];
    return base.divide(base.subtract(up, down), twice);
  });
  return { tangents, differences };
}

/** The largest |tangent − difference| over max(1, |difference|) of any entry along any direction; a null counts as 0. */
function worstGap(program: Program, values: readonly Precise[]): number {
  const { tangents, differences } = bothWays(program, values);
  expect(tangents.length).toBeGreaterThan(0);
  let worst = 0;
  differences.forEach((difference, k) => {
    difference.entries.forEach((d, entry) => {
      const t = tangents[k]?.entries[entry] ?? d.minus(d);
      const gap = t.minus(d).abs().toNumber() / Math.max(1, d.abs().toNumber());
      if (!(gap <= worst)) worst = gap;
    });
  });
  return worst;
}

const of = (rows: unknown): Precise => base.from(fromNested(rows as number[][]));
const matrix = of([
  [0.3, -1.2, 2.5],
  [0.7, 1.1, -0.4],
]);
const row = of([0.9, -2.1, 1.7]);
const above0 = of([0.3, 1, 4.2]);
const elementary =
  (name: ElementaryName): Program =>
  (m, [x]) =>
    m.elementary(name, x);

const programs: Readonly<Record<string, readonly [Program, ...Precise[]]>> = {
  add: [(m, [a, b]) => m.add(a, b), matrix, row],
  subtract: [(m, [a, b]) => m.subtract(a, b), row, matrix],
  multiply: [(m, [a, b]) => m.multiply(a, b), matrix, row],
  square: [(m, [a]) => m.multiply(a, a), matrix],
  divide: [(m, [a, b]) => m.divide(a, b), matrix, row],
  negative: [(m, [a]) => m.negative(a), row],
  "pow of two operands": [(m, [a, b]) => m.pow(a, b), above0, row],
  "pow with a constant exponent": [(m, [a]) => m.pow(a, m.from(tensor([], [3]))), matrix],
  "pow with a constant base": [(m, [b]) => m.pow(m.from(tensor([], [2.5])), b), row],
  exp: [elementary("exp"), row],
  log: [elementary("log"), above0],
  sqrt: [elementary("sqrt"), above0],
  "tanh, steep": [elementary("tanh"), of([0.3, -1.2, 0.7])],
  "tanh, nearly flat": [elementary("tanh"), matrix],
  "sigmoid, steep": [elementary("sigmoid"), of([0.3, -5, 1.7])],
  "sigmoid, nearly flat": [elementary("sigmoid"), of([4, -1.2, -9])],
  softplus: [elementary("softplus"), matrix],
  erf: [elementary("erf"), matrix],
  matmul: [(m, [a, b]) => m.matmul(a, b), matrix, of([[1.5], [-0.2], [0.8]])],
  transpose: [(m, [a]) => m.multiply(m.transpose(a), m.transpose(a)), matrix],
  sum: [(m, [a]) => m.sum(m.multiply(a, a), [0]), matrix],
  reshape: [(m, [a]) => m.reshape(m.multiply(a, a), [3, 2]), matrix],
  broadcast: [(m, [a]) => m.broadcast(m.multiply(a, a), [2, 3]), row],
  choose: [
    (m, [a, b]) => m.choose(m.order(a, b), { above: m.multiply(a, b), at: a, below: m.elementary("exp", b) }),
    matrix,
    row,
  ],
  "a small network": [
    (m, [x, w, b]) => m.elementary("tanh", m.add(m.matmul(x, w), b)),
    matrix,
    of([
      [0.1, -0.6],
      [0.8, 0.2],
      [-0.5, 0.4],
    ]),
    of([0.05, -0.3]),
  ],
};

for (const [name, [program, ...values]] of Object.entries(programs)) {
  test(`the tangents of ${name} are its central differences to 36 digits`, () => {
    expect(worstGap(program, values)).toBeLessThan(1e-36);
  });
}

test("a tangent that is wrong by one part in 10¹⁵ is seen by the same measure", () => {
  // x² computed with a stray constant factor in the tangent alone
  const wrong: Program = (m, [x]) => {
    const y = m.multiply(x, x) as object;
    if (!("tangents" in y)) return y as never;
    const factor = base.from(tensor([], [1 + 2 ** -50]));
    const { value, tangents } = y as Dual<Precise>;
    return { value, tangents: tangents.map((t) => t && base.multiply(factor, t)) } as never;
  };
  expect(worstGap(wrong, [row])).toBeGreaterThan(1e-16);
});

test("a constant has no tangents, and what does not move along a direction has null there", () => {
  const [x, y] = n.variables([row, row]);
  expect(n.from(tensor([], [2])).tangents).toEqual([]);
  expect(x.tangents.map((t) => t === null)).toEqual([false, false, false, true, true, true]);
  const product = n.multiply(x, n.from(tensor([], [2])));
  expect(product.tangents.map((t) => t === null)).toEqual([false, false, false, true, true, true]);
  expect(n.add(product, y).tangents.every((t) => t !== null)).toBe(true);
  expect(n.elementary("exp", n.from(tensor([], [2]))).tangents).toEqual([]);
});

test("duals of different computations do not mix, nor tangents of another shape", () => {
  expect(() => n.add(n.variables([row])[0], n.variables([matrix])[0])).toThrow("numbers of tangents differ");
  expect(() => n.withTangents(row, [matrix])).toThrow("a tangent of [2, 3] for a value of [3]");
});

const m = dual(float64);
const along1 = (rows: unknown): Dual<Tensor> => {
  const value = fromNested(rows as number[]);
  return m.withTangents(value, [float64.broadcast(tensor([], [1]), value.shape)]);
};
const slope = (x: Dual<Tensor>) => toNested(x.tangents[0] as Tensor);

test("a power with a constant exponent has its derivative at zero and negative bases as well", () => {
  const x = along1([-3, 0, 2]);
  expect(slope(m.pow(x, m.from(tensor([], [2]))))).toEqual([-6, 0, 4]);
  expect(slope(m.pow(x, m.from(tensor([], [1]))))).toEqual([1, 1, 1]);
  expect(slope(m.pow(x, m.from(tensor([], [0]))))).toEqual([0, 0, 0]);
  expect(slope(m.pow(m.from(tensor([], [0])), along1([2, 3])))).toEqual([0, 0]);
});

test("slopes of flat functions keep their digits where 1 − tanh² has none left", () => {
  const tanh = slope(m.elementary("tanh", along1([30, -30]))) as number[];
  for (const x of tanh) expect(x / (4 * Math.exp(-60))).toBeCloseTo(1, 12);
  expect(1 - Math.tanh(30) ** 2).toBe(0);
  expect(slope(m.elementary("sigmoid", along1([-700, 0])))).toEqual([Math.exp(-700), 0.25]);
});

test("order compares values only, and choose takes the tangent of the branch that it takes", () => {
  const [a, b] = [along1([1, 2, 3]), m.from(tensor([], [2]))];
  const order = m.order(a, b);
  expect(Array.from(order.sign)).toEqual([-1, 0, 1]);
  const zero = m.from(tensor([], [0]));
  expect(slope(m.choose(order, { above: m.multiply(a, a), at: a, below: zero }))).toEqual([0, 1, 6]);
});
