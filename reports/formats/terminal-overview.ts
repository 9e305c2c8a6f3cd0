/** Several engines beside each other, a line each, for people at a terminal. */
import { countVerdicts, type Report, type Verdict } from "../../spec/report.ts";
import { excusesOf, unexcused } from "../listed.ts";
import { cut, plain } from "../plain.ts";
import { gapOf, worstOf } from "../summary.ts";
import { VERDICTS, WORST_FIRST } from "../verdicts.ts";
import type { Colours } from "./colours.ts";

/** What a report comes to in a line. */
export interface Outcome {
  /** Of the engine; absent where nothing was judged. */
  readonly verdict?: Verdict;
  /** `117 conforms · 9 violates`, and why that is not all. */
  readonly told: string;
}

export function outcomeOf(report: Report): Outcome {
  const counts = countVerdicts(unexcused(report.findings));
  const counted = WORST_FIRST.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdict}`)
    .reverse();
  const gap = gapOf(report);
  const told = [counted.join(" · "), excusesOf(report.findings), gap && `INCOMPLETE: ${gap}`];
  const verdict = worstOf(report);
  return { told: told.filter(Boolean).join("  "), ...(verdict && { verdict }) };
}

export interface OverviewRow extends Outcome {
  /** As the user named the engine. */
  readonly spec: string;
  readonly exit: number;
  /** The page that tells more, if there is one. */
  readonly page?: string;
}

const WIDEST = 60;

/** Ends with a line end. */
export function terminalOverview(rows: readonly OverviewRow[], colours: Colours): string {
  const names = rows.map(({ spec }) => cut(plain(spec).replace(/\s+/g, " "), WIDEST));
  const width = Math.max(...names.map((name) => name.length));
  const tells = rows.map(({ told }) => plain(told));
  const tellsWidth = Math.max(...tells.map((told) => told.length));
  const lines = rows.map(({ exit, verdict, page }, k) => {
    const paint = exit === 0 ? colours.green : colours.red;
    const badge = verdict ? `${VERDICTS[verdict].glyph} ${verdict}` : "– not judged";
    const more = page === undefined ? tells[k] : `${tells[k]!.padEnd(tellsWidth)}  ${colours.dim(page)}`;
    return `${paint(badge.padEnd(14))} ${colours.bold(names[k]!.padEnd(width))}  ${more}\n`;
  });
  return lines.join("");
}
