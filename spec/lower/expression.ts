/** Scalar formulas as a graph: `y = v^3` where `u = x^2`, `v = 2*u + 1`. */
import type { ExpressionQuestion } from "../case.ts";
import type { Graph, Name } from "../graph.ts";
import { scalar } from "../tensor.ts";
import { type Formula, type FormulaProblem, readFormula } from "./formula.ts";
import { writeFormula } from "./formula-nodes.ts";
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
  const lines = [
    ...q.where.map((text, line) => ({ text, line })),
    { text: q.expression, line: "expression" as const },
  ];
  const formulas: { formula: Formula; line: ExpressionProblem["line"] }[] = [];
  for (const { text, line } of lines) {
    const read = readFormula(text);
    problems.push(...read.problems.map((problem) => ({ ...problem, line })));
    if ("formula" in read) formulas.push({ formula: read.formula, line });
  }
  // a line that could not be read defines nothing
  if (problems.length === 0) problems.push(...nameProblems(formulas, Object.keys(q.at)));
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
      problems.push({
        line,
        offset: nameOffset,
        length: Math.max(1, name.length),
        message: `${name} is defined twice`,
        hint,
      });
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
  return {
    line,
    offset: formula.nameOffset,
    length: formula.name.length,
    message,
    hint: "no quantity may depend on itself",
  };
}
