/** The kill matrix for machines: one JSON object a line: a header, mutants, cases, faults, a footer. */
import { kills } from "./faults.ts";
import type { Matrix } from "./matrix.ts";
import { killRate } from "./rows.ts";

export interface About {
  readonly tool: string;
  /** Exit code of the run. */
  readonly exit: number;
  readonly ms: number;
}

export function linesOf(
  { precision, columns, rows, faults, tally, due }: Matrix,
  { tool, exit, ms }: About,
): readonly string[] {
  const header = { type: "header", format: "backproof-kills", version: 1, tool, precision, due };
  const mutants = rows.map(({ mutant, seen, outcome }) => {
    const { name, story, formula, clause, group } = mutant;
    const { kind, ...proof } = outcome;
    return { type: "mutant", name, clause, group, story, formula, outcome: kind, ...proof, ...seen };
  });
  const cases = columns.map((column) => {
    const { id, clause, file, line, guards, report, isBlind } = column;
    const killed = kills(column);
    const alone = rows.flatMap(({ mutant, seen }) =>
      seen.killed.length === 1 && seen.killed[0] === id ? [mutant.name] : [],
    );
    return { type: "case", id, clause, file, line, guards, killed, alone, blind: isBlind, report };
  });
  const told = faults.map(({ kind, id, where, text }) => ({ type: "fault", kind, id, where, text }));
  const footer = { type: "footer", ...tally, rate: killRate(tally), exit, ms };
  return [header, ...mutants, ...cases, ...told, footer].map((one) => JSON.stringify(one));
}
