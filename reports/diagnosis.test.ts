import { describe, expect, it } from "vitest";
import type { Bug, Diagnosis } from "../spec/report.ts";
import {
  bugNames,
  listed,
  othersOf,
  type ToldSuspect,
  type ToldUnknown,
  toldById,
  toldOf,
} from "./diagnosis.ts";
import { diagnosis } from "./sample-diagnosis.ts";

const told = toldOf(diagnosis);
const [bug, tie, unknown] = told as [ToldSuspect, ToldSuspect, ToldUnknown];
const suspectOf = (name: string, ...explains: readonly string[]): Diagnosis["suspects"][number] => ({
  bugs: [{ ...diagnosis.suspects[0]!.bugs[0]!, name }],
  explains,
  digits: null,
  evidence: "",
});
const only = (...suspects: Diagnosis["suspects"]): Diagnosis => ({
  type: "diagnosis",
  suspects,
  unexplained: [],
  nearest: [],
});

describe("a diagnosis", () => {
  it("is told suspect by suspect, and then what nobody knows", () => {
    expect(told.map(({ kind, label }) => `${kind}: ${label}`)).toEqual([
      "suspect: bug 1",
      "suspect: bug 2",
      "unknown: unknown",
    ]);
  });
  it("of one bug has no number, and without a diagnosis nothing is told", () => {
    expect(toldOf(only(suspectOf("a", "x"))).map(({ label }) => label)).toEqual(["bug"]);
    expect(toldOf(undefined)).toEqual([]);
    expect(toldOf(only())).toEqual([]);
  });
  it("is found by each finding that it is about", () => {
    const byId = toldById(told);
    expect(byId.get("networks/square-5-5-5")).toEqual([bug]);
    expect(byId.get("edges/overflow")).toEqual([unknown]);
    expect(byId.get("chapter/network-2-3-1")).toBeUndefined();
  });
});

describe("a tie", () => {
  it("says that it is one, and one bug does not", () => {
    expect([bug.lead, tie.lead]).toEqual([undefined, "one of these; the run cannot tell them apart"]);
  });
  it("that is long tells some bugs at length, and none is left out", () => {
    const bugs = Array.from({ length: 6 }, (_, i): Bug => ({ ...bug.bugs[0]!, name: `bug-${i}` }));
    const [long] = toldOf(only({ ...diagnosis.suspects[1]!, bugs })) as [ToldSuspect];
    expect(long.bugs).toHaveLength(4);
    expect(othersOf(long)).toBe("or: bug-4, bug-5");
    expect(othersOf(tie)).toBeUndefined();
  });
});

describe("bugs that are there at once", () => {
  const both = toldOf(only(suspectOf("a", "x", "y"), suspectOf("b", "y", "z"), suspectOf("c", "q")));
  it("say with which other, and where", () => {
    expect(both.map((piece) => (piece as ToldSuspect).together)).toEqual([
      ["together with bug 2 in y"],
      ["together with bug 1 in y"],
      [],
    ]);
  });
  it("are both told of the finding that they share, and named together", () => {
    const shared = toldById(both).get("y")!;
    expect(shared.map(({ label }) => label)).toEqual(["bug 1", "bug 2"]);
    expect(bugNames(shared)).toBe("a + b");
    expect(bugNames([tie])).toBe("mean-forgotten or batch-mean-forgotten");
    expect(bugNames([unknown])).toBeUndefined();
  });
});

describe("the unknown", () => {
  it("says how many cases, where they start, and what is nearer than the truth, nearest first", () => {
    expect(unknown).toMatchObject({
      said: "no known bug explains 1 failing case",
      startsAt: "L; p is right",
    });
    expect(unknown.nearest.map(({ bug: { name }, left }) => `${name}: ${left}`)).toEqual([
      "softmax-over-the-samples: 0.3 of the error is left",
      "subtracts-one-from-every-class: 0.99 of the error is left",
    ]);
  });
  it.each([
    [0.3, "0.3 of"],
    [0.999999, "0.99 of"],
    [0.00034, "0.0003 of"],
    [0, "0 of"],
  ])("a distance of %d reads %s the error", (distance, said) => {
    const [one] = toldOf({
      ...only(),
      unexplained: ["x"],
      nearest: [{ bug: bug.bugs[0]!, distance }],
    }) as [ToldUnknown];
    expect(one.nearest[0]!.left).toBe(`${said} the error is left`);
  });
});

it("a list of cases says how many it leaves out", () => {
  const ids = Array.from({ length: 8 }, (_, i) => `c${i}`);
  expect(listed(ids)).toBe("c0, c1, c2, c3, c4, c5 and 2 more");
  expect(listed(ids.slice(0, 2))).toBe("c0, c1");
});
