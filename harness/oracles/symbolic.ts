/**
 * Symbolic derivatives of scalar formulas (mathjs), evaluated in 64 digits: knows no graph and no rule of ours.
 *
 * The formula is put together by substitution into one expression. Its error is what 44 digits change, as for the 64-digit duals.
 */
import {
  absDependencies,
  addDependencies,
  type BigNumber,
  bignumberDependencies,
  create,
  derivativeDependencies,
  divideDependencies,
  expDependencies,
  logDependencies,
  type MathNode,
  multiplyDependencies,
  parseDependencies,
  powDependencies,
  sechDependencies,
  sqrtDependencies,
  subtractDependencies,
  tanhDependencies,
  unaryMinusDependencies,
} from "mathjs";
import { exactText } from "../../engine/numbers/decimal.ts";
import type { ExpressionQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { estimateOf } from "./digits.ts";
import type { Estimate, Estimates, Oracle, Scene } from "./oracle.ts";

/** Functions that mathjs does not differentiate, by ones that it does. */
const definitions: Readonly<Record<string, string>> = {
  sigmoid: "1 / (1 + exp(-argument))",
  softplus: "log(1 + exp(argument))",
};
const unknown = /\b(max|relu)\s*\(/;

/** Only what formulas and their derivatives use: making all of mathjs costs a start-up its patience. */
const maths = create(
  {
    ...{ parseDependencies, derivativeDependencies, bignumberDependencies },
    ...{ addDependencies, subtractDependencies, multiplyDependencies, divideDependencies, powDependencies },
    ...{ unaryMinusDependencies, expDependencies, logDependencies, sqrtDependencies, absDependencies },
    ...{ tanhDependencies, sechDependencies },
  },
  { number: "BigNumber" },
);
type Maths = typeof maths;

/** The one instance at a precision: every use is synchronous. It is never given text of a fixture to evaluate, only checked formulas. */
function mathsOf(precision: number): Maths {
  maths.config({ precision });
  return maths;
}

const splitLine = (line: string): [Name, string] => {
  const at = line.indexOf("=");
  return [line.slice(0, at).trim(), line.slice(at + 1)];
};

function formulasOf(m: Maths, { expression, where }: ExpressionQuestion): Map<Name, MathNode> {
  const rewrite = (node: MathNode): MathNode => {
    const name = (node as unknown as { fn?: { name?: string } }).fn?.name ?? "";
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (!definition) return node;
    const [argument] = (node as unknown as { args: MathNode[] }).args;
    return substitute(m.parse(definition), new Map([["argument", argument.transform(rewrite)]]));
  };
  return new Map(
    [...where, expression].map(splitLine).map(([name, body]) => [name, m.parse(body).transform(rewrite)]),
  );
}

/** Replaces names by formulas, and those in turn, as far as `known` goes. */
function substitute(node: MathNode, known: ReadonlyMap<Name, MathNode>): MathNode {
  return node.transform((inner) => {
    const replacement =
      inner.type === "SymbolNode" ? known.get((inner as unknown as { name: string }).name) : undefined;
    return replacement ? substitute(replacement, known) : inner;
  });
}

interface Worked {
  readonly values: ReadonlyMap<Name, BigNumber>;
  readonly gradients: ReadonlyMap<Name, BigNumber>;
}

function work(q: ExpressionQuestion, names: readonly Name[], digits: number): Worked {
  const m = mathsOf(digits);
  const formulas = formulasOf(m, q);
  const [output] = splitLine(q.expression);
  const scope = new Map<string, BigNumber>(
    Object.entries(q.at).map(([name, { data }]) => [name, m.bignumber(exactText(data[0])) as BigNumber]),
  );
  const evaluate = (node: MathNode) => node.compile().evaluate(scope) as BigNumber;
  const values = new Map([...formulas].map(([name, node]) => [name, evaluate(substitute(node, formulas))]));
  const gradients = new Map<Name, BigNumber>();
  for (const name of names) {
    // The name itself stays a variable; what it stands for is given as its value.
    const others = new Map([...formulas].filter(([other]) => other !== name));
    const whole = name === output ? m.parse(name) : substitute(formulas.get(output) as MathNode, others);
    const slope = m.derivative(whole, name, { simplify: false });
    const own = values.get(name);
    if (own) scope.set(name, own);
    gradients.set(name, m.bignumber(evaluate(slope)) as BigNumber);
    if (own) scope.delete(name);
  }
  return { values, gradients };
}

function estimates(
  fine: ReadonlyMap<Name, BigNumber>,
  coarse: ReadonlyMap<Name, BigNumber>,
): Map<Name, Estimate> {
  return new Map([...fine].map(([name, x]) => [name, estimateOf([x], [coarse.get(name) ?? null], [])]));
}

export const symbolic: Oracle = {
  name: "symbolic",
  method: "symbolic derivative of the whole formula, evaluated in 64 digits (mathjs)",
  scope: ({ case: { question }, kink }) => {
    if (question.kind !== "expression") return { out: "for scalar formulas only" };
    if (kink) return { out: `no derivative here: ${kink}` };
    const text = [question.expression, ...question.where].join("\n");
    return unknown.test(text) ? { out: "mathjs cannot differentiate max and relu" } : "in";
  },
  estimate: async ({ case: c }: Scene): Promise<Estimates> => {
    const question = c.question as ExpressionQuestion;
    const names = [...new Set([...question.want.gradients, ...(question.also?.gradients ?? [])])];
    const [fine, coarse] = [work(question, names, 64), work(question, names, 44)];
    return {
      values: estimates(fine.values, coarse.values),
      gradients: estimates(fine.gradients, coarse.gradients),
    };
  },
};
