/** Bugs in the rule of one operation of arithmetic. */
import type { OpName } from "../../spec/ops/index.ts";
import { constant } from "../../spec/ops/op.ts";
import { reduced } from "./broadcasting.ts";
import { gross, type Mutant, map, replaceOperand, replaceRule, times, type Vjp } from "./mutant.ts";
import { isGraph } from "./places.ts";

export const rule =
  (op: OpName, wrong: (own: Vjp) => Vjp): Mutant["sabotage"] =>
  (graph, question) =>
    isGraph(question) ? replaceRule(graph, (node) => node.op === op, wrong) : undefined;

const power = (slope: Vjp[number]): Mutant["sabotage"] =>
  rule("pow", (own) =>
    replaceOperand(
      own,
      0,
      reduced(0, (pass) => pass.n.multiply(pass.g, slope(pass))),
    ),
  );

export const operationMutants: readonly Mutant[] = [
  gross(
    "factors-swapped",
    [
      "multiplies each factor's cotangent by the factor itself instead of by the other one",
      "∂(a·b)/∂a = a, not b",
      "CHAIN-1",
      "∂(a·b)/∂a is b",
    ],
    rule("multiply", () => [0, 1].map((i) => reduced(i, ({ n, g, operands }) => n.multiply(g, operands[i])))),
  ),
  gross(
    "product-rule-half-forgotten",
    [
      "sends nothing to the second factor of a product",
      "∂(a·b)/∂b = 0, not a",
      "CHAIN-3",
      "both factors receive: ḡ·b and ḡ·a",
    ],
    rule("multiply", (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), 0))),
  ),
  gross(
    "subtrahend-sign",
    [
      "gives the right operand of a subtraction the sign of the left",
      "∂(a − b)/∂b = 1, not −1",
      "CHAIN-1",
      "∂(a − b)/∂b is −1",
    ],
    rule("subtract", (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), -1))),
  ),
  gross(
    "quotient-rule-sign",
    [
      "forgets the minus in the derivative by a denominator",
      "∂(a/b)/∂b = a/b², not −a/b²",
      "CHAIN-1",
      "∂(a/b)/∂b is −a/b²",
    ],
    rule("divide", (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), -1))),
  ),
  gross(
    "quotient-rule-square-forgotten",
    [
      "divides by b once where the derivative by a denominator divides by b²",
      "∂(a/b)/∂b = −a/b, not −a/b²",
      "CHAIN-1",
      "∂(a/b)/∂b is −a/b²",
    ],
    rule("divide", (own) =>
      replaceOperand(
        own,
        1,
        reduced(1, ({ n, g, result }) => n.negative(n.multiply(g, result))),
      ),
    ),
  ),
  gross(
    "numerator-passed-on-undivided",
    [
      "passes the cotangent of a quotient on to the numerator as it is",
      "∂(a/b)/∂a = 1, not 1/b",
      "CHAIN-1",
      "∂(a/b)/∂a is 1/b",
    ],
    rule("divide", (own) =>
      replaceOperand(
        own,
        0,
        reduced(0, ({ g }) => g),
      ),
    ),
  ),
  gross(
    "power-rule-keeps-the-exponent",
    [
      "writes b·a^b for the derivative of a^b",
      "∂a^b/∂a = b·a^b, not b·a^(b − 1)",
      "CHAIN-1",
      "the exponent goes down by one: b·a^(b − 1)",
    ],
    power(({ n, operands: [, b], result }) => n.multiply(b, result)),
  ),
  gross(
    "power-rule-without-its-factor",
    [
      "lowers the exponent of a power and forgets to multiply by it",
      "∂a^b/∂a = a^(b − 1), not b·a^(b − 1)",
      "CHAIN-1",
      "the exponent comes down as a factor: b·a^(b − 1)",
    ],
    power(({ n, operands: [a, b] }) => n.pow(a, n.subtract(b, constant(n, 1)))),
  ),
  gross(
    "exponential-taken-as-a-power",
    [
      "differentiates e^x by the rule of powers, as x·e^(x − 1)",
      "de^x/dx = x·e^(x − 1), not e^x",
      "CHAIN-1",
      "e^x is its own derivative: the rule of powers is for a variable base",
    ],
    rule("exp", () => [
      ({ n, g, operands: [x] }) =>
        n.multiply(g, n.multiply(x, n.elementary("exp", n.subtract(x, constant(n, 1))))),
    ]),
  ),
  gross(
    "root-half-forgotten",
    ["writes 1/√x for the derivative of √x", "d√x/dx = 1/√x, not 1/(2√x)", "CHAIN-1", "it is 1/(2√x)"],
    rule("sqrt", ([own]) => [(pass) => times(own(pass), 2)]),
  ),
  gross(
    "absolute-value-sign-forgotten",
    [
      "passes the cotangent through |x| as it is, also where x is negative",
      "d|x|/dx = 1, not sign x",
      "CHAIN-1",
      "multiply by the sign of x",
    ],
    rule("abs", () => [({ g }) => g]),
  ),
  gross(
    "absolute-value-slope-by-division",
    [
      "divides x by |x| for the slope of |x|, which is 0/0 at 0",
      "d|x|/dx = x/|x|, not sign x, for which any number from −1 to 1 will do at 0",
      "KINK-1",
      "ask for the sign of x",
    ],
    rule("abs", () => [
      ({ n, g, operands: [x] }) =>
        n.multiply(
          g,
          map(x, (entry) => entry / Math.abs(entry)),
        ),
    ]),
  ),
  gross(
    "minus-forgotten",
    ["passes the cotangent through a minus as it is", "d(−x)/dx = 1, not −1", "CHAIN-1", "change its sign"],
    rule("negative", () => [({ g }) => g]),
  ),
];
