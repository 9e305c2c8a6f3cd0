/** A run's diagnosis in pieces that every format tells in the same words: each known bug, what the numbers leave open, and the unknown. */
import type { Bug, Diagnosis } from "../spec/report.ts";
import { count } from "./plain.ts";

/** Of a tie, so many bugs are told at length, and the others by name. */
const AT_LENGTH = 4;
/** Cases in a line of text. */
const CASES = 6;

/** One bug, or several of which the numbers cannot say which it is. */
export interface ToldSuspect {
  readonly kind: "suspect";
  /** `bug`, or `bug 2` where there are several; the same in every format. */
  readonly label: string;
  /** What stands above the bugs where it is a tie. */
  readonly lead: string | undefined;
  readonly bugs: readonly Bug[];
  /** All names, also of the bugs that are not told at length. */
  readonly names: readonly string[];
  readonly evidence: string;
  /** Of the findings that it explains. */
  readonly ids: readonly string[];
  /** `together with bug 2 in networks/deep`. */
  readonly together: readonly string[];
}
/** The violations that no known bug explains. */
export interface ToldUnknown {
  readonly kind: "unknown";
  readonly label: "unknown";
  /** `no known bug explains 2 failing cases`. */
  readonly said: string;
  readonly ids: readonly string[];
  readonly startsAt: string | undefined;
  /** Nearer than the truth only; `left` is `0.3 of the error is left`. */
  readonly nearest: readonly { readonly bug: Bug; readonly left: string }[];
}
export type Told = ToldSuspect | ToldUnknown;

/** Every suspect, then the unknown. Empty without a diagnosis: then nothing is known of bugs, and nothing is said. */
export function toldOf(diagnosis: Diagnosis | undefined): readonly Told[] {
  if (!diagnosis) return [];
  const { suspects, unexplained } = diagnosis;
  const labels = suspects.map((_, i) => (suspects.length === 1 ? "bug" : `bug ${i + 1}`));
  const told = suspects.map(
    ({ bugs, explains, evidence }, i): ToldSuspect => ({
      kind: "suspect",
      label: labels[i]!,
      lead: bugs.length > 1 ? "one of these; the run cannot tell them apart" : undefined,
      bugs: bugs.slice(0, AT_LENGTH),
      names: bugs.map(({ name }) => name),
      evidence,
      ids: explains,
      together: suspects.flatMap((other, k) => {
        const shared = k === i ? [] : explains.filter((id) => other.explains.includes(id));
        return shared.length === 0 ? [] : [`together with ${labels[k]} in ${listed(shared)}`];
      }),
    }),
  );
  return unexplained.length === 0 ? told : [...told, unknownOf(diagnosis)];
}

function unknownOf({ unexplained, startsAt, nearest }: Diagnosis): ToldUnknown {
  return {
    kind: "unknown",
    label: "unknown",
    said: `no known bug explains ${count(unexplained.length, "failing case")}`,
    ids: unexplained,
    startsAt,
    nearest: nearest
      .filter(({ distance }) => distance < 1)
      .map(({ bug, distance }) => ({ bug, left: `${share(distance)} of the error is left` })),
  };
}

/** Two decimals and never rounded up, so that it does not read 1; of less than that, one digit. */
const share = (distance: number): string =>
  String(distance >= 0.01 ? Math.floor(distance * 100) / 100 : Number(distance.toPrecision(1)));

/** The pieces that are about a finding, by its id. */
export function toldById(told: readonly Told[]): ReadonlyMap<string, readonly Told[]> {
  const byId = new Map<string, Told[]>();
  for (const piece of told) {
    for (const id of new Set(piece.ids)) {
      const same = byId.get(id);
      if (same) same.push(piece);
      else byId.set(id, [piece]);
    }
  }
  return byId;
}

/** For a machine: `a`, `a or b` for a tie, `a + b` for two at once; undefined where no bug is known. */
export function bugNames(told: readonly Told[]): string | undefined {
  const names = told.flatMap((piece) => (piece.kind === "suspect" ? [piece.names.join(" or ")] : []));
  return names.length === 0 ? undefined : names.join(" + ");
}

/** `sigmoid-slope-at-the-activation · BACK-1`: what to look for in the catalogue and in the contract. */
export const tagOf = ({ name, clause }: Bug): string => (clause ? `${name} · ${clause}` : name);

/** The names of a tie that are not told at length: `or: a, b`. */
export function othersOf({ names, bugs }: ToldSuspect): string | undefined {
  const others = names.slice(bugs.length);
  return others.length === 0 ? undefined : `or: ${others.join(", ")}`;
}

/** `a, b and 4 more`. */
export function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, CASES).join(", ");
  return ids.length > CASES ? `${shown} and ${ids.length - CASES} more` : shown;
}
