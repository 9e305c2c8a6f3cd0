/** What is wrong with an engine, from all that a run has seen of it. Nothing is named that does not explain what it is said to explain. */
import { families } from "../../engine/mutants/families.ts";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import type { Case, TrainingQuestion } from "../../spec/case.ts";
import { lowerTraining } from "../../spec/lower/network.ts";
import { type Bug, type Diagnosis, type Finding, placeText, type Suspect } from "../../spec/report.ts";
import { leavesSquaredErrorOpen, squaredErrors } from "../dialects.ts";
import type { Subject } from "../subject.ts";
import { type Evidence, reread } from "./evidence.ts";
import { fitted } from "./fit.ts";
import { distanceOf } from "./match.ts";
import { ratios } from "./ratios.ts";
import { type Explanation, type Field, fieldOf, search } from "./search.ts";
import { separate } from "./separate.ts";
import { sessionsLike } from "./sessions.ts";
import { suspicion } from "./suspicion.ts";

/** Where more can be asked, to tell bugs apart that explain the same. */
export interface Asking {
  readonly subject: Subject;
  /** Cases that were not asked yet. */
  readonly pool: readonly Case[];
}
/** How the engine behaves from question to question, and the cases that this was asked with. */
export interface Behaved {
  readonly findings: readonly Finding[];
  readonly cases: readonly Case[];
  readonly subject: Subject;
}

/** A bug that explains part of what fails is named only where it explains at least so many cases. */
const fewestInPart = 2;
/** Failing cases that a family's parameter is fitted to, one after the other. */
const mostFitted = 3;
const mostNearest = 3;

/** Undefined where nothing fails, or nothing that was answered. */
export async function diagnose(
  evidence: readonly Evidence[],
  { asking, behaved, library = mutants }: Sources = {},
): Promise<Diagnosis | undefined> {
  const cases = await ofCases(evidence, library, asking);
  const sessions = behaved ? await ofBehaviours(behaved, library) : [];
  if (!cases && sessions.length === 0) return undefined;
  const { suspects = [], ...rest } = cases ?? { unexplained: [], nearest: [] };
  return { type: "diagnosis", ...rest, suspects: [...suspects, ...sessions] };
}

/** Everything beside the numbers that a diagnosis may use. */
export interface Sources {
  readonly asking?: Asking;
  readonly behaved?: Behaved;
  readonly library?: readonly Mutant[];
}

/** One suspect for all that contradicts itself from question to question. */
async function ofBehaviours(
  { findings, cases, subject }: Behaved,
  library: readonly Mutant[],
): Promise<readonly Suspect[]> {
  const bugs = await sessionsLike(findings, cases, subject, library);
  if (bugs.length === 0) return [];
  const explains = findings.filter(({ verdict }) => verdict === "violates").map(({ id }) => id);
  const evidence = `breaks ${explains.join(", ")}, and nothing else of what is asked there, as this bug does`;
  return [{ bugs: bugs.map(bugOf), explains, digits: null, evidence }];
}

async function ofCases(
  evidence: readonly Evidence[],
  library: readonly Mutant[],
  asking: Asking | undefined,
): Promise<Omit<Diagnosis, "type"> | undefined> {
  const first = evidence.find(({ failed }) => failed);
  if (!first) return undefined;
  const known = library.filter((mutant) => !roundsAnew(mutant, first));
  const { field, found } = bestOf(readingsOf(evidence, asking?.subject), known);
  const { left, asked } =
    asking && found.length > 1
      ? await separate(found, asking.pool, asking.subject)
      : { left: found, asked: [] };
  const explained = new Set(left[0]?.explained);
  const unexplained = field.failing.filter((e) => !explained.has(e));
  return {
    suspects: suspectsOf(left, field, asked),
    unexplained: unexplained.map(({ id }) => id),
    ...startOf(unexplained),
    nearest: nearestOf(unexplained, known),
  };
}

/** An engine that cannot name its squared error means one of those that its right cases leave: each is a way to read what it answers. */
function readingsOf(
  all: readonly Evidence[],
  subject: Subject | undefined,
): readonly (readonly Evidence[])[] {
  const isOpen = ({ question }: Evidence) =>
    subject !== undefined && leavesSquaredErrorOpen(question, subject.description);
  if (!all.some((e) => e.failed && isOpen(e))) return [all];
  const losses = subject?.squaredErrors?.length ? subject.squaredErrors : squaredErrors;
  return losses.map((loss) => all.map((e) => (isOpen(e) ? reread(e, loss) : e)));
}

interface Reading {
  readonly field: Field;
  readonly found: readonly Explanation[];
}
/** From the likeliest kind of explanation to the least, each in every reading: the first that explains everything, or what explains most. */
function bestOf(readings: readonly (readonly Evidence[])[], library: readonly Mutant[]): Reading {
  const fields = readings.map(fieldOf);
  let best: Reading = { field: fields[0], found: [] };
  const explainedIn = (found: readonly Explanation[]) => found[0]?.explained.length ?? 0;
  for (const kind of [oneBug, oneNumber, severalBugs]) {
    for (const field of fields) {
      const found = kind(field, library);
      if (explainedIn(found) > explainedIn(best.found)) best = { field, found };
      if (explainedIn(found) > 0 && explainedIn(found) === field.failing.length) return { field, found };
    }
  }
  return explainedIn(best.found) >= Math.min(fewestInPart, best.field.failing.length)
    ? best
    : { ...best, found: [] };
}

const oneBug = (field: Field, library: readonly Mutant[]): readonly Explanation[] =>
  search(field, library, 1);
const membersOf = ({ failing }: Field): readonly Mutant[] =>
  families.flatMap((family) => fitted(family, failing.slice(0, mostFitted)) ?? []);
/** One constant or parameter. */
const oneNumber = (field: Field): readonly Explanation[] =>
  search(field, [...ratios, ...membersOf(field)], 1);
const severalBugs = (field: Field, library: readonly Mutant[]): readonly Explanation[] =>
  search(field, [...library, ...ratios, ...membersOf(field)]);

/** Another arithmetic: its numbers are never those of another run. */
export function roundsAnew({ sabotage }: Mutant, { graph, question }: Evidence): boolean {
  const step = graph ?? lowerTraining(question as TrainingQuestion).step;
  const numbers = sabotage(step, question)?.numbers?.(float64);
  return numbers !== undefined && numbers.name !== float64.name;
}

const bugOf = ({ name, story, formula, clause, mend }: Mutant): Bug => ({
  name,
  story,
  formula,
  clause,
  mend,
});

/**
 * One suspect for each bug of the first explanation. What stands in its place in another explanation, all else being the same, is as likely.
 */
function suspectsOf(
  explanations: readonly Explanation[],
  { failing }: Field,
  asked: readonly string[],
): readonly Suspect[] {
  const [first] = explanations;
  if (!first) return [];
  return first.mutants.map((mutant, place) => {
    const alike = explanations.filter(({ mutants }) =>
      mutants.every((m, i) => i === place || m === first.mutants[i]),
    );
    const alone = suspicion(mutant);
    const explains =
      first.mutants.length === 1 ? first.explained : first.explained.filter((e) => alone.isSeen(e));
    const digits = explains.flatMap((e) => first.suspicion.match(e)?.digits ?? []);
    const fewest = digits.length > 0 ? Math.min(...digits) : null;
    return {
      bugs: [...new Set(alike.map(({ mutants }) => mutants[place]))].map(bugOf),
      explains: explains.map(({ id }) => id),
      digits: fewest,
      evidence: evidenceText(first, explains.length, failing.length, fewest, asked),
    };
  });
}

function evidenceText(
  { mutants, explained }: Explanation,
  shows: number,
  failing: number,
  digits: number | null,
  asked: readonly string[],
): string {
  const cases = (n: number) => `${n} failing ${n === 1 ? "case" : "cases"}`;
  const to = digits === null ? "" : ` to ${Math.floor(digits)} digits`;
  const more = asked.length > 0 ? `; asked ${asked.join(", ")} as well, to tell it from others` : "";
  if (mutants.length === 1) return `matches ${explained.length} of ${cases(failing)}${to}${more}`;
  const together = `${mutants.length} bugs at once match ${explained.length} of ${cases(failing)}${to}`;
  return `shows in ${shows}; ${together}${more}`;
}

function startOf(unexplained: readonly Evidence[]): Pick<Diagnosis, "startsAt"> {
  const first = unexplained.find(({ firstWrong }) => firstWrong)?.firstWrong;
  return first ? { startsAt: `${placeText(first)}; ${first.before}` } : {};
}

/** By the mean distance over the cheapest of what is not explained. */
function nearestOf(unexplained: readonly Evidence[], library: readonly Mutant[]): Diagnosis["nearest"] {
  const cases = unexplained.toSorted((a, b) => a.cost - b.cost).slice(0, mostNearest);
  if (cases.length === 0) return [];
  const distances = library.map((mutant) => {
    const s = suspicion(mutant);
    const each = cases.map((e) => {
      const answer = s.answer(e);
      return answer ? distanceOf(e, answer) : 1;
    });
    return { bug: bugOf(mutant), distance: each.reduce((sum, d) => sum + d, 0) / each.length };
  });
  return distances
    .filter(({ distance }) => distance < 1)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, mostNearest);
}
