import { expect, it } from "vitest";
import { countVerdicts } from "../spec/report.ts";
import { sample } from "./sample.ts";
import { HOSTILE } from "./sample-parts.ts";
import { WORST_FIRST } from "./verdicts.ts";

it("the sample holds every verdict, every opinion, every status and a complaint", () => {
  expect(new Set(sample.findings.map((finding) => finding.verdict))).toEqual(new Set(WORST_FIRST));
  expect(
    new Set(sample.findings.flatMap((finding) => finding.opinions.map((opinion) => opinion.kind))),
  ).toEqual(new Set(["agrees", "disagrees", "abstains"]));
  expect(
    new Set(sample.findings.flatMap((finding) => finding.quantities.map((quantity) => quantity.status))),
  ).toEqual(new Set(["right", "imprecise", "wrong", "suspect", "undecided", "unavailable"]));
  expect(sample.complaints).toHaveLength(1);
  expect(sample.findings.some((finding) => finding.firstWrong)).toBe(true);
});

it("the sample's diagnosis holds a bug over several cases, a tie, and what no bug explains, with what comes near", () => {
  const { suspects, unexplained, startsAt, nearest } = sample.diagnosis!;
  expect(suspects.map(({ bugs, explains }) => [bugs.length, explains.length])).toEqual([
    [1, 2],
    [2, 1],
  ]);
  expect(startsAt).toBeDefined();
  expect(nearest).toHaveLength(3);
  const violating = sample.findings.filter(({ verdict }) => verdict === "violates").map(({ id }) => id);
  const told = [...suspects.flatMap(({ explains }) => explains), ...unexplained];
  expect(told.toSorted()).toEqual(violating.toSorted());
});

it("the sample holds text that wants to break out, and cells that are not numbers", () => {
  expect(HOSTILE).toMatch(/<script>.*\]\]>.*\p{Surrogate}/su);
  const cells = sample.findings.flatMap((finding) =>
    finding.quantities.flatMap((quantity) => quantity.entries.map((entry) => entry.engine)),
  );
  expect(cells).toEqual(expect.arrayContaining(["NaN", "Infinity", "-Infinity", "-0"]));
});

it("the sample is consistent with itself", () => {
  expect(countVerdicts(sample.findings)).toEqual(sample.footer!.counts);
  expect(sample.findings).toHaveLength(sample.header.selected);
});
