/** `backproof run`: judges an engine, tells each finding as it comes, and leaves the reports. */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import picocolors from "picocolors";
import { connect } from "../../engine/connect/index.ts";
import { page } from "../../reports/formats/html/page.ts";
import { lineOf } from "../../reports/formats/jsonl.ts";
import { type Dialect, junit } from "../../reports/formats/junit.ts";
import { terminalComplaint, terminalFinding, terminalSummary } from "../../reports/formats/terminal.ts";
import { terminalDiagnosis } from "../../reports/formats/terminal-diagnosis.ts";
import {
  countVerdicts,
  type Diagnosis,
  type Finding,
  type Footer,
  type Header,
  type Report,
} from "../../spec/report.ts";
import { version } from "../../spec/version.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { exitOf, run } from "../run.ts";
import { loadFixtures, type Selection, select } from "./cases.ts";
import { UsageError } from "./failure.ts";
import { progress } from "./progress.ts";

export interface RunOptions extends Selection {
  readonly out: string;
  readonly junitDialect: Dialect;
  readonly timeoutScale: number;
  readonly strict: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

const isGreen = ({ verdict }: Finding): boolean => verdict === "conforms" || verdict === "unsupported";

export async function runCommand(spec: string, options: RunOptions): Promise<number> {
  const started = new Date();
  const fixtures = loadFixtures(options);
  const { cases, isMeant } = select(fixtures, options, behaviourIds);
  const selected = cases.length + behaviourIds.filter(isMeant).length;
  const { complaints } = fixtures;
  if (fixtures.cases.length === 0 && complaints.length === 0)
    throw new UsageError("there are no fixtures to judge by", 5);

  const colours = picocolors.createColors(picocolors.isColorSupported && process.stderr.isTTY === true);
  const engine = await connect(spec, { timeoutScale: options.timeoutScale, strict: options.strict });
  const stop = new AbortController();
  const interrupted = onInterrupt(stop);
  const bar = progress(selected, !options.quiet);
  try {
    const description = await engine.describe();
    const header: Header = {
      type: "header",
      format: "backproof-results",
      version: 1,
      tool: `backproof ${version}`,
      engine: { ...description, spec },
      started: started.toISOString(),
      host: hostname(),
      selected,
    };
    const results = openResults(options);
    results.line(lineOf(header));
    for (const complaint of complaints) {
      results.line(lineOf(complaint));
      bar.say(terminalComplaint(complaint, colours));
    }
    const findings: Finding[] = [];
    let diagnosis: Diagnosis | undefined;
    const stream = run({
      engine,
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
      findings.push(next.value);
      results.line(lineOf(next.value));
      if (!options.quiet || !isGreen(next.value)) bar.say(terminalFinding(next.value, colours));
    }
    bar.done();
    if (diagnosis) results.line(lineOf(diagnosis));
    const end = endOf(stop.signal.aborted, findings);
    const counts = countVerdicts(findings);
    const exit = exitOf(counts, complaints.length, end);
    const ended = new Date();
    const footer: Footer = {
      type: "footer",
      ended: ended.toISOString(),
      ms: ended.getTime() - started.getTime(),
      counts,
      end,
      exit,
    };
    results.line(lineOf(footer));
    results.close();
    const report: Report = { header, findings, complaints, ...(diagnosis && { diagnosis }), footer };
    writeReports(report, options);
    const where = ["index.html", "junit.xml", "results.jsonl"]
      .map((file) => join(options.out, file))
      .join("  ");
    const told = terminalDiagnosis(diagnosis, colours, process.stderr.columns);
    process.stderr.write(`\n${told}${terminalSummary(report, colours)}  ${colours.dim(where)}\n`);
    return exit;
  } finally {
    bar.done();
    await engine.close();
    interrupted.forget();
  }
}

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
  return findings.at(-1)?.summary.startsWith("not asked:") ? "engine lost" : "complete";
}

/** The first Ctrl-C ends the run with its reports; the second ends the process. */
function onInterrupt(stop: AbortController) {
  let wake: (value: undefined) => void = () => {};
  const promise = new Promise<undefined>((resolve) => {
    wake = resolve;
  });
  const handle = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
    wake(undefined);
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return {
    promise,
    forget() {
      process.off("SIGINT", handle);
      process.off("SIGTERM", handle);
    },
  };
}
