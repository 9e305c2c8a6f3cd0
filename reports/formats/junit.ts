/** JUnit XML in two dialects: `portable` is valid in both schemas that consumers check, `extended` adds what the others read. */
import picocolors from "picocolors";
import { type Complaint, type Finding, type Format, isExcused, type Report } from "../../spec/report.ts";
import { claimsOf } from "../claims.ts";
import { bugNames, type Told, toldById, toldOf } from "../diagnosis.ts";
import { isListed, listedText } from "../listed.ts";
import { cut, firstLine, plain } from "../plain.ts";
import { gapOf, groupsOf } from "../summary.ts";
import { element, type Xml, xmlDocument } from "../xml.ts";
import { terminalFinding } from "./terminal.ts";
import { terminalTold } from "./terminal-diagnosis.ts";

export type Dialect = "portable" | "extended";
/** What a test case can come to. `error` is never green: nothing was proved, by whosever fault. */
type Outcome = "passed" | "failure" | "error" | "skipped";

interface Test {
  readonly classname: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome;
  /** `violates`, `invalid fixture` … */
  readonly type: string;
  readonly message: string;
  readonly body: string;
  /** Read by some, and not allowed in the portable dialect. */
  readonly extra?: {
    readonly file: string;
    readonly line: number;
    readonly assertions: number;
    readonly properties: Readonly<Record<string, string>>;
  };
}
interface Suite {
  readonly name: string;
  readonly tests: readonly Test[];
}

const OUTCOMES: Readonly<Record<Finding["verdict"], Outcome>> = {
  conforms: "passed",
  violates: "failure",
  imprecise: "failure",
  errored: "error",
  disputed: "error",
  inconclusive: "error",
  unsupported: "skipped",
};

/** No reader knows of failures that are expected: what fails as it must is skipped, and says why; what is out of date fails. */
function outcomeOf(finding: Finding): Outcome {
  if (finding.known?.kind === "stale") return "failure";
  const outcome = OUTCOMES[finding.verdict];
  return isExcused(finding) && outcome !== "passed" ? "skipped" : outcome;
}

const TYPES = { known: "known failure", flaky: "flaky", stale: "stale known failure" } as const;
const typeOf = ({ known, verdict }: Finding): string =>
  known && known.kind !== "changed" ? TYPES[known.kind] : verdict;

/** Characters of text for a case, and for a file: GitLab reads at most 30 MB. */
const CASE_TEXT = 50_000;
const FILE_TEXT = 20_000_000;
const MESSAGE_TEXT = 4000;

/** `extended` is the one for Jenkins' `junit` step, GitLab, GitHub, Azure and CircleCI; `portable` for Jenkins' xunit plugin. */
export function junit(dialect: Dialect): Format {
  return {
    name: dialect === "portable" ? "junit-portable" : "junit",
    file: "junit.xml",
    render: (report) => xmlDocument(documentOf(report, dialect)),
  };
}

function documentOf(report: Report, dialect: Dialect): Xml {
  const suites = suitesOf(report);
  const tests = suites.flatMap((suite) => suite.tests);
  const attributes = dialect === "portable" ? {} : { name: "backproof", ...countsOf(tests) };
  return element(
    "testsuites",
    attributes,
    suites.map((suite, id) => suiteElement(suite, id, report, dialect)),
  );
}

/** One level: a suite for each folder, then the invalid fixtures, then what is missing from the run. */
function suitesOf(report: Report): readonly Suite[] {
  const most = Math.min(CASE_TEXT, Math.floor(FILE_TEXT / Math.max(1, report.findings.length)));
  const told = toldById(toldOf(report.diagnosis));
  const suites: Suite[] = [];
  for (const [group, findings] of groupsOf(report.findings)) {
    const seen = new Map<string, number>();
    const tests = findings.map((finding) => {
      const times = (seen.get(finding.id) ?? 0) + 1;
      seen.set(finding.id, times);
      return testOf(finding, told.get(finding.id) ?? [], times, most);
    });
    suites.push({ name: group || "cases", tests });
  }
  for (const [name, about] of [
    ["invalid fixtures", undefined],
    ["known failures", "known failures"],
  ] as const) {
    const complaints = report.complaints.filter((complaint) => complaint.about === about);
    if (complaints.length > 0) suites.push({ name, tests: complaints.map(complaintTest) });
  }
  const gap = gapOf(report);
  if (gap) suites.push({ name: "the run itself", tests: [gapTest(gap)] });
  return suites;
}

function testOf(finding: Finding, told: readonly Told[], times: number, most: number): Test {
  const pieces = plain(finding.id).split("/");
  const name = pieces.pop()!;
  const place = `${finding.file}:${finding.line}:1`;
  const colours = picocolors.createColors(false);
  const bugs = cut(told.map((piece) => `${terminalTold(piece, colours)}\n`).join(""), Math.floor(most / 2));
  const text = cut(terminalFinding(finding, colours), most - bugs.length) + bugs;
  const bug = bugNames(told);
  return {
    classname: ["backproof", ...pieces.map((piece) => piece.replaceAll(".", "_"))].join("."),
    name: `${name || "unnamed"}${times > 1 ? ` (${times})` : ""}`,
    seconds: finding.ms / 1000,
    outcome: outcomeOf(finding),
    type: typeOf(finding),
    message: isListed(finding) ? listedText(finding) : finding.summary || finding.verdict,
    body: `${text}${place}\n    at fixture (${place})\n`,
    extra: {
      file: finding.file,
      line: finding.line,
      assertions: finding.quantities.reduce((sum, quantity) => sum + quantity.compared, 0),
      properties: {
        clause: finding.clause,
        source: finding.source,
        title: finding.title,
        ...(finding.digits !== null && { digits: String(finding.digits) }),
        ...(bug !== undefined && { bug }),
        ...(finding.known && { known: finding.known.kind }),
      },
    },
  };
}

function complaintTest({ about, file, line, column, message, hint, frame }: Complaint): Test {
  const place = `${file}:${line}:${column}`;
  const body = `${cut(`${frame}\n${hint ? `hint: ${hint}\n` : ""}`, CASE_TEXT)}${place}\n    at fixture (${place})\n`;
  return {
    classname: about ? "backproof.known" : "backproof.fixtures",
    name: place,
    seconds: 0,
    outcome: "error",
    type: about ?? "invalid fixture",
    message,
    body,
  };
}

function gapTest(gap: string): Test {
  return {
    classname: "backproof.run",
    name: "the run is complete",
    seconds: 0,
    outcome: "error",
    type: "incomplete",
    message: gap,
    body: "",
  };
}

/** Of tests: how many, how many of them not passed, and their seconds with three decimals. */
function countsOf(tests: readonly Test[]) {
  const of = (outcome: Outcome) => tests.filter((test) => test.outcome === outcome).length;
  const seconds = tests.reduce((sum, test) => sum + test.seconds, 0);
  return {
    tests: tests.length,
    failures: of("failure"),
    errors: of("error"),
    skipped: of("skipped"),
    time: seconds.toFixed(3),
  };
}

function suiteElement(suite: Suite, id: number, report: Report, dialect: Dialect): Xml {
  const { header } = report;
  const { name, spec, version, language, dtype } = header.engine;
  const claims = claimsOf(report).map(({ profile, text }) => [`profile.${profile}`, text]);
  const about = { engine: name, spec, version, language, dtype, tool: header.tool };
  const properties = { ...about, ...Object.fromEntries(claims) };
  const attributes = {
    name: suite.name,
    package: `backproof.${token(name).replaceAll(".", "_")}`,
    id,
    timestamp: timestamp(header.started),
    hostname: token(header.host) || "localhost",
    ...countsOf(suite.tests),
  };
  return element("testsuite", attributes, [
    propertiesOf(properties),
    ...suite.tests.map((test) => testElement(test, dialect)),
    element("system-out", {}),
    element("system-err", {}),
  ]);
}

function testElement(test: Test, dialect: Dialect): Xml {
  const { classname, outcome, extra, type, body } = test;
  const head = { name: test.name, classname, time: test.seconds.toFixed(3) };
  const children: Xml[] = [];
  if (dialect === "extended" && extra) children.push(propertiesOf(extra.properties));
  // GitLab shows only the text, others only the message: it stands in both. dorny/test-reporter fails where there is no text.
  if (outcome !== "passed") {
    children.push(
      element(
        outcome,
        {
          message: firstLine(test.message, 220),
          type: outcome === "skipped" && dialect === "portable" ? undefined : type,
        },
        `${cut(test.message, MESSAGE_TEXT)}\n\n${body}`,
      ),
    );
  }
  const more =
    dialect === "extended" && extra
      ? { file: extra.file, line: extra.line, assertions: extra.assertions }
      : {};
  return element("testcase", { ...head, ...more }, children);
}

function propertiesOf(properties: Readonly<Record<string, string | undefined>>): Xml {
  const said = Object.entries(properties).filter(([, value]) => value !== undefined && value !== "");
  return element(
    "properties",
    {},
    said.map(([name, value]) => element("property", { name, value: firstLine(value!, 1000) })),
  );
}

const token = (text: string) => firstLine(plain(text), 200).replace(/\s+/g, " ").trim();

/** UTC, without the zone and the milliseconds that a schema forbids and nobody needs. */
function timestamp(started: string): string {
  const date = new Date(started);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00" : date.toISOString().slice(0, 19);
}
