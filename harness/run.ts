/** A run: every case in turn, each finding yielded as it is known, and at the end which bugs they show together. */
import { probes } from "../engine/mutants/probes.ts";
import type { Case } from "../spec/case.ts";
import type { Counts, Diagnosis, Finding, Footer } from "../spec/report.ts";
import { behaviourFindings } from "./behaviour/behaviour.ts";
import { behaviourIds } from "./behaviour/finding.ts";
import { blackboxFindings } from "./blackbox/findings.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { type Evidence, type Examined, evidenceOf } from "./diagnose/evidence.ts";
import { examine } from "./examine.ts";
import { caseOf } from "./made.ts";
import type { Subject } from "./subject.ts";

export interface Run extends Subject {
  readonly cases: readonly Case[];
  /**
   * What is judged beside the cases: ids of behaviours (`state/repeat`) and of the engine's own functions (`problems/NAME`) that are meant.
   * Default: none.
   */
  readonly isMeant?: (id: string) => boolean;
  /** Cases whose questions may be asked to see how the engine behaves; default: `cases`. */
  readonly pool?: readonly Case[];
  /** Ends the run after the case in hand. */
  readonly signal?: AbortSignal;
}

/** `chapter/mse` → `chapter` */
export const groupOf = (id: string): string => id.split("/").slice(0, -1).join("/");

/** Small networks and graphs on which the catalogue's bugs differ. */
const probeCases = Object.entries(probes).map(([name, question]) => caseOf(question, `probe ${name}`));

type Grouped = { beginGroup?(name: string): void };

/** Yields findings; returns the diagnosis of all of them, absent where nothing is wrong or the run was cut off. */
export async function* run(plan: Run): AsyncGenerator<Finding, Diagnosis | undefined> {
  const evidence: Evidence[] = [];
  const record = (examined: Examined) => {
    const told = evidenceOf(examined);
    if (told) evidence.push(told);
  };
  const behaviours: Finding[] = [];
  for await (const finding of everything(plan, record)) {
    yield finding;
    if (plan.signal?.aborted) return undefined;
    if (behaviourIds.includes(finding.id)) behaviours.push(finding);
    // an engine in this process never waits: without this, Ctrl-C and a terminal's line would wait for the end
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { cases, pool = cases } = plan;
  const seen = new Set(cases.map(({ id }) => id));
  return diagnose(evidence, {
    asking: { subject: plan, pool: [...pool, ...probeCases].filter(({ id }) => !seen.has(id)) },
    behaved: { findings: behaviours, cases: pool, subject: plan },
  });
}

async function* everything(plan: Run, record: (examined: Examined) => void): AsyncGenerator<Finding> {
  yield* judgeCases(plan, record);
  const { engine, description, spec, cases, pool = cases, isMeant = () => false } = plan;
  if (behaviourIds.some(isMeant)) {
    (engine as Grouped).beginGroup?.("state");
    for await (const finding of behaviourFindings(engine, description, spec, pool))
      if (isMeant(finding.id)) yield finding;
  }
  if (isMeant("problems/")) yield* blackboxFindings(engine, description, spec, isMeant);
}

async function* judgeCases(plan: Run, record: (examined: Examined) => void): AsyncGenerator<Finding> {
  let group: string | undefined;
  for (const c of plan.cases) {
    if (groupOf(c.id) !== group) {
      group = groupOf(c.id);
      (plan.engine as Grouped).beginGroup?.(group);
    }
    yield await examine(c, plan, record).catch((error: unknown) => brokenDown(c, plan.spec, error));
  }
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

/** The whole run's exit code; never a count. A run in which nothing conformed is not green. */
export function exitOf(counts: Counts, complaints: number, end: Footer["end"]): number {
  if (end === "interrupted") return 130;
  if (end === "engine lost") return 4;
  const { conforms, imprecise, violates, inconclusive, disputed, errored } = counts;
  if (imprecise + violates + inconclusive + disputed + errored > 0) return 1;
  if (complaints > 0) return 6;
  return conforms > 0 ? 0 : 1;
}
