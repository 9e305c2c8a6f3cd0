/** What a whole report comes to: counts, the sentence on top, what is missing, and the one number to show. */
import {
  countVerdicts,
  type Entry,
  type Finding,
  type Quantity,
  type Report,
  type Verdict,
} from "../spec/report.ts";
import { excusesOf, unexcused } from "./listed.ts";
import { count } from "./plain.ts";
import { VERDICTS, WORST_FIRST } from "./verdicts.ts";

/** Why this report is not the whole story; undefined when it is. */
export function gapOf({ header, findings, footer }: Report): string | undefined {
  const part = `${findings.length} of ${count(header.selected, "selected case")} judged`;
  if (!footer) return `the run was cut off: ${part}`;
  if (footer.end !== "complete")
    return `${footer.end === "interrupted" ? "the run was interrupted" : "the engine was lost"}: ${part}`;
  if (findings.length < header.selected) return `cases are missing: ${part}`;
  return findings.length === 0 ? "no case was judged" : undefined;
}

/** The verdict on the engine: the worst of the cases, known failures aside; without any case, none. */
export function worstOf(report: Report): Verdict | undefined {
  const counts = countVerdicts(unexcused(report.findings));
  return (
    WORST_FIRST.filter((v) => v !== "unsupported").find((verdict) => counts[verdict] > 0) ??
    (counts.unsupported ? "unsupported" : undefined)
  );
}

/** `mine violates: 2 of 9 cases are wrong`, in a form for every worst verdict. */
export function headline(report: Report): string {
  const { header } = report;
  const worst = worstOf(report);
  const excuses = excusesOf(report.findings);
  if (!worst) return `${header.engine.name}: ${excuses ? `nothing but ${excuses}` : "nothing was judged"}`;
  const findings = unexcused(report.findings);
  const n = countVerdicts(findings)[worst];
  const asked = findings.filter((finding) => finding.verdict !== "unsupported").length;
  const said = sentenceOf(header.engine.name, worst, n, asked);
  return excuses ? `${said}, beside ${excuses}` : said;
}

function sentenceOf(engine: string, worst: Verdict, n: number, asked: number): string {
  switch (worst) {
    case "conforms":
      return `${engine} conforms: ${n === 1 ? "the one case is" : `all ${count(n, "case")} are`} right`;
    case "violates":
      return `${engine} violates: ${n} of ${count(asked, "case")} ${n === 1 ? "is" : "are"} wrong`;
    case "imprecise":
      return `${engine} is imprecise: ${n} of ${count(asked, "case")} ${n === 1 ? "rounds" : "round"} more than need be`;
    case "unsupported":
      return `${engine}: none of the ${count(n, "case")} is supported`;
    default:
      return `${engine} is not proved: ${n} of ${count(asked, "case")} ${n === 1 ? VERDICTS[worst].plural.replace(/^are /, "is ") : VERDICTS[worst].plural}`;
  }
}

/** The number to show when only one is shown: the worst entry of the first wrong quantity, or else of the first that is not right. */
export function culprit(
  finding: Finding,
): { readonly quantity: Quantity; readonly entry: Entry } | undefined {
  const bad = finding.quantities.filter((q) => q.status !== "right" && q.entries.length > 0);
  const at = finding.firstWrong;
  const quantity =
    bad.find((q) => q.name === at?.name && q.kind === at.kind) ??
    bad.find((q) => q.status === "wrong") ??
    bad[0];
  if (!quantity) return undefined;
  const rank = (entry: Entry) => (entry.ok ? 100 : 0) + (entry.digits ?? -1);
  const entry = quantity.entries.reduce((worst, next) => (rank(next) < rank(worst) ? next : worst));
  return { quantity, entry };
}

/** `∂L/∂W1[2,0]`. */
export function place(quantity: Quantity, entry: Entry): string {
  return entry.index.length === 0 ? quantity.label : `${quantity.label}[${entry.index.join(",")}]`;
}

/** `networks/deep/chain` stands in `networks/deep`; a case without a folder in ``. */
export function groupOf(finding: Finding): string {
  return finding.id.slice(0, Math.max(0, finding.id.lastIndexOf("/")));
}

/** Findings by folder, folders and findings in the order in which they came. */
export function groupsOf(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groupOf(finding);
    const same = groups.get(group);
    if (same) same.push(finding);
    else groups.set(group, [finding]);
  }
  return groups;
}
