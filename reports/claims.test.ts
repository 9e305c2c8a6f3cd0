/** The line of a profile says what was shown, in every report, and never more. */
import { describe, expect, test } from "vitest";
import type { Conformance, Report, Standing } from "../spec/report.ts";
import { claimsOf } from "./claims.ts";
import { page } from "./formats/html/page.ts";
import { jsonl, readReport } from "./formats/jsonl.ts";
import { junit } from "./formats/junit.ts";
import { terminal } from "./formats/terminal.ts";
import { sample } from "./sample.ts";

const network: Standing = {
  profile: "network",
  claimed: true,
  required: { all: 43, selected: 43, conforming: 43 },
  optional: { all: 0, selected: 0, conforming: 0 },
};
const with_ = (more: Partial<Standing>, conformance: Partial<Conformance> = {}): Report => ({
  ...sample,
  footer: {
    ...sample.footer!,
    conformance: {
      edition: "2026.1",
      precision: "float64",
      standings: [{ ...network, ...more }],
      ...conformance,
    },
  },
});
const required = (selected: number, conforming: number) => ({ required: { all: 43, selected, conforming } });
const lineOf = (report: Report) => claimsOf(report).map(({ text, state }) => `${text} (${state})`)[0];

describe("a profile's line", () => {
  test.each([
    [{}, {}, "backproof 2026.1 · network · float64 · 43 of 43 required (held)"],
    [required(43, 41), {}, "backproof 2026.1 · network · float64 · 41 of 43 required (broken)"],
    [required(3, 3), {}, "backproof 2026.1 · network · float64 · 3 of 3 selected (partial)"],
    [required(3, 2), {}, "backproof 2026.1 · network · float64 · 2 of 3 selected (broken)"],
    [required(0, 0), {}, "backproof 2026.1 · network · float64 · none selected (partial)"],
    [{}, { edition: undefined }, "backproof · network · float64 · 43 of 43 of your own (partial)"],
    [
      { claimed: false, optional: { all: 45, selected: 45, conforming: 12 } },
      { precision: "float32" },
      "backproof 2026.1 · network · float32 · 43 of 43 required · 12 of 45 optional · not claimed (unclaimed)",
    ],
  ] as const)("%j %j: %s", (more, conformance, line) => {
    expect(lineOf(with_(more, conformance))).toBe(line);
  });
  test("stands in every report, and in none where nothing is said of profiles", () => {
    const line = "backproof 2026.1 · network · float64 · 41 of 43 required";
    const report = with_(required(43, 41));
    for (const format of [terminal, page, junit("extended"), junit("portable")]) {
      expect([format.name, format.render(report).includes(line)]).toEqual([format.name, true]);
      expect(format.render(sample)).not.toContain("2026.1 ·");
    }
    expect(junit("extended").render(report)).toContain(`<property name="profile.network" value="${line}"/>`);
  });
  test("is read back from results.jsonl as it was written", () => {
    const report = with_(required(43, 41));
    expect(readReport(jsonl.render(report)).footer).toEqual(report.footer);
    const broken = jsonl.render(report).replace('"conforming":41', '"conforming":"41"');
    expect(() => readReport(broken)).toThrow(/conforming is not a number/);
  });
});
