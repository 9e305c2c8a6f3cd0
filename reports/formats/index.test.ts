import { expect, it } from "vitest";
import { sample } from "../sample.ts";
import { HOSTILE } from "../sample-parts.ts";
import { formats } from "./index.ts";
import { problemsOf } from "./junit-rules.ts";

it.each(Object.entries(formats))(
  "%s is found by its own name, and the same report gives the same bytes",
  (name, format) => {
    expect(format.name).toBe(name);
    expect(format.render(structuredClone(sample))).toBe(format.render(sample));
  },
);

it.each(Object.values(formats))("$name tells every case, and that a report is cut off", (format) => {
  const { footer: _, ...cut } = sample;
  const told = format.render(sample);
  for (const finding of sample.findings)
    expect([finding.id, told.includes(finding.id.split("/").pop()!)]).toEqual([finding.id, true]);
  if (format.name === "jsonl") expect(format.render(cut)).not.toContain('"footer"');
  else expect(format.render(cut).includes("the run was cut off")).toBe(true);
  expect(told.includes("the run was cut off")).toBe(false);
});

it.each(Object.values(formats))("$name renders a report without any case", (format) => {
  const empty = { ...sample, findings: [], complaints: [] };
  expect(format.render(empty).length).toBeGreaterThan(20);
});

/** As somebody reads it: without entities, and without the ends of lines that were wrapped. */
const words = (told: string) => told.replace(/&#39;/g, "'").replace(/&amp;/g, "&").replace(/\s+/g, " ");

it.each(Object.values(formats))(
  "$name tells of each bug the name, the story, the mend and the evidence, and of the unknown what comes nearest",
  (format) => {
    const told = words(format.render(sample));
    const { suspects, nearest, startsAt } = sample.diagnosis!;
    const bugs = suspects.flatMap((suspect) => suspect.bugs);
    const pieces = [
      ...bugs.flatMap(({ name, story, formula, mend }) => [name, story, formula, mend]),
      ...suspects.map(({ evidence }) => evidence.replace(/^m/, "")),
      startsAt!,
      nearest[0]!.bug.story,
      nearest[0]!.bug.name,
    ];
    for (const piece of pieces) expect([piece, told.includes(piece)]).toEqual([piece, true]);
  },
);

it.each(Object.values(formats))(
  "$name says nothing of bugs where nothing violates, or the run was cut off before its diagnosis",
  (format) => {
    const { diagnosis: _, footer: __, ...cut } = sample;
    const findings = sample.findings.filter(({ verdict }) => verdict === "conforms");
    const right = { ...cut, findings, header: { ...sample.header, selected: findings.length } };
    for (const report of [cut, right]) {
      const told = format.render(report).replace(/<(script|style)>[\s\S]*?<\/\1>/g, "");
      expect(told).not.toMatch(/\bbug\b|no known|What is wrong|"diagnosis"/i);
      expect(told).toContain("three-links");
    }
  },
);

const { jsonl: _, ...shown } = formats;
it.each(Object.values(shown))("$name lets no foreign text of a diagnosis break out", (format) => {
  const bug = { name: HOSTILE, story: HOSTILE, formula: HOSTILE, clause: HOSTILE, mend: HOSTILE };
  const ids = [sample.findings[2]!.id, HOSTILE];
  const hostile = {
    ...sample,
    findings: sample.findings.slice(0, 4),
    complaints: [],
    diagnosis: {
      type: "diagnosis" as const,
      suspects: [[bug], [bug, bug]].map((bugs) => ({ bugs, explains: ids, digits: null, evidence: HOSTILE })),
      unexplained: ids,
      startsAt: HOSTILE,
      nearest: [{ bug, distance: 0.5 }],
    },
  };
  const told = format.render(hostile);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
  expect(told).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]|\p{Surrogate}/u);
  expect(told).toContain(format.name === "terminal" ? "<script>alert('x')" : "&lt;script&gt;alert(");
  if (format.name !== "terminal") expect(told).not.toContain("<script>alert");
  if (format.name === "junit-portable") expect(problemsOf(told)).toEqual([]);
});
