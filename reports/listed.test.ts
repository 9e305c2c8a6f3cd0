import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { countListed, type Finding, type Listed, type Report } from "../spec/report.ts";
import { formats } from "./formats/index.ts";
import { readReport } from "./formats/jsonl.ts";
import { problemsOf } from "./formats/junit-rules.ts";
import { terminalFinding, terminalSummary } from "./formats/terminal.ts";
import { excusesOf, listedText, stalenessOf } from "./listed.ts";
import { sample } from "./sample.ts";
import { HOSTILE } from "./sample-parts.ts";
import { headline, worstOf } from "./summary.ts";

const because = "the slope is taken at the activation";
const listing: Readonly<Record<string, Listed>> = {
  "networks/square-4-4-4": {
    kind: "known",
    because,
    issue: "https://example.org/12",
    file: "known.yaml",
    line: 4,
  },
  "hostile/crash": {
    kind: "flaky",
    because: HOSTILE,
    issue: `javascript:${HOSTILE}`,
    file: "known.yaml",
    line: 9,
  },
  "edges/overflow": {
    ...{ kind: "changed", because, file: "known.yaml", line: 14 },
    differs: "violates, L, not finite in known.yaml:14; now violates, L off by 0.5",
  },
  "chapter/chain-three-links": {
    ...{ kind: "stale", because, file: "known.yaml", line: 18 },
    differs: "it conforms now: remove it from known.yaml:18",
  },
};
const listed = (finding: Finding): Finding => ({
  ...finding,
  ...(listing[finding.id] && { known: listing[finding.id] }),
});
const findings = sample.findings.map(listed);
const report: Report = { ...sample, findings, footer: { ...sample.footer!, known: countListed(findings) } };
const none = picocolors.createColors(false);
const of = (id: string) => findings.find((finding) => finding.id === id)!;
const only = (...ids: readonly string[]): Report => ({ ...report, complaints: [], findings: ids.map(of) });

describe("every format", () => {
  it.each(Object.values(formats))(
    "$name tells what is known, why, and what is not as the list says",
    (format) => {
      const told = format.render(report).replace(/\s+/g, " ");
      for (const piece of [
        because,
        "https://example.org/12",
        "now violates, L off by 0.5",
        "remove it from known.yaml:18",
      ])
        expect([piece, told.includes(piece)]).toEqual([piece, true]);
      expect(format.render(sample)).not.toContain("known.yaml");
    },
  );
});

describe("a terminal", () => {
  it("gives what fails as it must one line, and what fails otherwise all of its lines", () => {
    expect(terminalFinding(of("networks/square-4-4-4"), none)).toBe(
      `= known        networks/square-4-4-4 · BACK-3                     violates, as is known: ${because} (https://example.org/12)\n`,
    );
    const stale = terminalFinding(of("chapter/chain-three-links"), none);
    expect(stale).toMatch(/^✗ stale .*it conforms now: remove it from known.yaml:18/);
    expect(stale.split("\n")).toHaveLength(2);
    expect(terminalFinding(of("edges/overflow"), none)).toMatch(
      /^✗ violates[\s\S]*\n {4}known {5}fails in another way[\s\S]*\n {4}again/,
    );
  });
  it("counts them beside the verdicts of the others, and says what to remove", () => {
    expect(terminalSummary(report, none).split("\n").slice(0, 4)).toEqual([
      "✗ mine.py violates: 3 of 8 cases are wrong, beside 1 known failure and 1 flaky case",
      "  ✓ 2 conforms   ○ 1 unsupported   ≈ 1 imprecise   ? 1 inconclusive   ≠ 1 disputed   ✗ 3 violates   = 1 known   ~ 1 flaky",
      "  1 invalid fixture: nothing was asked of it",
      "  1 known failure is out of date, to be removed: known.yaml:18",
    ]);
  });
});

describe("the sentence on top", () => {
  it("is about what no list excuses, and never hides that there is a list", () => {
    const good = only("networks/square-4-4-4", "chapter/network-2-3-1");
    expect(worstOf(good)).toBe("conforms");
    expect(headline(good)).toBe("mine.py conforms: the one case is right, beside 1 known failure");
    expect(headline(only("networks/square-4-4-4"))).toBe("mine.py: nothing but 1 known failure");
    expect(excusesOf(sample.findings)).toBeUndefined();
    expect(stalenessOf(sample)).toBeUndefined();
  });
});

describe("JUnit", () => {
  const xml = formats.junit.render(report);
  const test = (name: string) =>
    new RegExp(`<testcase[^>]* name="${name}"[\\s\\S]*?</testcase>`).exec(xml)![0];
  it("skips what fails as it must, fails what is out of date, and keeps to both schemas", () => {
    expect(test("square-4-4-4")).toMatch(
      /<skipped message="violates, as is known: [^"]*" type="known failure"/,
    );
    expect(test("crash")).toMatch(/<skipped message="errored this time, and is flaky/);
    expect(test("overflow")).toMatch(
      /<failure message="fails in another way than is known[^"]*" type="violates"/,
    );
    expect(test("chain-three-links")).toMatch(
      /<failure message="it conforms now[^"]*" type="stale known failure"/,
    );
    expect(problemsOf(formats["junit-portable"].render(report))).toEqual([]);
  });
});

it("a page links to an issue by https alone", () => {
  const page = formats.html.render(report);
  expect(page).toContain('href="https://example.org/12"');
  expect(page).not.toMatch(/href="javascript/);
});

it("results.jsonl is read back to the same report, and a foreign list is refused", () => {
  const text = formats.jsonl.render(report);
  expect(readReport(text).findings.map(({ known }) => known)).toEqual(findings.map(({ known }) => known));
  expect(() => readReport(text.replace('"kind":"stale"', '"kind":"mended"'))).toThrow(
    /known\.kind is not one of/,
  );
});

it("a complaint about the list is no invalid fixture", () => {
  const [complaint] = sample.complaints;
  const complaints = [{ ...complaint!, about: "known failures" as const, file: "known.yaml", line: 3 }];
  const told = { ...sample, complaints };
  expect(terminalSummary(told, none)).not.toContain("invalid fixture");
  expect(terminalSummary(told, none)).toContain("out of date, to be removed: known.yaml:3");
  for (const format of [formats.html, formats.junit, formats.terminal])
    expect(format.render(told)).not.toContain("invalid fixture");
});

it("each kind has a sentence of its own", () => {
  const all = findings.flatMap((finding) =>
    finding.known ? [listedText({ ...finding, known: finding.known })] : [],
  );
  expect(new Set(all.map((text) => text.split(":")[0]))).toHaveProperty("size", 4);
});
