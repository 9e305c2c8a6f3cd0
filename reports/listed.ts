/** What a list of known failures says of findings, in the words that every format tells it in. */
import { countListed, type Finding, isExcused, type Listed, type Report } from "../spec/report.ts";
import { count } from "./plain.ts";

type Named = Finding & { readonly known: Listed };
export const isListed = (finding: Finding): finding is Named => finding.known !== undefined;

export const LISTED: Readonly<Record<Listed["kind"], { readonly glyph: string; readonly means: string }>> = {
  known: { glyph: "=", means: "It fails, in the way that the list of known failures says." },
  flaky: { glyph: "~", means: "It may fail or not, says the list of known failures." },
  changed: { glyph: "✗", means: "It fails in another way than the list of known failures says." },
  stale: { glyph: "✗", means: "It is listed as a known failure and does not fail any more." },
};

/** One sentence, whole by itself. */
export function listedText({ known, verdict }: Named): string {
  const { kind, because, issue, differs = "" } = known;
  const reason = issue === undefined ? because : `${because} (${issue})`;
  switch (kind) {
    case "known":
      return `${verdict}, as is known: ${reason}`;
    case "flaky":
      return `${verdict} this time, and is flaky: ${reason}`;
    case "changed":
      return `fails in another way than is known: ${differs}; the reason that is known: ${reason}`;
    case "stale":
      return `${differs}; it was known to fail: ${reason}`;
  }
}

/** `2 known failures and 1 flaky case`: all that fails no run; undefined where there is none. */
export function excusesOf(findings: readonly Finding[]): string | undefined {
  const { known, flaky } = countListed(findings);
  const said = [
    ...(known > 0 ? [count(known, "known failure")] : []),
    ...(flaky > 0 ? [count(flaky, "flaky case")] : []),
  ];
  return said.length > 0 ? said.join(" and ") : undefined;
}

/** What of the list is out of date: `1 known failure is mended: remove it from known.yaml:4`. */
export function stalenessOf({ findings, complaints }: Report): string | undefined {
  const stale = findings.filter(isListed).filter(({ known }) => known.kind === "stale");
  const places = [
    ...stale.map(({ known: { file, line } }) => `${file}:${line}`),
    ...complaints
      .filter(({ about }) => about === "known failures")
      .map(({ file, line }) => `${file}:${line}`),
  ];
  if (places.length === 0) return undefined;
  const what = places.length === 1 ? "1 known failure is" : `${places.length} known failures are`;
  return `${what} out of date, to be removed: ${places.join(", ")}`;
}

/** The findings that a run passes or fails by. */
export const unexcused = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((finding) => !isExcused(finding));
