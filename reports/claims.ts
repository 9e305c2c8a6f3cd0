/** One line a conformance profile: what a run shows of it, and no more. */
import type { Conformance, Report, Standing } from "../spec/report.ts";

export interface Claim {
  readonly profile: string;
  /** `backproof 2026.1 · network · float64 · 43 of 43 required` */
  readonly text: string;
  /** claimed and held: everything that the profile requires was judged and conforms; broken: claimed, and something judged does not. */
  readonly state: "held" | "broken" | "partial" | "unclaimed";
}

export const claimsOf = ({ footer }: Report): readonly Claim[] =>
  footer?.conformance?.standings.map((standing) => claimOf(footer.conformance as Conformance, standing)) ??
  [];

function claimOf(
  { edition, precision }: Conformance,
  { profile, claimed, required, optional }: Standing,
): Claim {
  const { all, selected, conforming } = required;
  const isWhole = selected === all && edition !== undefined;
  const of = edition === undefined ? "of your own" : isWhole ? "required" : "selected";
  const parts = [
    edition === undefined ? "backproof" : `backproof ${edition}`,
    profile,
    precision,
    selected === 0 ? "none selected" : `${conforming} of ${selected} ${of}`,
    ...(optional.selected > 0 ? [`${optional.conforming} of ${optional.selected} optional`] : []),
    ...(claimed ? [] : ["not claimed"]),
  ];
  const state = !claimed
    ? "unclaimed"
    : conforming < selected
      ? "broken"
      : isWhole && all > 0
        ? "held"
        : "partial";
  return { profile, text: parts.join(" · "), state };
}
