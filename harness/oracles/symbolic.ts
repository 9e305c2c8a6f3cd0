/**
 * Symbolic derivatives of scalar formulas (mathjs), evaluated in 64 digits: knows no graph and no rule of ours.
 * The formula is put together by substitution into one expression.
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
  sqrtDependencies,
  subtractDependencies,
  unaryMinusDependencies,
} from "mathjs";
import { exactText } from "../../engine/numbers/decimal.ts";
import type { ExpressionQuestion } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { estimateOf, type Roundings, roundingsOf } from "./digits.ts";
import type { Estimate, Estimates, Oracle, Scene } from "./oracle.ts";

/** Functions that mathjs does not differentiate, by ones that it does. */
const definitions: Readonly<Record<string, string>> = {
  sigmoid: "1 / (1 + exp(-argument))",
  softplus: "log(1 + exp(argument))",
  // mathjs knows its slope, but works both out by series that take for ever at 10⁹
  tanh: "1 - 2 / (exp(2 * argument) + 1)",
};
const unknown = /\b(max|relu)\s*\(/;

/** Only what formulas and their derivatives use: making all of mathjs costs every start. It evaluates checked formulas only, never a fixture's text. */
const maths = create(
  {
    ...{ parseDependencies, derivativeDependencies, bignumberDependencies },
    ...{ addDependencies, subtractDependencies, multiplyDependencies, divideDependencies, powDependencies },
    ...{ unaryMinusDependencies, expDependencies, logDependencies, sqrtDependencies, absDependencies },
  },
  { number: "BigNumber", precision: 64 },
);
const splitLine = (line: string): [Name, string] => {
  const at = line.indexOf("=");
  return [line.slice(0, at).trim(), line.slice(at + 1)];
};

/** The formulas over the doubles that an engine computes with: 0.1 is not a tenth. */
function formulasOf({ expression, where }: ExpressionQuestion): Map<Name, MathNode> {
  const rewrite = (node: MathNode): MathNode => {
    if (node.type === "ConstantNode") return maths.parse(exactText(Number(String(node))));
    const name = (node as unknown as { fn?: { name?: string } }).fn?.name ?? "";
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (!definition) return node;
    const [argument] = (node as unknown as { args: MathNode[] }).args;
    return substitute(maths.parse(definition), new Map([["argument", argument.transform(rewrite)]]));
  };
  return new Map(
    [...where, expression].map(splitLine).map(([name, body]) => [name, maths.parse(body).transform(rewrite)]),
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

function work(q: ExpressionQuestion, names: readonly Name[]): Worked {
  const formulas = formulasOf(q);
  const [output] = splitLine(q.expression);
  const scope = new Map<string, BigNumber>(
    Object.entries(q.at).map(([name, { data }]) => [name, maths.bignumber(exactText(data[0])) as BigNumber]),
  );
  const evaluate = (node: MathNode) => node.compile().evaluate(scope) as BigNumber;
  const values = new Map([...formulas].map(([name, node]) => [name, evaluate(substitute(node, formulas))]));
  const gradients = new Map<Name, BigNumber>();
  for (const name of names) {
    // The name itself stays a variable; what it stands for is given as its value.
    const others = new Map([...formulas].filter(([other]) => other !== name));
    const whole = name === output ? maths.parse(name) : substitute(formulas.get(output) as MathNode, others);
    const slope = maths.derivative(whole, name, { simplify: false });
    const own = values.get(name);
    if (own) scope.set(name, own);
    gradients.set(name, maths.bignumber(evaluate(slope)) as BigNumber);
    if (own) scope.delete(name);
  }
  return { values, gradients };
}

function estimates(
  worked: ReadonlyMap<Name, BigNumber>,
  roundings: Roundings["values"],
): Map<Name, Estimate> {
  return new Map([...worked].map(([name, x]) => [name, estimateOf([x], [], roundings.get(name))]));
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
  estimate: async ({ case: c, graph }: Scene): Promise<Estimates> => {
    const question = c.question as ExpressionQuestion;
    const names = [...new Set([...question.want.gradients, ...(question.also?.gradients ?? [])])];
    const { values, gradients } = work(question, names);
    const roundings = roundingsOf(graph as Graph, names);
    return {
      values: estimates(values, roundings.values),
      gradients: estimates(gradients, roundings.gradients),
    };
  },
};
