import { expect, it } from "vitest";
import { sample } from "../sample.ts";
import { formats } from "./index.ts";

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
