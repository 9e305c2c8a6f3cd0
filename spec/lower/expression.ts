/**
 * A scalar formula as a graph: `y = v^3` where `u = x^2`, `v = 2*u + 1`.
 *
 * mathjs only parses; a whitelist walks what it gives, and nothing is ever evaluated as code. Constants become inputs `y/1`, …: names with
 * a slash are ours, since no name of a question may hold one.
 */
import { type MathNode, parse } from "mathjs";
import type { ExpressionQuestion } from "../case.ts";
import type { Graph, Name } from "../graph.ts";
import type { OpName } from "../ops/index.ts";
import { scalar } from "../tensor.ts";
import { type Formula, type FormulaProblem, functions, readFormula, type Token } from "./formula.ts";
import { GraphWriter, sortNodes } from "./graph.ts";

export interface ExpressionProblem extends FormulaProblem {
  /** Which line: the expression, or an index into `where`. */
  readonly line: "expression" | number;
}
export interface LoweredExpression {
  readonly graph: Graph;
  /** Left side of each `where` line, and of the expression last. */
  readonly names: readonly Name[];
  /** Source text of each constant. */
  readonly constants: Readonly<Record<Name, string>>;
}

/** The graph of an expression. Throws SyntaxError on the first problem; `checkExpression` gives all of them with places. */
export function lowerExpression(q: Pick<ExpressionQuestion, "expression" | "where" | "at">): Graph {
  const result = checkExpression(q);
  if ("graph" in result) return result.graph;
  const [{ line, offset, message, hint }] = result.problems;
  const where = line === "expression" ? line : `where[${line}]`;
  throw new SyntaxError(`${where}, column ${offset + 1}: ${message}${hint ? ` (${hint})` : ""}`);
}

export function checkExpression(
  q: Pick<ExpressionQuestion, "expression" | "where" | "at">,
): LoweredExpression | { readonly problems: readonly ExpressionProblem[] } {
  const problems: ExpressionProblem[] = [];
  const lines = [...q.where.map((text, line) => ({ text, line })), { text: q.expression, line: "expression" as const }];
  const formulas: { formula: Formula; line: ExpressionProblem["line"] }[] = [];
  for (const { text, line } of lines) {
    const read = readFormula(text);
    problems.push(...read.problems.map((problem) => ({ ...problem, line })));
    if ("formula" in read) formulas.push({ formula: read.formula, line });
  }
  problems.push(...nameProblems(formulas, Object.keys(q.at)));
  if (problems.length > 0) return { problems: firstAtEachPlace(problems) };

  const writer = new GraphWriter();
  const constants: Record<Name, string> = {};
  for (const [name, value] of Object.entries(q.at)) writer.input(name, value);
  for (const { formula, line } of formulas) {
    const problem = writeFormula(writer, constants, formula);
    if (problem) problems.push({ ...problem, line });
  }
  const sorted = sortNodes(writer.nodes);
  if ("cycle" in sorted) problems.push(cycleProblem(formulas, sorted.cycle));
  if (problems.length > 0 || "cycle" in sorted) return { problems };
  const names = formulas.map(({ formula }) => formula.name);
  const seed = { [names[names.length - 1]]: scalar(1) };
  return { graph: { inputs: writer.inputs, nodes: sorted.nodes, seed }, names, constants };
}

/** One place is complained about once: what follows from a first problem there only repeats it. */
function firstAtEachPlace(problems: readonly ExpressionProblem[]): readonly ExpressionProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ line, offset }) => {
    const place = `${line}:${offset}`;
    return !seen.has(place) && seen.add(place);
  });
}

type Lines = readonly { readonly formula: Formula; readonly line: ExpressionProblem["line"] }[];

/** Names that are defined twice, and names that are nowhere. */
function nameProblems(formulas: Lines, given: readonly Name[]): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  const defined = new Set(given);
  for (const { formula, line } of formulas) {
    const { name, nameOffset } = formula;
    if (defined.has(name)) {
      const hint = given.includes(name) ? "it stands in `at` too" : "each name has one formula";
      problems.push({ line, offset: nameOffset, length: Math.max(1, name.length), message: `${name} is defined twice`, hint });
    }
    defined.add(name);
  }
  for (const { formula, line } of formulas) {
    for (const { kind, text, offset } of formula.tokens) {
      if (kind !== "name" || defined.has(text)) continue;
      const hint = `give it a value in \`at\`, or a formula in \`where\`; known: ${[...defined].join(", ")}`;
      problems.push({ line, offset, length: text.length, message: `${text} is not defined`, hint });
    }
  }
  return problems;
}

function cycleProblem(formulas: Lines, cycle: readonly Name[]): ExpressionProblem {
  const names = cycle.map((name) => name.split("/")[0]).filter((name, i, all) => name !== all[i - 1]);
  const { formula, line } = formulas.find((entry) => entry.formula.name === names[0]) ?? formulas[0];
  const shown = names.length === 1 ? [names[0], names[0]] : names;
  const message = `a cycle: ${shown.join(" → ")}`;
  return { line, offset: formula.nameOffset, length: formula.name.length, message, hint: "no quantity may depend on itself" };
}

const operators: Readonly<Record<string, OpName>> = {
  add: "add",
  subtract: "subtract",
  multiply: "multiply",
  divide: "divide",
  pow: "pow",
};
const called: Readonly<Record<string, OpName>> = { max: "maximum" };

/** Adds the nodes of one formula; its value is node `formula.name`. */
function writeFormula(writer: GraphWriter, constants: Record<Name, string>, formula: Formula): FormulaProblem | undefined {
  let tree: MathNode;
  try {
    tree = parse(formula.body);
  } catch (error) {
    const { char = 1 } = error as { char?: number };
    const message = (error as Error).message.replace(/\s*\(char \d+\)/, "");
    return { offset: Math.min(formula.bodyOffset + char - 1, formula.bodyOffset + formula.body.length - 1), length: 1, message };
  }
  // mathjs keeps no places, but leaves stand in the tree in the order of their tokens.
  const leaves = formula.tokens.filter(({ kind }) => kind === "number" || kind === "name" || kind === "function");
  let next = 0;
  let parts = 0;
  const fresh = () => `${formula.name}/${++parts}`;
  const refuse = (message: string, token: Token | undefined): never => {
    throw new Refused({ offset: token?.offset ?? formula.bodyOffset, length: token?.text.length ?? 1, message });
  };
  const node = (op: OpName, operands: readonly Name[], out: Name | undefined) => writer.node(out ?? fresh(), op, operands);
  const write = (part: MathNode, out?: Name): Name => {
    switch (part.type) {
      case "ParenthesisNode":
        return write((part as unknown as { content: MathNode }).content, out);
      case "ConstantNode": {
        const { text, offset } = leaves[next++];
        if (!Number.isFinite(Number(text))) refuse(`${text} is greater than every double`, { kind: "number", text, offset });
        const name = writer.input(fresh(), scalar(Number(text)));
        constants[name] = text;
        return out ? copy(name, out) : name;
      }
      case "SymbolNode": {
        const { text } = leaves[next++];
        return out ? copy(text, out) : text;
      }
      case "OperatorNode": {
        const { fn, args } = part as unknown as { fn: string; args: MathNode[] };
        if (fn === "unaryMinus") return node("negative", [write(args[0])], out);
        if (!Object.hasOwn(operators, fn) || args.length !== 2) return refuse(`the operator ${fn} is not part of a formula`, leaves[next]);
        const operands = args.map((operand) => write(operand));
        return node(operators[fn], operands, out);
      }
      case "FunctionNode": {
        const token = leaves[next++];
        const { args } = part as unknown as { args: MathNode[] };
        const takes = functions[token.text];
        if (args.length !== takes) return refuse(`${token.text} takes ${takes} argument${takes === 1 ? "" : "s"}, not ${args.length}`, token);
        const operands = args.map((operand) => write(operand));
        return node(called[token.text] ?? (token.text as OpName), operands, out);
      }
      default:
        return refuse(`${part.type} is not part of a formula`, leaves[next]);
    }
  };
  const copy = (name: Name, out: Name): Name => writer.node(out, "reshape", [name], { shape: [] });
  try {
    write(tree, formula.name);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    throw error;
  }
}

/** Carries a problem out of the recursion. */
class Refused extends Error {
  readonly problem: FormulaProblem;
  constructor(problem: FormulaProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
