/** `backproof run`: judges an engine, tells each finding as it comes, and leaves the reports. */
import { UNRECORDED } from "../../engine/connect/observe.ts";
import { lineOf } from "../../reports/formats/jsonl.ts";
import { terminalComplaint, terminalFinding, terminalSummary } from "../../reports/formats/terminal.ts";
import { terminalDiagnosis } from "../../reports/formats/terminal-diagnosis.ts";
import type { Description, Engine, ProfileName } from "../../spec/answer.ts";
import {
  type Complaint,
  countListed,
  countVerdicts,
  type Diagnosis,
  type Finding,
  type Footer,
  type Header,
  isExcused,
  type Report,
} from "../../spec/report.ts";
import { edition, version } from "../../spec/version.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { marked, missingIn } from "../known/list.ts";
import { exitOf, run } from "../run.ts";
import { conformanceOf } from "../standing.ts";
import { absentEngine } from "./absent.ts";
import { loadFixtures, type Selection, select } from "./cases.ts";
import { coloursOfStderr } from "./colours.ts";
import { enginesOf } from "./engines.ts";
import { UsageError } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";
import { openKnown } from "./known-list.ts";
import { progress } from "./progress.ts";
import { openResults, reportFiles, type Written, writeReports } from "./report-files.ts";
import { asked, type Source } from "./source.ts";

export interface RunOptions extends Selection, Written {
  readonly timeoutScale: number;
  readonly strict: boolean;
  readonly quiet: boolean;
  /** A list of known failures. */
  readonly known?: string;
  /** Whether everything that is said is recorded. */
  readonly transcript: boolean;
  /** Profiles that the engine is held to beside those that it claims itself. */
  readonly profile: readonly ProfileName[];
  /** Processes of the engine that are asked at once; default: one. */
  readonly jobs?: number;
}

const isGreen = (finding: Finding): boolean =>
  isExcused(finding) ||
  (finding.known?.kind !== "stale" && (finding.verdict === "conforms" || finding.verdict === "unsupported"));

export async function runCommand(spec: string, options: RunOptions): Promise<number> {
  return (await judge(asked(spec, options), options)).exit;
}

export interface Judged {
  readonly report: Report;
  readonly exit: number;
}

/** Tells and writes everything; what came of it is returned. */
export async function judge(source: Source, options: RunOptions): Promise<Judged> {
  const began = Date.now();
  const { spec } = source;
  const fixtures = loadFixtures(options);
  const { cases, isMeant } = select(fixtures, options, behaviourIds);
  const selected = cases.length + behaviourIds.filter(isMeant).length;
  if (fixtures.cases.length === 0 && fixtures.complaints.length === 0)
    throw new UsageError("there are no fixtures to judge by", 5);
  const list = options.known === undefined ? undefined : openKnown(options.known, fixtures);

  const colours = coloursOfStderr();
  const stop = new AbortController();
  const interrupted = onInterrupt(stop);
  const bar = progress(selected, !options.quiet);
  let engines: readonly [] | readonly [Engine, ...Engine[]] = [];
  try {
    const interrupt = { signal: stop.signal, now: interrupted.now };
    engines = await enginesOf((isAnother) => source.connect({ ...interrupt, isAnother }), {
      jobs: options.jobs,
      cases,
    }).catch((problem: unknown) => {
      if (stop.signal.aborted) return [absentEngine(spec)] as const;
      throw problem;
    });
    const [engine, ...mates] = engines;
    const description = claiming(await engine.describe(), options.profile);
    const header: Header = {
      type: "header",
      format: "backproof-results",
      version: 1,
      tool: `backproof ${version}`,
      engine: { ...description, spec },
      started: source.started,
      host: source.host,
      selected,
    };
    const results = openResults(options);
    source.recordIn(options.out);
    results.line(lineOf(header));
    const complain = (complaint: Complaint) => {
      results.line(lineOf(complaint));
      bar.say(terminalComplaint(complaint, colours));
    };
    fixtures.complaints.forEach(complain);
    const findings: Finding[] = [];
    let diagnosis: Diagnosis | undefined;
    const stream = run({
      engine,
      mates,
      description,
      spec,
      cases,
      pool: fixtures.cases,
      isMeant,
      signal: stop.signal,
    });
    for (;;) {
      bar.at(findings.length, cases[findings.length]?.id);
      // An interrupt does not wait for an engine that hangs.
      const next = await Promise.race([stream.next(), interrupted.promise]);
      if (next?.done) diagnosis = next.value;
      if (next === undefined || next.done) break;
      const finding = list ? marked(next.value, list) : next.value;
      findings.push(finding);
      results.line(lineOf(finding));
      if (!options.quiet || !isGreen(finding)) bar.say(terminalFinding(finding, colours));
    }
    bar.done();
    const end = endOf(stop.signal.aborted, findings);
    const missing = list && end === "complete" ? missingIn(list, findings, isMeant) : [];
    missing.forEach(complain);
    if (diagnosis) results.line(lineOf(diagnosis));
    const counts = countVerdicts(findings);
    const listed = countListed(findings);
    const exit = exitOf(
      countVerdicts(findings.filter((finding) => !isExcused(finding))),
      fixtures.complaints.length,
      end,
      { known: listed.known, stale: listed.stale + missing.length },
    );
    const conformance = conformanceOf({
      ...{ description, suite: fixtures.cases, selected: cases, findings },
      ...(options.fixtures === undefined && { edition }),
    });
    const ended = new Date();
    const footer: Footer = {
      type: "footer",
      ended: ended.toISOString(),
      ms: ended.getTime() - began,
      counts,
      ...(list && { known: listed }),
      ...(conformance && { conformance }),
      end,
      exit,
    };
    results.line(lineOf(footer));
    results.close();
    source.end(end);
    const complaints = [...fixtures.complaints, ...missing];
    const report: Report = { header, findings, complaints, ...(diagnosis && { diagnosis }), footer };
    writeReports(report, options);
    const where = reportFiles(options.out).join("  ");
    const told = terminalDiagnosis(diagnosis, colours, process.stderr.columns);
    process.stderr.write(`\n${told}${terminalSummary(report, colours)}  ${colours.dim(where)}\n`);
    return { report, exit };
  } finally {
    bar.done();
    source.end();
    await Promise.all(engines.map((one) => one.close()));
    interrupted.forget();
  }
}

const claiming = (description: Description, profiles: readonly ProfileName[]): Description =>
  profiles.length === 0
    ? description
    : { ...description, profiles: [...new Set([...(description.profiles ?? []), ...profiles])] };

function endOf(aborted: boolean, findings: readonly Finding[]): Footer["end"] {
  if (aborted) return "interrupted";
  const isLost = ({ summary }: Finding) => summary.startsWith("not asked:") && !summary.endsWith(UNRECORDED);
  return findings.some(isLost) ? "engine lost" : "complete";
}
