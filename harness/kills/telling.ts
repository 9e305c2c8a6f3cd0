/** The kill matrix as a person reads it: the mutants by the clause that they break, then the cases, then what is wrong. */
import type { Colors } from "picocolors/types.js";
import type { Clause } from "../../spec/clauses.ts";
import { kills } from "./faults.ts";
import type { Matrix } from "./matrix.ts";
import { killRate, type Row, tallyText } from "./rows.ts";

const few = 3;
const shortList = (all: readonly string[]): string =>
  all.slice(0, few).join(", ") + (all.length > few ? ", …" : "");
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
const casesText = (all: readonly string[]): string => counted(all.length, "case");

/** What became of a mutant, in one line without its name. */
export function outcomeText({ outcome, seen }: Row): string {
  const { killed, suspected, unseen, unchanged, admitted } = seen;
  switch (outcome.kind) {
    case "killed":
      return killed.length === 1
        ? `only ${killed[0]}`
        : `${casesText(killed).padStart(9)}  ${shortList(killed)}`;
    case "suspected":
      return `suspected in ${casesText(suspected)}, accused in none: ${shortList(suspected)}`;
    case "equivalent":
      return `equivalent: ${outcome.proof}`;
    case "elsewhere":
      return "has no place in these cases";
    case "survives": {
      const parts = [
        ...(unseen.length > 0
          ? [`right within rounding in ${casesText(unseen)} (${shortList(unseen)})`]
          : []),
        ...(admitted.length > 0 ? [`right in a dialect in ${shortList(admitted)}`] : []),
        ...(unchanged.length > 0
          ? [`changes nothing that is asked in ${casesText(unchanged)} (${shortList(unchanged)})`]
          : []),
      ];
      return `survives: ${parts.length > 0 ? parts.join("; ") : "no case has a place for it"}`;
    }
  }
}

const signs = { killed: "✓", suspected: "?", equivalent: "=", elsewhere: "·", survives: "✗" } as const;
export const isGood = ({ outcome: { kind } }: Row): boolean => kind === "killed" || kind === "elsewhere";

function rowText(row: Row, width: number, colours: Colors): string {
  const { kind } = row.outcome;
  const paint = { survives: colours.red, suspected: colours.yellow }[kind as "survives"] ?? String;
  return paint(`  ${signs[kind]} ${row.mutant.name.padEnd(width)}  ${outcomeText(row)}`);
}

/** Mutants by the clause that they break, in the order of the clauses. */
export function mutantsText(rows: readonly Row[], clauses: readonly Clause[], colours: Colors): string {
  const width = Math.max(0, ...rows.map(({ mutant }) => mutant.name.length));
  const known = new Map(clauses.map((clause) => [clause.id, clause]));
  const ids = new Set([...known.keys(), ...rows.map(({ mutant }) => mutant.clause)]);
  return [...ids]
    .flatMap((id) => {
      const own = rows.filter(({ mutant }) => mutant.clause === id);
      if (own.length === 0) return [];
      const head = `${colours.bold(id)}  ${colours.dim(known.get(id)?.text ?? "")}`;
      return [head, ...own.map((row) => rowText(row, width, colours)), ""];
    })
    .map((line) => `${line}\n`)
    .join("");
}

/** Each case with how many mutants it kills, and which it alone kills. */
export function casesTable({ columns, rows, faults }: Matrix, colours: Colors): string {
  const width = Math.max(0, ...columns.map(({ id }) => id.length));
  const lines = columns.map((column) => {
    const { id, isBlind } = column;
    const count = kills(column).length;
    const suspected = [...column.marks.values()].filter((mark) => mark === "suspected").length;
    const alone = rows.filter(({ seen: { killed } }) => killed.length === 1 && killed[0] === id);
    const notes = [
      ...(suspected > 0 ? [`${suspected} suspected`] : []),
      ...(alone.length > 0 ? [`alone: ${alone.map(({ mutant }) => mutant.name).join(", ")}`] : []),
      ...(isBlind ? ["not every number tells something in this precision"] : []),
    ];
    const isIdle = faults.some((fault) => fault.kind === "idle" && fault.id === id);
    const line = `  ${isIdle ? "✗" : " "} ${id.padEnd(width)}  ${String(count).padStart(3)} killed  ${notes.join("; ")}`;
    return isIdle ? colours.red(line.trimEnd()) : line.trimEnd();
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** Per cent with one decimal; 100 only where it is exact. */
const percent = (share: number): string => (share === 1 ? "100" : Math.min(99.9, 100 * share).toFixed(1));

/** What is wrong, and in the last line how many mutants were killed. */
export function summaryText(matrix: Matrix, colours: Colors): string {
  const { precision, columns, faults, tally, due, heldOtherwise } = matrix;
  const lines = faults.map(({ where, text }) => colours.red(`✗ ${where ? `${where}  ` : ""}${text}`));
  lines.push(...heldOtherwise.map((told) => `without a fixture and a mutant, ${told}`));
  const reports = faults.filter(({ kind }) => kind === "report").length;
  const blind = columns.filter(({ isBlind }) => isBlind).length;
  const told = blind > 0 ? `, ${blind} of them tell nothing or not all in ${precision}` : "";
  const cases = columns.filter(({ file }) => file !== undefined).length;
  const asked = `${counted(cases, "case")} and ${counted(columns.length - cases, "behaviour")}`;
  lines.push(`an engine without a bug: ${counted(reports, "report")} in ${asked}${told}`);
  const rate = killRate(tally);
  const short = rate >= due ? "" : `, where ${percent(due)} % are due`;
  lines.push(`${precision}: ${percent(rate)} % of the mutants that are not equivalent are killed${short}`);
  lines.push(tallyText(tally));
  return lines.map((line) => `${line}\n`).join("");
}
