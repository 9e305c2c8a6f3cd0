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
    const body = lines.slice(0, -2).join("\n");
    for (const end of [body.length + 1, body.length, body.length - 7, body.lastIndexOf("\n") + 2]) {
      const cut = readReport(body.slice(0, end));
      expect([cut.footer, cut.diagnosis]).toEqual([undefined, undefined]);
      expect(cut.findings).toEqual(sample.findings.slice(0, end >= body.length ? 11 : 10));
    }
    const { footer: _, ...whole } = sample;
    expect(readReport(lines.slice(0, -1).join("\n"))).toEqual(whole);
  });
  it("a bug that an older run told of a finding is passed over", () => {
    const old = JSON.stringify({
      ...sample.findings[2],
      diagnosis: { name: "a", story: "b", evidence: "c" },
    });
    expect(readReport(lines.with(4, old).slice(0, 5).join("\n")).diagnosis).toBeUndefined();
  });
});

describe("garbage", () => {
  const replaced = (at: number, line: string) => `${lines.with(at, line).join("\n")}\n`;
  const changed = (at: number, change: (line: Record<string, unknown>) => void) => {
    const line = JSON.parse(lines[at]!) as Record<string, unknown>;
    change(line);
    return replaced(at, JSON.stringify(line));
  };
  // biome-ignore lint/suspicious/noExplicitAny: it is spoilt on purpose
  const diagnosed = (spoil: (line: any) => void) => changed(13, spoil);
  it.each([
    ["half a line that is not the last", replaced(3, lines[3]!.slice(0, 40)), ":4: is not JSON"],
    ["half a last line with a line end", `${text}{"type":\n`, ":16: is not JSON"],
    [
      "a line of another kind",
      replaced(2, '{"type":"note"}'),
      ':3: is neither header, finding, diagnosis, complaint, footer: its type is "note"',
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
    [
      "a bug without its mend",
      diagnosed((line) => delete line.suspects[0].bugs[0].mend),
      ":14: suspects[0].bugs[0].mend is missing",
    ],
    [
      "a suspect without a bug",
      diagnosed((line) => (line.suspects[1].bugs = [])),
      ":14: suspects[1].bugs is empty",
    ],
    [
      "a finding in the place of its id",
      diagnosed((line) => (line.suspects[0].explains[1] = { id: "a" })),
      ":14: suspects[0].explains[1] is not text",
    ],
    [
      "digits in words",
      diagnosed((line) => (line.suspects[0].digits = "many")),
      ":14: suspects[0].digits is not a number or null",
    ],
    [
      "a diagnosis that forgets what it does not explain",
      diagnosed((line) => delete line.unexplained),
      ":14: unexplained is missing",
    ],
    [
      "a start that is no text",
      diagnosed((line) => (line.startsAt = { label: "L" })),
      ":14: startsAt is not text",
    ],
    [
      "a bug at no distance",
      diagnosed((line) => delete line.nearest[0].distance),
      ":14: nearest[0].distance is missing",
    ],
    [
      "two diagnoses",
      lines.toSpliced(13, 0, lines[13]!).join("\n"),
      ":15: a diagnosis stands behind the diagnosis",
    ],
    [
      "a finding behind the diagnosis",
      lines.toSpliced(14, 0, lines[3]!).join("\n"),
      ":15: a finding stands behind",
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
