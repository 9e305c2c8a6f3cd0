/**
 * Bugs that show from question to question: an engine with the bug is asked as this one was, and must break the same promises and no
 * others. Numbers are not compared, since what an engine keeps in mind depends on all that it was asked.
 */
import { mutantEngine } from "../../engine/mutants/engine.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Case } from "../../spec/case.ts";
import type { Finding } from "../../spec/report.ts";
import { behaviourFindings } from "../behaviour/behaviour.ts";
import type { Subject } from "../subject.ts";

/** Bugs with which an engine would behave as these findings say. Empty where none is broken, or no known bug breaks just these. */
export async function sessionsLike(
  behaviours: readonly Finding[],
  cases: readonly Case[],
  { description, spec }: Subject,
  library: readonly Mutant[],
): Promise<readonly Mutant[]> {
  const broken = new Set(brokenIn(behaviours));
  if (broken.size === 0) return [];
  const open = new Set(behaviours.filter(({ verdict }) => isOpen(verdict)).map(({ id }) => id));
  const alike: Mutant[] = [];
  for (const mutant of library) {
    if (!mutant.session) continue;
    const theirs: Finding[] = [];
    for await (const finding of behaviourFindings(mutantEngine(mutant), description, spec, cases))
      theirs.push(finding);
    const own = new Set(brokenIn(theirs));
    const isLike =
      [...broken].every((id) => own.has(id)) && [...own].every((id) => broken.has(id) || open.has(id));
    if (isLike) alike.push(mutant);
  }
  return alike;
}

const brokenIn = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ verdict }) => verdict === "violates").map(({ id }) => id);
const isOpen = (verdict: Finding["verdict"]): boolean =>
  verdict === "inconclusive" || verdict === "unsupported";
