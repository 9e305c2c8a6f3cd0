/** A run: every case in turn, each finding yielded as it is known, and at the end which bugs they show together. */
import { probes as probeQuestions } from "../engine/mutants/probes.ts";
import type { Engine } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import type { Counts, Diagnosis, Finding, Footer } from "../spec/report.ts";
import { formFor } from "./ask.ts";
import { behaviourFindings } from "./behaviour/behaviour.ts";
import { behaviourIds } from "./behaviour/finding.ts";
import { blackboxFindings } from "./blackbox/findings.ts";
import { type Crew, crewOf } from "./crew.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { type Evidence, type Examined, evidenceOf } from "./diagnose/evidence.ts";
import { examine } from "./examine.ts";
import { groupOf } from "./group.ts";
import { caseOf } from "./made.ts";
import type { Subject } from "./subject.ts";
import { spared } from "./untold.ts";

export interface Run extends Subject {
  readonly cases: readonly Case[];
  /**
   * What is judged beside the cases: ids of behaviours (`state/repeat`) and of the engine's own functions (`problems/NAME`) that are meant.
   * Default: none.
   */
  readonly isMeant?: (id: string) => boolean;
  /** Cases whose questions may be asked to see how the engine behaves; default: `cases`. */
  readonly pool?: readonly Case[];
  /** More processes of the same engine: the cases are asked of all of them at once, and judged in the same order as of one. */
  readonly mates?: readonly Engine[];
  /** Ends the run after the case in hand. */
  readonly signal?: AbortSignal;
}

/** Small networks and graphs on which the catalogue's bugs differ. */
const probeCases = Object.entries(probeQuestions).map(([name, question]) =>
  caseOf(question, `probe ${name}`),
);

type Grouped = { beginGroup?(name: string): void };
type Record = (examined: Examined) => void;

/** Cases that pass only refute a diagnosis: so many of them do it as well as all, and their numbers need not be kept. */
const mostRefuting = 1000;
const mostNumbers = 500_000;

/** Yields findings; returns the diagnosis of all of them, absent where nothing is wrong or the run was cut off. */
export async function* run(given: Run): AsyncGenerator<Finding, Diagnosis | undefined> {
  const crew = given.mates?.length ? crewOf([given.engine, ...given.mates], given) : undefined;
  const plan = crew ? { ...given, engine: crew.engine } : given;
  const evidence: Evidence[] = [];
  let [refuting, numbers] = [0, 0];
  const record = (examined: Examined) => {
    const told = evidenceOf(examined);
    if (!told) return;
    if (!told.failed) {
      if (refuting === mostRefuting || numbers + told.cost > mostNumbers) return;
      refuting++;
      numbers += told.cost;
    }
    evidence.push(told);
  };
  const behaviours: Finding[] = [];
  for await (const finding of everything(plan, record, crew)) {
    yield finding;
    if (plan.signal?.aborted) return undefined;
    if (behaviourIds.includes(finding.id)) behaviours.push(finding);
    // an engine in this process never waits: without this, Ctrl-C and a terminal's line would wait for the end
    await new Promise((resolve) => setImmediate(resolve));
  }
  const pool = poolOf(plan);
  const probes = probeCases.map((c) => formFor(c, plan.description));
  const seen = new Set(plan.cases.map(({ id }) => id));
  return diagnose(evidence, {
    asking: { subject: plan, pool: [...pool, ...probes].filter(({ id }) => !seen.has(id)) },
    behaved: { findings: behaviours, cases: pool, subject: plan },
  });
}

/** Cases that may be asked beside the plan's, each in a form that the engine takes. */
const poolOf = ({ cases, pool = cases, description }: Run): readonly Case[] =>
  pool.map((c) => formFor(c, description));

async function* everything(plan: Run, record: Record, crew?: Crew): AsyncGenerator<Finding> {
  yield* judgeCases(plan, record, crew);
  const { engine, description, spec, isMeant = () => false } = plan;
  if (behaviourIds.some(isMeant)) {
    (engine as Grouped).beginGroup?.("state");
    for await (const finding of behaviourFindings(engine, description, spec, poolOf(plan)))
      if (isMeant(finding.id)) yield finding;
  }
  if (isMeant("problems/")) yield* blackboxFindings(engine, description, spec, isMeant);
}

async function* judgeCases(plan: Run, record: Record, crew?: Crew): AsyncGenerator<Finding> {
  let group: string | undefined;
  for (const c of plan.cases) {
    if (groupOf(c.id) !== group) {
      group = groupOf(c.id);
      (plan.engine as Grouped).beginGroup?.(group);
    }
    const finding = await examined(c, plan, record, crew).catch((error: unknown) =>
      brokenDown(c, plan.spec, error),
    );
    yield spared(finding, c, plan.description.dtype);
  }
}

async function examined(c: Case, plan: Run, record: Record, crew?: Crew): Promise<Finding> {
  if (!crew) return examine(c, plan, record);
  const asked = await crew.asked(c);
  const finding = await examine(c, plan, record, asked);
  return { ...finding, ms: finding.ms + (asked.observation.ms ?? 0) };
}

/** A bug of ours costs the case in hand and no other. */
function brokenDown({ id, title, clause, file, line, points }: Case, spec: string, error: unknown): Finding {
  return {
    type: "finding",
    ...{ id, title, clause, file, line, points },
    source: "",
    formula: [],
    verdict: "errored",
    summary: `backproof itself broke down here, please report it: ${error instanceof Error ? error.message : String(error)}`,
    quantities: [],
    opinions: [],
    digits: null,
    notes: error instanceof Error && error.stack ? [error.stack] : [],
    replay: `backproof run ${JSON.stringify(spec)} --case ${id}`,
    ms: 0,
  };
}

/** What a list of known failures does to the exit code: how many fail as they must, and how many entries are out of date. */
export interface ListCounts {
  readonly known: number;
  readonly stale: number;
}

/**
 * The whole run's exit code; never a count, the gravest first. `counts` are of what no list excuses. A run in which nothing conformed, or
 * failed as it must, is not green.
 */
export function exitOf(
  counts: Counts,
  complaints: number,
  end: Footer["end"],
  list: ListCounts = { known: 0, stale: 0 },
): number {
  if (end === "interrupted") return 130;
  if (end === "engine lost") return 4;
  const { conforms, imprecise, violates, inconclusive, disputed, errored } = counts;
  if (imprecise + violates + inconclusive + disputed + errored > 0) return 1;
  if (list.stale > 0) return 3;
  if (complaints > 0) return 6;
  return conforms + list.known > 0 ? 0 : 1;
}
