/** How far a run shows that an engine holds each conformance profile. */
import { type Description, type ProfileName, profileNames } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import { isRequired, profileOf } from "../spec/profiles.ts";
import type { Conformance, Finding, Standing } from "../spec/report.ts";
import { untold } from "./untold.ts";

interface Judged {
  readonly description: Description;
  /** Everything that could be judged, and what was to be. */
  readonly suite: readonly Case[];
  readonly selected: readonly Case[];
  readonly findings: readonly Finding[];
  /** Of the suite, where it is the package's. */
  readonly edition?: string;
}

/** Of each profile that is claimed and not left out, or of which all cases were selected and something was answered. Undefined of none. */
export function conformanceOf(judged: Judged): Conformance | undefined {
  const standings = profileNames.flatMap((profile) => standingOf(profile, judged) ?? []);
  if (standings.length === 0) return undefined;
  const { description, edition } = judged;
  return { ...(edition !== undefined && { edition }), precision: description.dtype, standings };
}

function standingOf(
  profile: ProfileName,
  { description, suite, selected, findings }: Judged,
): Standing | undefined {
  const claimed = description.profiles?.includes(profile) ?? false;
  const own = suite.filter((c) => profileOf(c.question) === profile);
  const ids = new Set(selected.map(({ id }) => id));
  const chosen = own.filter(({ id }) => ids.has(id)).length;
  if (chosen === 0 || (!claimed && chosen < own.length)) return undefined;
  const verdicts = new Map(findings.map(({ id, verdict }) => [id, verdict]));
  const isAnswered = own.some(({ id }) => verdicts.has(id) && verdicts.get(id) !== "unsupported");
  if (!claimed && !isAnswered) return undefined;
  // what conforms is told, and what is not selected need not be asked for it
  const isTold = (c: Case) =>
    !ids.has(c.id) || verdicts.get(c.id) === "conforms" || untold(c, description.dtype) === undefined;
  const told = own.filter(isTold);
  const share = (cases: readonly Case[]) => ({
    all: cases.length,
    selected: cases.filter(({ id }) => ids.has(id)).length,
    conforming: cases.filter(({ id }) => verdicts.get(id) === "conforms").length,
  });
  return {
    profile,
    claimed,
    required: share(told.filter(isRequired)),
    optional: share(told.filter((c) => !isRequired(c))),
  };
}
