import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { sample } from "../sample.ts";
import { VERDICTS } from "../verdicts.ts";
import { terminal, terminalComplaint, terminalFinding, terminalSummary } from "./terminal.ts";

const none = picocolors.createColors(false);
const colours = picocolors.createColors(true);
const shown = (id: string) => terminalFinding(sample.findings.find((finding) => finding.id === id)!, none);
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|\p{Surrogate}/u;

describe("a finding", () => {
  it("that conforms is one line", () => {
    expect(shown("chapter/chain-three-links")).toBe(
      "✓ conforms     chapter/chain-three-links · CHAIN-2                17 digits   3 quantities\n",
    );
  });
  it("that violates is a block: numbers below each other, witnesses, start, and the command to ask again", () => {
    expect(shown("networks/square-4-4-4").split("\n")).toEqual([
      "✗ violates     networks/square-4-4-4 · BACK-3                     ∂L/∂z1[0]",
      "    engine    -0.0385695052616566",
      "    should be -0.019284752630828299 ± 2e-17     dual · complex step · finite differences agree",
      "    wrong     ∂L/∂z1 1 of 1 · ∂L/∂W1 4 of 16",
      "    starts at ∂L/∂z1: everything before it (∂L/∂a1, ∂L/∂z2, ∂L/∂a2 and all values) is right",
      '    again     backproof run "cmd:python3 mine.py" --case networks/square-4-4-4',
      "",
      "",
    ]);
  });
  it("shows what is not a number, and says when the start is inferred", () => {
    expect(shown("edges/overflow")).toMatch(
      /engine {5}NaN\n {4}should be 1000 ±[\s\S]*starts at L, which the engine does not show, or ∂L\/∂W1 and ∂L\/∂b1/,
    );
  });
  it("that is not proved says why, and never `should be`", () => {
    for (const id of ["losses/clip", "losses/kink", "hostile/crash"]) {
      expect(shown(id)).toContain("    why       ");
      expect(shown(id)).not.toContain("should be");
    }
    expect(shown("losses/kink")).toContain("against   finite differences: ∂L/∂p[0]: 0.5 ± 1e-20");
    expect(shown("losses/clip")).toContain("silent    finite differences: the step crosses the kink");
  });
  it("begins with its glyph and verdict, whatever the verdict", () => {
    for (const finding of sample.findings) {
      expect(terminalFinding(finding, none)).toMatch(
        new RegExp(`^${VERDICTS[finding.verdict].glyph.replace("?", "\\?")} ${finding.verdict}`),
      );
    }
  });
});

it("foreign text reaches no terminal: no control character, and never more than a screen of it", () => {
  expect(terminal.render(sample)).not.toMatch(CONTROL);
  expect(shown("hostile/crash").length).toBeLessThan(8000);
  expect(terminalComplaint(sample.complaints[0]!, none)).not.toMatch(CONTROL);
});

it("colours are given and never assumed: without them the same text", () => {
  const painted = sample.findings.map((finding) => terminalFinding(finding, colours)).join("");
  expect(painted).toContain("\u001b[31m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
  expect(painted.replace(/\u001b\[\d+m/g, "")).toBe(
    sample.findings.map((finding) => terminalFinding(finding, none)).join(""),
  );
});

describe("the summary", () => {
  it("says the worst, the counts and the invalid fixtures", () => {
    expect(terminalSummary(sample, none)).toBe(
      [
        "✗ mine.py violates: 4 of 10 cases are wrong",
        "  ✓ 2 conforms   ○ 1 unsupported   ≈ 1 imprecise   ? 1 inconclusive   ≠ 1 disputed   ! 1 errored   ✗ 4 violates",
        "  1 invalid fixture: nothing was asked of it",
        "",
      ].join("\n"),
    );
  });
  it("says loudly that a report is incomplete, and only then", () => {
    const { footer: _, ...cut } = sample;
    expect(terminalSummary(cut, none)).toContain("INCOMPLETE: the run was cut off");
    expect(terminalSummary(sample, none)).not.toContain("INCOMPLETE");
  });
});

it("the whole report tells what is wrong between the findings and the summary", () => {
  const text = terminal.render(sample);
  const places = [
    "--case hostile",
    "\n  bug 1     applies",
    "\n  unknown   no known bug",
    "\n✗ mine.py violates",
  ].map((said) => text.indexOf(said));
  expect(places.slice(1)).toEqual(places.slice(1).toSorted((a, b) => a - b));
  expect(places.slice(1)).not.toContain(-1);
});
