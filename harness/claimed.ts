/** Holds an engine to what it claims: what a claimed profile requires, or its own lists name, may neither be unsupported nor hidden (WIRE-4). */
import type { Description, ProfileName } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import { isRequired, profileOf } from "../spec/profiles.ts";
import type { Told } from "./subject.ts";
import { untold } from "./untold.ts";

/** The profile that the engine claims and that requires this case. */
export function requiredBy(c: Case, { profiles, dtype }: Description): ProfileName | undefined {
  const profile = profileOf(c.question);
  return profiles?.includes(profile) && isRequired(c) && !untold(c, dtype) ? profile : undefined;
}

/** `posed`: the case as it was asked. */
export function heldToClaims(c: Case, posed: Case, told: Told, description: Description): Told {
  if (told.verdict !== "unsupported" && told.verdict !== "conforms") return told;
  const profile = requiredBy(c, description);
  if (!profile) return told;
  const broken = (summary: string): Told => ({ ...told, verdict: "violates", clause: "WIRE-4", summary });
  if (told.verdict === "unsupported")
    return broken(`calls unsupported what the profile ${profile} requires, which it claims: ${told.summary}`);
  const { values, gradients } = posed.question.want;
  const hidden = told.quantities.filter(
    ({ kind, name, status }) =>
      status === "unavailable" && (kind === "value" ? values : gradients).includes(name),
  );
  if (hidden.length === 0) return told;
  const labels = hidden.map(({ label }) => label).join(", ");
  return broken(`does not show ${labels}, which the profile ${profile} requires and it claims`);
}
