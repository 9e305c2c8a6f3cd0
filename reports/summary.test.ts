import { describe, expect, it } from "vitest";
import type { Report, Verdict } from "../spec/report.ts";
import { countVerdicts } from "../spec/report.ts";
import { sample } from "./sample.ts";
import { culprit, gapOf, groupsOf, headline, place, worstOf } from "./summary.ts";

const only = (...verdicts: readonly Verdict[]): Report => {
  const findings = sample.findings.filter((finding) => verdicts.includes(finding.verdict));
  return { ...sample, findings, header: { ...sample.header, selected: findings.length } };
};

describe("the sentence on top", () => {
  it("is about the worst that was found", () => {
    expect(headline(sample)).toBe("mine.py violates: 4 of 10 cases are wrong");
    expect(headline(only("conforms"))).toBe("mine.py conforms: all 2 cases are right");
    expect(headline(only("conforms", "imprecise"))).toBe(
      "mine.py is imprecise: 1 of 3 cases rounds more than need be",
    );
    expect(headline(only("disputed", "conforms"))).toBe("mine.py is not proved: 1 of 3 cases is disputed");
    expect(headline(only())).toBe("mine.py: nothing was judged");
  });
  it("never says conforms of what nobody could judge", () => {
    for (const verdict of ["inconclusive", "disputed", "errored", "unsupported"] as const)
      expect(headline(only(verdict))).not.toContain("conforms");
    expect(worstOf(only("conforms", "unsupported"))).toBe("conforms");
  });
});

describe("a gap", () => {
  it("is told when the footer is missing, the run did not end well, cases are missing, or there are none", () => {
    expect(gapOf(sample)).toBeUndefined();
    expect(gapOf({ header: sample.header, findings: [], complaints: [] })).toContain("cut off");
    expect(gapOf({ ...sample, footer: { ...sample.footer!, end: "engine lost" } })).toContain(
      "the engine was lost",
    );
    expect(gapOf({ ...sample, findings: sample.findings.slice(1) })).toContain("10 of 11 selected cases");
    expect(gapOf(only())).toBe("no case was judged");
  });
});

it("counts come from the findings, whatever a footer says", () => {
  const lying = {
    ...sample,
    footer: { ...sample.footer!, counts: { ...sample.footer!.counts, violates: 0, conforms: 99 } },
  };
  expect(countVerdicts(lying.findings)).toEqual(sample.footer!.counts);
});

it("the one number that is shown is the worst entry of the first wrong quantity", () => {
  const [square, overflow] = ["networks/square-4-4-4", "edges/overflow"].map((id) =>
    sample.findings.find((finding) => finding.id === id),
  );
  const worst = culprit(square!)!;
  expect(place(worst.quantity, worst.entry)).toBe("∂L/∂z1[0]");
  expect(culprit(overflow!)!.entry.engine).toBe("NaN");
  const hidden = { ...square!, firstWrong: { ...square!.firstWrong!, name: "nowhere" } };
  expect(culprit(hidden)!.quantity.status).toBe("wrong");
  expect(culprit(sample.findings[0]!)).toBeUndefined();
});

it("a group is the folder of a case", () => {
  expect([...groupsOf(sample.findings).keys()]).toEqual([
    "chapter",
    "networks",
    "losses",
    "edges",
    "ops",
    "hostile",
  ]);
  expect([...groupsOf([{ ...sample.findings[0]!, id: "alone" }]).keys()]).toEqual([""]);
});
