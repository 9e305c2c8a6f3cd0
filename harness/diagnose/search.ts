/**
 * Which bugs of the catalogue, alone or two or three at once, explain every failing case and would not have been seen in one that passes.
 *
 * One bug: all of the catalogue on the failing cases that are cheap to repeat, then what is left on all others. Several: what explains
 * most is kept, and the whole catalogue is put into the same engine beside it.
 */
import { both } from "../../engine/mutants/both.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Question } from "../../spec/case.ts";
import type { Evidence, Shown } from "./evidence.ts";
import { matchOf } from "./match.ts";
import { isRepeatable, type Suspicion, suspicion } from "./suspicion.ts";

/** Bugs that sit in one engine together. */
export interface Explanation {
  readonly mutants: readonly Mutant[];
  readonly suspicion: Suspicion;
  readonly explained: readonly Evidence[];
}

/** Failing cases on which the whole catalogue is tried, and what each may cost. */
const broadCases = 12;
const broadCost = 20_000;
/** Explanations that are tried with one more bug. */
const mostSeeds = 6;
const usuallyMostBugs = 3;

export interface Field {
  readonly failing: readonly Evidence[];
  readonly passing: readonly Evidence[];
}

/** Questions that engines answer in one way: a fault of one way refutes nothing in another. */
const wayOf: Readonly<Record<Question["kind"], string>> = {
  network: "layers",
  training: "layers",
  loss: "loss",
  graph: "graph",
  expression: "graph",
};

/** Failing cases that can be repeated, the cheapest first; passing ones only where an engine goes the way that fails. */
export function fieldOf(all: readonly Evidence[]): Field {
  const failing = all.filter((e) => e.failed && isRepeatable(e)).toSorted((a, b) => a.cost - b.cost);
  const ways = new Set(failing.map(({ question }) => wayOf[question.kind]));
  return { failing, passing: all.filter((e) => !e.failed && ways.has(wayOf[e.question.kind])) };
}

/** All that explain the most: several where the evidence cannot tell them apart. Empty where nothing explains anything. */
export function search(
  field: Field,
  library: readonly Mutant[],
  mostBugs = usuallyMostBugs,
): readonly Explanation[] {
  const { failing, passing } = field;
  if (failing.length === 0) return [];
  const broad = broadOf(failing);
  const single = library.map(suspicion);
  const explain = (
    s: Suspicion,
    mutants: readonly Mutant[],
    start: readonly Evidence[],
  ): Explanation | undefined => {
    if (!start.some((e) => s.match(e)) || passing.some((e) => s.isSeen(e))) return undefined;
    return { mutants, suspicion: s, explained: failing.filter((e) => s.match(e)) };
  };
  const alone = single.flatMap((s) => explain(s, [s.mutant], broad) ?? []);
  let best = fullest(alone, failing);
  let seeds = seedsOf(alone, single, broad, passing);
  for (let count = 2; count <= mostBugs && best.isOpen; count++) {
    const more = seeds.flatMap((seed) => extended(seed, library, field, broad));
    const next = fullest(more, failing);
    if (next.explained > best.explained) best = next;
    seeds = mostExplaining(more).slice(0, mostSeeds);
  }
  return best.explanations;
}

function broadOf(failing: readonly Evidence[]): readonly Evidence[] {
  const cheap = failing.filter(({ cost }) => cost <= broadCost);
  return cheap.length > 0 ? spread(cheap, broadCases) : failing.slice(0, 1);
}

/** At most `count` of a list, evenly from its start to its end. */
const spread = <T>(list: readonly T[], count: number): readonly T[] =>
  list.length <= count
    ? list
    : Array.from({ length: count }, (_, i) => list[Math.floor((i * (list.length - 1)) / (count - 1))]);

const mostExplaining = (all: readonly Explanation[]): readonly Explanation[] =>
  all.toSorted((a, b) => b.explained.length - a.explained.length);

interface Best {
  readonly explanations: readonly Explanation[];
  readonly explained: number;
  /** Something is left to explain. */
  readonly isOpen: boolean;
}
function fullest(all: readonly Explanation[], failing: readonly Evidence[]): Best {
  const explained = all.reduce((most, e) => Math.max(most, e.explained.length), 0);
  const explanations = explained === 0 ? [] : all.filter((e) => e.explained.length === explained);
  return { explanations, explained, isOpen: explained < failing.length };
}

/** What explains most; then what gives at least one wrong quantity of the cheapest case, for bugs that never show alone. */
function seedsOf(
  alone: readonly Explanation[],
  single: readonly Suspicion[],
  broad: readonly Evidence[],
  passing: readonly Evidence[],
): readonly Explanation[] {
  const found = mostExplaining(alone).slice(0, mostSeeds);
  const known = new Set(found.map((e) => e.mutants[0]));
  const partial = single.filter(
    (s) => !known.has(s.mutant) && givesOneQuantity(s, broad[0]) && !passing.some((e) => s.isSeen(e)),
  );
  const others = partial.map((s) => ({ mutants: [s.mutant], suspicion: s, explained: [] }));
  return [...found, ...others.slice(0, mostSeeds + 3 - found.length)];
}

function givesOneQuantity(s: Suspicion, evidence: Evidence): boolean {
  const bug = s.answer(evidence);
  const gives = (one: Shown) => one.isWrong && bug && matchOf({ ...evidence, shown: [one] }, bug);
  return evidence.shown.some(gives);
}

/** The seed with each bug of the catalogue beside it, where that explains more. */
function extended(
  { mutants, explained }: Explanation,
  library: readonly Mutant[],
  { failing, passing }: Field,
  broad: readonly Evidence[],
): readonly Explanation[] {
  const left = failing.filter((e) => !explained.includes(e));
  const start = left.filter((e) => broad.includes(e));
  const [first = left[0], ...others] = start;
  const seed = mutants.reduce(both);
  return library.flatMap((mutant) => {
    if (mutants.includes(mutant)) return [];
    const together = suspicion(both(seed, mutant));
    // the other bug, or both: nothing that the seed explains may be lost
    if (![first, ...others.slice(0, 2)].some((e) => together.match(e))) return [];
    if (passing.some((e) => together.isSeen(e))) return [];
    const all = failing.filter((e) => together.match(e));
    const isMore = all.length > explained.length && explained.every((e) => all.includes(e));
    return isMore ? [{ mutants: [...mutants, mutant], suspicion: together, explained: all }] : [];
  });
}
