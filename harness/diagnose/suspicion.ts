/** What a bug would have answered, case by case, and what that says of it. */
import type { Answered, Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import type { Evidence } from "./evidence.ts";
import { isSeen, type Match, matchOf } from "./match.ts";

/** Runs longer than this are not repeated with every suspect. */
const mostToRepeat = 400_000;

/** A bug, or several at once, held against the evidence; every run is made once. */
export interface Suspicion {
  readonly mutant: Mutant;
  /** Its answer; undefined where it has no place, or the run is too long to repeat. */
  answer(evidence: Evidence): Answered | undefined;
  /** Every number of a failing case is the bug's. */
  match(evidence: Evidence): Match | undefined;
  /** An engine with the bug would fail the case. */
  isSeen(evidence: Evidence): boolean;
}

export function suspicion(mutant: Mutant): Suspicion {
  const answer = remembered(({ question, graph, cost }: Evidence) =>
    cost > mostToRepeat ? undefined : runMutant(mutant, question, { graph }),
  );
  const matched = remembered((evidence: Evidence) => {
    const bug = answer(evidence);
    return bug && matchOf(evidence, bug);
  });
  const seen = remembered((evidence: Evidence) => {
    const bug = answer(evidence);
    return bug !== undefined && isSeen(evidence, bug);
  });
  return { mutant, answer, match: matched, isSeen: seen };
}

export const isRepeatable = ({ cost }: Evidence): boolean => cost <= mostToRepeat;

function remembered<K extends object, V>(f: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, f(key));
    return known.get(key) as V;
  };
}
