import { describe, expect, it } from "vitest";
import type { Finding } from "../../spec/report.ts";
import { sample } from "../sample.ts";
import { jsonl, lineOf, readReport } from "./jsonl.ts";

const text = jsonl.render(sample);
const lines = text.trimEnd().split("\n");

describe("a line", () => {
  it("is one line, whatever it holds", () => {
    for (const finding of sample.findings)
      expect(lineOf(finding).indexOf("\n")).toBe(lineOf(finding).length - 1);
  });
  it("says as text what JSON cannot say as a number, in cells only", () => {
    const finding = structuredClone(sample.findings[0]!) as { -readonly [K in keyof Finding]: Finding[K] };
    const [quantity] = finding.quantities;
    Object.assign(quantity!.entries[0]!, { engine: Number.NaN, bound: -0 });
    expect(lineOf(finding)).toContain('"engine":"NaN","truth":"6859","bound":"-0"');
    expect(() => lineOf({ ...finding, ms: Number.NaN })).toThrow("NaN in ms");
  });
});

describe("reading back", () => {
  it("gives the same report, lone surrogates and all", () => expect(readReport(text)).toEqual(sample));
  it("takes CRLF, a byte order mark and a missing last line end", () => {
    expect(readReport(`\ufeff${text.trimEnd().replaceAll("\n", "\r\n")}`)).toEqual(sample);
  });
  it("a run that was cut off, anywhere, is a report without a footer and without the half line", () => {
    const body = lines.slice(0, -1).join("\n");
    for (const end of [body.length + 1, body.length, body.length - 7, body.lastIndexOf("\n") + 2]) {
      const cut = readReport(body.slice(0, end));
      expect(cut.footer).toBeUndefined();
      expect(cut.findings).toEqual(sample.findings.slice(0, end >= body.length ? 10 : 9));
    }
  });
});

describe("garbage", () => {
  const replaced = (at: number, line: string) => `${lines.with(at, line).join("\n")}\n`;
  const changed = (at: number, change: (line: Record<string, unknown>) => void) => {
    const line = JSON.parse(lines[at]!) as Record<string, unknown>;
    change(line);
    return replaced(at, JSON.stringify(line));
  };
  it.each([
    ["half a line that is not the last", replaced(3, lines[3]!.slice(0, 40)), ":4: is not JSON"],
    ["half a last line with a line end", `${text}{"type":\n`, ":14: is not JSON"],
    [
      "a line of another kind",
      replaced(2, '{"type":"note"}'),
      ':3: is neither header, finding, complaint, footer: its type is "note"',
    ],
    ["a name from Object", replaced(2, '{"type":"constructor"}'), ":3: is neither"],
    ["a number alone", replaced(2, "12"), ":3: is not an object"],
    ["a newer version", changed(0, (line) => (line.version = 2)), ":1: is of format version 2"],
    ["a missing field", changed(2, (line) => delete line.notes), ":3: notes is missing"],
    [
      "a wrong field deep inside",
      changed(2, (line) => ((line.quantities as { entries: unknown }[])[1]!.entries = 3)),
      ":3: quantities[1].entries is not a list",
    ],
    [
      "a verdict that nobody knows",
      changed(2, (line) => (line.verdict = "green")),
      ":3: verdict is not one of",
    ],
    ["no header", lines.slice(1).join("\n"), ":1: a complaint stands before the header"],
    ["two headers", `${lines[0]}\n${text}`, ":2: a second header"],
    ["a line behind the footer", `${text}${lines[2]}\n`, "a finding stands behind the footer"],
    ["nothing", "", ":1: is empty"],
  ])("%s is refused with its line", (_, garbage, message) => {
    expect(() => readReport(garbage)).toThrow(message);
    expect(() => readReport(garbage)).toThrow(/^results\.jsonl:\d+: /);
  });
});
