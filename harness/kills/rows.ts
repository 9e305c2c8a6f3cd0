/** The kill matrix read mutant by mutant: what became of each, and how many there are of each kind. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Column, Mark } from "./column.ts";

/** Cases by what is seen of the mutant there. */
export type Sightings = Readonly<Record<Mark, readonly string[]>>;

export type Outcome =
  | { readonly kind: "killed" }
  /** Doubted somewhere, accused nowhere. */
  | { readonly kind: "suspected" }
  | { readonly kind: "equivalent"; readonly proof: string }
  | { readonly kind: "survives" }
  /** No place in the cases that were selected. */
  | { readonly kind: "elsewhere" };

export interface Row {
  readonly mutant: Mutant;
  readonly seen: Sightings;
  readonly outcome: Outcome;
}

export function sightingsOf({ name }: Pick<Mutant, "name">, columns: readonly Column[]): Sightings {
  const seen: Record<Mark, string[]> = {
    killed: [],
    suspected: [],
    admitted: [],
    unseen: [],
    unchanged: [],
  };
  for (const { id, marks } of columns) {
    const mark = marks.get(name);
    if (mark) seen[mark].push(id);
  }
  return seen;
}

/** `prove` is asked only of mutants that nothing is seen of. `isWhole`: where all cases are selected, a mutant without a place survives. */
export async function rowOf(
  mutant: Mutant,
  columns: readonly Column[],
  { prove, isWhole }: Judging,
): Promise<Row> {
  const seen = sightingsOf(mutant, columns);
  if (seen.killed.length > 0) return { mutant, seen, outcome: { kind: "killed" } };
  if (seen.suspected.length > 0) return { mutant, seen, outcome: { kind: "suspected" } };
  const hasPlace = seen.admitted.length + seen.unseen.length + seen.unchanged.length > 0;
  if (!hasPlace && !isWhole) return { mutant, seen, outcome: { kind: "elsewhere" } };
  const proof = await prove(mutant);
  return { mutant, seen, outcome: proof ? { kind: "equivalent", proof } : { kind: "survives" } };
}
interface Judging {
  prove(mutant: Mutant): Promise<string | undefined>;
  readonly isWhole: boolean;
}

export interface Tally {
  /** All that have a place, or should. */
  readonly mutants: number;
  readonly killed: number;
  readonly suspected: number;
  readonly equivalent: number;
  readonly survive: number;
}

export function tallyOf(rows: readonly Row[]): Tally {
  const count = (kind: Outcome["kind"]) => rows.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    mutants: rows.length - count("elsewhere"),
    killed: count("killed"),
    suspected: count("suspected"),
    equivalent: count("equivalent"),
    survive: count("survives"),
  };
}

/** Killed, of those that are not equivalent; 1 of none. */
export function killRate({ mutants, killed, equivalent }: Tally): number {
  return mutants === equivalent ? 1 : killed / (mutants - equivalent);
}

/** The last line: `165 mutants, 160 killed, 5 equivalent, 0 survive`. */
export function tallyText({ mutants, killed, suspected, equivalent, survive }: Tally): string {
  const all = mutants === 1 ? "1 mutant" : `${mutants} mutants`;
  const doubted = suspected > 0 ? `${suspected} suspected, ` : "";
  return `${all}, ${killed} killed, ${doubted}${equivalent} equivalent, ${survive} ${survive === 1 ? "survives" : "survive"}`;
}
