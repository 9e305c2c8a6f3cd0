/** `backproof run`: judges an engine, tells each finding as it comes, and leaves the reports. */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import picocolors from "picocolors";
import { UNRECORDED } from "../../engine/connect/observe.ts";
import { page } from "../../reports/formats/html/page.ts";
import { lineOf } from "../../reports/formats/jsonl.ts";
import { type Dialect, junit } from "../../reports/formats/junit.ts";
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
import { enginesOf } from "./engines.ts";
import { UsageError } from "./failure.ts";
import { openKnown } from "./known-list.ts";
import { progress } from "./progress.ts";
import { asked, type Source } from "./source.ts";

export interface RunOptions extends Selection {
  readonly out: string;
  readonly junitDialect: Dialect;
  readonly timeoutScale: number;
  readonly strict: boolean;
  readonly json: boolean;
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

  const colours = picocolors.createColors(picocolors.isColorSupported && process.stderr.isTTY === true);
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
    const where = ["index.html", "junit.xml", "results.jsonl"]
      .map((file) => join(options.out, file))
      .join("  ");
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

/** Level by level: where a level can neither be found nor made, as below /proc, Node's own recursion never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Every line is on the disk when the next question is asked: whoever is killed leaves what is known. */
function openResults({ out, json }: RunOptions) {
  let file: number;
  try {
    makeFolder(resolve(out));
    file = openSync(join(out, "results.jsonl"), "w");
  } catch (error) {
    throw new UsageError(`the reports cannot be written to ${out}: ${(error as Error).message}`);
  }
  return {
    line(text: string) {
      writeSync(file, text);
      if (json) process.stdout.write(text);
    },
    close: () => closeSync(file),
  };
}

function writeReports(report: Report, { out, junitDialect }: RunOptions): void {
  for (const format of [page, junit(junitDialect)])
    writeFileSync(join(out, format.file), format.render(report));
}

function endOf(aborted: boolean, findings: readonly Finding[]): Footer["end"] {
  if (aborted) return "interrupted";
  const isLost = ({ summary }: Finding) => summary.startsWith("not asked:") && !summary.endsWith(UNRECORDED);
  return findings.some(isLost) ? "engine lost" : "complete";
}

const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What follows so fast is the same Ctrl-C, handed on by whoever started us (npm does). */
const SAME_MS = 500;

/** The first Ctrl-C ends the run with its reports; the second ends the process. */
function onInterrupt(stop: AbortController) {
  let wake: (value: undefined) => void = () => {};
  const promise = new Promise<undefined>((resolve) => {
    wake = resolve;
  });
  let first = 0;
  const handle = () => {
    if (stop.signal.aborted) {
      if (performance.now() - first > SAME_MS) process.exit(130);
      return;
    }
    first = performance.now();
    stop.abort();
    wake(undefined);
  };
  for (const signal of INTERRUPTS) process.on(signal, handle);
  return {
    promise,
    now: handle,
    forget() {
      for (const signal of INTERRUPTS) process.off(signal, handle);
    },
  };
}
