/** vjps of arithmetic. ḡ is the cotangent of the result; each rule ends in the adjoint of broadcasting. */
import type { Numbers } from "../../../spec/numbers.ts";
import { constant } from "../../../spec/ops/op.ts";
import { type Pass, type Rule, unbroadcast } from "./rule.ts";

const to =
  (operand: number, cotangent: <N>(pass: Pass<N>) => N): Rule[number] =>
  (pass) =>
    unbroadcast(pass.n, cotangent(pass), pass.n.shapeOf(pass.operands[operand]));

// a + b: ḡ, ḡ
export const add: Rule = [to(0, ({ g }) => g), to(1, ({ g }) => g)];

// a − b: ḡ, −ḡ
export const subtract: Rule = [to(0, ({ g }) => g), to(1, ({ n, g }) => n.negative(g))];

// a·b: ḡ·b, ḡ·a
export const multiply: Rule = [
  to(0, ({ n, g, operands: [, b] }) => n.multiply(g, b)),
  to(1, ({ n, g, operands: [a] }) => n.multiply(g, a)),
];

// a/b: ḡ/b, −ḡ·(a/b)/b
export const divide: Rule = [
  to(0, ({ n, g, operands: [, b] }) => n.divide(g, b)),
  to(1, ({ n, g, operands: [, b], result }) => n.negative(n.divide(n.multiply(g, result), b))),
];

// −a: −ḡ
export const negative: Rule = [({ n, g }) => n.negative(g)];

/** y, and 0 where x is 0, whatever y would be there: 0·∞ is no number. */
const unless0 = <N>(n: Numbers<N>, x: N, y: N): N => {
  const zero = constant(n, 0);
  return n.choose(n.order(n.broadcast(x, n.shapeOf(y)), zero), { above: y, at: zero, below: y });
};

// a^b: ḡ·b·a^(b−1), ḡ·a^b·log a. The first may as well be ḡ·b·a^b/a: 8 roundings more. a⁰ is flat at 0, too, and 0^b does not grow with b.
export const pow: Rule = [
  to(0, ({ n, g, operands: [a, b] }) => {
    const slope = n.multiply(b, n.pow(a, n.subtract(b, constant(n, 1))));
    return n.multiply(g, unless0(n, b, n.slack(slope, 8, slope)));
  }),
  to(1, ({ n, g, operands: [a], result }) =>
    n.multiply(g, unless0(n, result, n.multiply(result, n.elementary("log", a)))),
  ),
];

// max(a, b): ḡ to the larger; shared where they are equal
export const maximum: Rule = [
  to(0, ({ n, g, operands: [a, b], conventions }) => {
    const one = constant(n, 1);
    return n.multiply(
      g,
      n.choose(n.order(a, b), { above: one, at: constant(n, conventions.maximum), below: constant(n, 0) }),
    );
  }),
  to(1, ({ n, g, operands: [a, b], conventions }) => {
    const one = constant(n, 1);
    return n.multiply(
      g,
      n.choose(n.order(a, b), {
        above: constant(n, 0),
        at: constant(n, 1 - conventions.maximum),
        below: one,
      }),
    );
  }),
];
