/** A list of known failures held against findings, one by one as they come: what it excuses, what it does not, and what of it is out of date. */
import { type Entry, isProblem, type KnownEntry, type KnownList } from "../../spec/known.ts";
import type { Complaint, Finding, Listed } from "../../spec/report.ts";
import { failsAs, failureOf, failureText, isFailing } from "./failure.ts";

/** The finding as the list sees it; unchanged where it is not listed. */
export function marked(finding: Finding, { file, known, flaky }: KnownList): Finding {
  const entry = known.find(({ id }) => id === finding.id);
  if (entry) return { ...finding, known: { ...listed(entry, file), ...statusOf(entry, finding, file) } };
  const may = flaky.find(({ id }) => id === finding.id);
  return may ? { ...finding, known: { ...listed(may, file), kind: "flaky" } } : finding;
}

const listed = ({ because, issue, line }: Entry, file: string) => ({
  because,
  ...(issue !== undefined && { issue }),
  file,
  line,
});

function statusOf(entry: KnownEntry, finding: Finding, file: string): Pick<Listed, "kind" | "differs"> {
  if (!isFailing(finding)) {
    const now = finding.verdict === "conforms" ? "conforms now" : "is not asked of this engine any more";
    return { kind: "stale", differs: `it ${now}: remove it from ${file}:${entry.line}` };
  }
  if (failsAs(entry.fails, finding)) return { kind: "known" };
  const now = failureText(failureOf(finding));
  return { kind: "changed", differs: `${failureText(entry.fails)} in ${file}:${entry.line}; now ${now}` };
}

/**
 * Functions of the engine's own that are listed, and that it does not have. To be asked when all that is meant was judged; of the functions of
 * an engine that cannot list them nothing is known.
 */
export function missingIn(
  { file, known, flaky }: KnownList,
  judged: readonly Finding[],
  isMeant: (id: string) => boolean,
): readonly Complaint[] {
  const ids = new Set(judged.map(({ id }) => id));
  if (ids.has("problems")) return [];
  return [...known, ...flaky]
    .filter(({ id }) => isProblem(id) && isMeant(id) && !ids.has(id))
    .map(
      ({ id, line }): Complaint => ({
        type: "complaint",
        about: "known failures",
        file,
        line,
        column: 1,
        message: `the engine has no function ${id}`,
        hint: `remove it from ${file}:${line}`,
        frame: "",
      }),
    );
}
