/** Bugs in the rule of one operation of a graph. */
import type { OpName } from "../../spec/ops/index.ts";
import { reduced } from "./broadcasting.ts";
import { gross, type Mutant, replaceOperand, replaceRule, times, type Vjp } from "./mutant.ts";
import { isGraph } from "./places.ts";

const rule =
  (op: OpName, wrong: (own: Vjp) => Vjp): Mutant["sabotage"] =>
  (graph, question) =>
    isGraph(question) ? replaceRule(graph, (node) => node.op === op, wrong) : undefined;
export const operationMutants: readonly Mutant[] = [
  gross(
    "factors-swapped",
    [
      "multiplies each factor's cotangent by the factor itself instead of by the other one",
      "CHAIN-1",
      "∂(a·b)/∂a is b",
    ],
    // ḡ·a for a, ḡ·b for b
    rule("multiply", () => [0, 1].map((i) => reduced(i, ({ n, g, operands }) => n.multiply(g, operands[i])))),
  ),
  gross(
    "product-rule-half-forgotten",
    ["sends nothing to the second factor of a product", "CHAIN-3", "both factors receive: ḡ·b and ḡ·a"],
    rule("multiply", (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), 0))),
  ),
  gross(
    "subtrahend-sign",
    ["gives the right operand of a subtraction the sign of the left", "CHAIN-1", "∂(a − b)/∂b is −1"],
    rule("subtract", (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), -1))),
  ),
  gross(
    "quotient-rule-sign",
    ["forgets the minus in the derivative by a denominator", "CHAIN-1", "∂(a/b)/∂b is −a/b²"],
    rule("divide", (own) => replaceOperand(own, 1, (pass) => times(own[1](pass), -1))),
  ),
  gross(
    "quotient-rule-square-forgotten",
    [
      "divides by b once where the derivative by a denominator divides by b²",
      "CHAIN-1",
      "∂(a/b)/∂b is −a/b²",
    ],
    // −ḡ·a/b
    rule("divide", (own) =>
      replaceOperand(
        own,
        1,
        reduced(1, ({ n, g, result }) => n.negative(n.multiply(g, result))),
      ),
    ),
  ),
  gross(
    "power-rule-keeps-the-exponent",
    ["writes b·a^b for the derivative of a^b", "CHAIN-1", "the exponent goes down by one: b·a^(b − 1)"],
    // ḡ·b·a^b
    rule("pow", (own) =>
      replaceOperand(
        own,
        0,
        reduced(0, ({ n, g, operands: [, b], result }) => n.multiply(g, n.multiply(b, result))),
      ),
    ),
  ),
  gross(
    "root-half-forgotten",
    ["writes 1/√x for the derivative of √x", "CHAIN-1", "it is 1/(2√x)"],
    rule("sqrt", ([own]) => [(pass) => times(own(pass), 2)]),
  ),
  gross(
    "absolute-value-sign-forgotten",
    [
      "passes the cotangent through |x| as it is, also where x is negative",
      "CHAIN-1",
      "multiply by the sign of x",
    ],
    rule("abs", () => [({ g }) => g]),
  ),
  gross(
    "maximum-to-both",
    ["sends the cotangent of a maximum to both operands", "CHAIN-3", "send it to the larger one"],
    rule("maximum", () => [0, 1].map((i) => reduced(i, ({ g }) => g))),
  ),
  gross(
    "transpose-undone-by-reshape",
    [
      "takes a transposition back by a reshape, which keeps the order of the entries",
      "CHAIN-1",
      "transpose the cotangent",
    ],
    rule("transpose", () => [({ n, g, operands: [x] }) => n.reshape(g, x.shape)]),
  ),
  gross(
    "sum-taken-as-mean",
    [
      "divides the cotangent of a sum by the number of its terms",
      "LOSS-6",
      "every term of a sum receives the cotangent as it is",
    ],
    rule("sum", ([own]) => [
      (pass) => times(own(pass), pass.result.data.length / pass.operands[0].data.length),
    ]),
  ),
];
