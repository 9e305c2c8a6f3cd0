/** A finding as it comes, and what it all came to, for people at a terminal. A right case takes one line, anything else a block. */
import picocolors from "picocolors";
import {
  type Complaint,
  countListed,
  countVerdicts,
  type Finding,
  type Format,
  isExcused,
  placeText,
  type Quantity,
  type Report,
  type Verdict,
} from "../../spec/report.ts";
import { type Claim, claimsOf } from "../claims.ts";
import { boundText, cellText, digitsText, significant } from "../decimal.ts";
import { isListed, LISTED, listedText, stalenessOf, unexcused } from "../listed.ts";
import { count, cut, plain } from "../plain.ts";
import { culprit, gapOf, headline, place, worstOf } from "../summary.ts";
import { VERDICTS, WORST_FIRST } from "../verdicts.ts";
import type { Colours } from "./colours.ts";
import { terminalDiagnosis } from "./terminal-diagnosis.ts";

/** Significant digits of the truth, and the lines and characters of foreign text, that a terminal is given. */
const DIGITS = 17;
const LINES = 12;
const CHARACTERS = 2000;

/** Ends with a line end. */
export function terminalFinding(finding: Finding, colours: Colours): string {
  const head = `${badgeOf(finding, colours)} ${colours.bold(short(finding.id))}${colours.dim(` · ${short(finding.clause)}`)}`;
  const gap = " ".repeat(Math.max(3, 48 - short(finding.id).length - short(finding.clause).length));
  if (isListed(finding) && (isExcused(finding) || finding.known.kind === "stale"))
    return `${head}${gap}${short(listedText(finding))}\n`;
  const notes = finding.notes.map((note) => `    ${colours.dim("note".padEnd(9))} ${tame(note)}\n`).join("");
  if (finding.verdict === "conforms") {
    const judged = finding.quantities.filter((quantity) => quantity.compared > 0).length;
    if (judged === 0) return `${head}${gap}${short(finding.summary)}\n${notes}`;
    return `${head}${gap}${digitsText(finding.digits, 0).padStart(2)} digits   ${count(judged, "quantity", "quantities")}\n${notes}`;
  }
  if (finding.verdict === "unsupported") return `${head}${gap}${short(finding.summary)}\n${notes}`;
  const worst = culprit(finding);
  const where = worst ? place(worst.quantity, worst.entry) : "";
  const rows = rowsOf(finding, colours).map(
    ([label, text]) => `    ${colours.dim(label.padEnd(9))} ${text}\n`,
  );
  return `${head}${where && gap + short(where)}\n${rows.join("")}\n`;
}

/** The lines of a block: [label, text that is harmless and indented already]. */
function rowsOf(finding: Finding, colours: Colours): readonly (readonly [string, string])[] {
  const rows: [string, string][] = [];
  const worst = culprit(finding);
  if (isListed(finding)) rows.push(["known", tame(listedText(finding))]);
  const sure = finding.verdict === "violates" || finding.verdict === "imprecise";
  if (!worst || !sure) rows.push(["why", tame(finding.summary)]);
  if (worst) {
    const [engine, truth] = aligned(cellText(worst.entry.engine), significant(worst.entry.truth, DIGITS));
    rows.push(["engine", colours.red(tame(engine))]);
    rows.push([
      sure ? "should be" : "we say",
      `${colours.green(tame(truth))} ± ${boundText(worst.entry.bound)}${agreement(finding)}`,
    ]);
  }
  const wrong = finding.quantities.filter((quantity) => quantity.wrong > 0);
  if (wrong.length > 1) rows.push(["wrong", tame(cut(wrong.map(share).join(" · "), 300))]);
  for (const opinion of finding.opinions) {
    if (opinion.kind === "disagrees") rows.push(["against", tame(`${opinion.oracle}: ${opinion.at}`)]);
    if (opinion.kind === "abstains" && finding.verdict === "inconclusive") {
      rows.push(["silent", tame(`${opinion.oracle}: ${opinion.because}`)]);
    }
  }
  const { firstWrong: first } = finding;
  if (first) {
    rows.push([
      "starts at",
      `${colours.bold(tame(placeText(first)))}${first.before && `: ${tame(first.before)}`}`,
    ]);
  }
  for (const note of finding.notes) rows.push(["note", tame(note)]);
  rows.push(["again", colours.cyan(tame(finding.replay))]);
  return rows;
}

/** `     dual · complex step · finite differences agree`. */
function agreement(finding: Finding): string {
  const names = finding.opinions
    .filter((opinion) => opinion.kind === "agrees")
    .map((opinion) => opinion.oracle);
  return names.length === 0
    ? ""
    : `     ${short(names.join(" · "))} ${names.length === 1 ? "agrees" : "agree"}`;
}
const share = (quantity: Quantity) => `${quantity.label} ${quantity.wrong} of ${quantity.compared}`;
const short = (text: string) => cut(plain(text).replace(/\s+/g, " "), 200);

/** Two numbers with their points below each other, so that equal digits stand in one column. */
function aligned(a: string, b: string): readonly [string, string] {
  const whole = (text: string) => text.search(/[.e]|$/);
  const width = Math.max(whole(a), whole(b));
  return [" ".repeat(width - whole(a)) + a, " ".repeat(width - whole(b)) + b];
}

/** Foreign text as it may stand in a block: harmless, not too long, its further lines below the first. */
function tame(text: string): string {
  const lines = cut(plain(text), CHARACTERS).trimEnd().split("\n");
  const shown = lines.slice(0, LINES);
  if (lines.length > LINES) shown.push(`… (${count(lines.length - LINES, "more line")})`);
  return shown.join(`\n${" ".repeat(14)}`);
}

/** The verdict, or for what a list of known failures sees otherwise: what that says. */
function badgeOf(finding: Finding, colours: Colours): string {
  const { verdict, known } = finding;
  if (!known || known.kind === "changed")
    return paint(verdict, colours)(`${VERDICTS[verdict].glyph} ${verdict.padEnd(12)}`);
  const said = `${LISTED[known.kind].glyph} ${known.kind.padEnd(12)}`;
  return isExcused(finding) ? colours.dim(said) : colours.red(said);
}

function paint(verdict: Verdict, colours: Colours): (text: string) => string {
  switch (verdict) {
    case "conforms":
      return colours.green;
    case "violates":
    case "errored":
      return colours.red;
    case "unsupported":
      return colours.dim;
    case "disputed":
      return colours.magenta;
    default:
      return colours.yellow;
  }
}

function claimTone({ state }: Claim, colours: Colours): (text: string) => string {
  if (state === "held") return colours.green;
  if (state === "broken") return colours.red;
  return state === "partial" ? colours.yellow : colours.dim;
}

/** An invalid fixture, or what is wrong with a list of known failures, with its place and the lines around it. Ends with a line end. */
export function terminalComplaint(complaint: Complaint, colours: Colours): string {
  const where = `${plain(complaint.file)}:${complaint.line}:${complaint.column}`;
  const frame = plain(complaint.frame)
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${cut(line, 200)}\n`))
    .join("");
  const hint = complaint.hint ? `    ${colours.cyan("hint")} ${tame(complaint.hint)}\n` : "";
  return `${colours.red(`! ${complaint.about ?? "invalid fixture"}`)}  ${colours.bold(where)}\n    ${tame(complaint.message)}\n${frame}${hint}\n`;
}

/** The sentence, the counts, and loudly what is missing. Ends with a line end. */
export function terminalSummary(report: Report, colours: Colours): string {
  const counts = countVerdicts(unexcused(report.findings));
  const listed = countListed(report.findings);
  const worst = worstOf(report) ?? "inconclusive";
  const said = WORST_FIRST.filter((verdict) => counts[verdict] > 0).map((verdict) => {
    return paint(verdict, colours)(`${VERDICTS[verdict].glyph} ${counts[verdict]} ${verdict}`);
  });
  const lines = [paint(worst, colours)(`${VERDICTS[worst].glyph} ${colours.bold(short(headline(report)))}`)];
  const excused = (["known", "flaky"] as const).filter((kind) => listed[kind] > 0);
  const told = excused.map((kind) => colours.dim(`${LISTED[kind].glyph} ${listed[kind]} ${kind}`));
  if (said.length + told.length > 0) lines.push(`  ${[...said.reverse(), ...told].join("   ")}`);
  const invalid = report.complaints.filter(({ about }) => about === undefined).length;
  if (invalid > 0) {
    lines.push(
      `  ${colours.red(`${count(invalid, "invalid fixture")}: nothing was asked of ${invalid === 1 ? "it" : "them"}`)}`,
    );
  }
  const staleness = stalenessOf(report);
  if (staleness) lines.push(`  ${colours.red(staleness)}`);
  for (const claim of claimsOf(report)) lines.push(`  ${claimTone(claim, colours)(short(claim.text))}`);
  const gap = gapOf(report);
  if (gap) lines.push(colours.red(colours.bold(`  INCOMPLETE: ${gap}`)));
  return `${lines.join("\n")}\n`;
}

/** The whole report as plain text, for a log or a file. */
export const terminal: Format = {
  name: "terminal",
  file: "report.txt",
  render(report) {
    const colours = picocolors.createColors(false);
    const complaints = report.complaints.map((complaint) => terminalComplaint(complaint, colours));
    const findings = report.findings.map((finding) => terminalFinding(finding, colours));
    const diagnosis = terminalDiagnosis(report.diagnosis, colours);
    return [...complaints, ...findings, "\n", diagnosis, terminalSummary(report, colours)].join("");
  },
};
