/** A run judges every case in turn, and its exit code is never a count. */
import { describe, expect, test } from "vitest";
import type { Counts } from "../spec/report.ts";
import { countVerdicts } from "../spec/report.ts";
import { fakeEngine, fixture, rightAnswer, subjectOf } from "./fake.ts";
import { groupOf } from "./group.ts";
import { exitOf, run } from "./run.ts";

const none: Counts = {
  conforms: 0,
  imprecise: 0,
  violates: 0,
  inconclusive: 0,
  disputed: 0,
  unsupported: 0,
  errored: 0,
};

describe("the exit code", () => {
  test.each([
    [{ conforms: 3 }, 0, "complete", 0],
    [{ conforms: 3, unsupported: 2 }, 0, "complete", 0],
    [{ conforms: 255, violates: 1 }, 0, "complete", 1],
    [{ violates: 256 }, 0, "complete", 1],
    [{ conforms: 3, imprecise: 1 }, 0, "complete", 1],
    [{ conforms: 3, inconclusive: 1 }, 0, "complete", 1],
    [{ conforms: 3, disputed: 1 }, 0, "complete", 1],
    [{ conforms: 3, errored: 1 }, 0, "complete", 1],
    [{ unsupported: 5 }, 0, "complete", 1],
    [{}, 0, "complete", 1],
    [{ conforms: 3 }, 1, "complete", 6],
    [{ conforms: 3, violates: 1 }, 1, "complete", 1],
    [{ conforms: 3 }, 0, "engine lost", 4],
    [{ violates: 3 }, 2, "interrupted", 130],
  ] as const)("of %o with %d complaints, %s, is %d", (counts, complaints, end, exit) => {
    expect(exitOf({ ...none, ...counts }, complaints, end)).toBe(exit);
  });
});

describe("a run", () => {
  const cases = ["chapter/mse", "chapter/bce", "probes/exact-2-3-2"].map(fixture);
  const engine = fakeEngine(rightAnswer);
  test("yields a finding for every case, in their order, and counts them", async () => {
    const findings = [];
    for await (const finding of run({ ...subjectOf(engine), cases })) findings.push(finding);
    expect(findings.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    expect(countVerdicts(findings)).toEqual({ ...none, conforms: 3 });
  });
  test("ends after the case in hand when it is told to", async () => {
    const stop = new AbortController();
    const ids: string[] = [];
    for await (const { id } of run({ ...subjectOf(engine), cases, signal: stop.signal })) {
      ids.push(id);
      stop.abort();
    }
    expect(ids).toEqual(["chapter/mse"]);
  });
  test("announces each group once, to engines that reset between them", async () => {
    const begun: string[] = [];
    const grouped = { ...engine, beginGroup: (name: string) => begun.push(name) };
    for await (const _ of run({ ...subjectOf(grouped), cases }));
    expect(begun).toEqual(["chapter", "probes"]);
    expect(groupOf("a/b/c")).toBe("a/b");
  });
  test("shows each engine the question alone: nothing that is expected, no id, no tolerance", async () => {
    const seen: string[] = [];
    const nosy = fakeEngine((question) => {
      seen.push(JSON.stringify(question));
      return rightAnswer(question);
    });
    for await (const _ of run({ ...subjectOf(nosy), cases }));
    for (const text of seen) expect(text).not.toMatch(/certified|printed|guards|chapter|probes|clause/);
  });
});
