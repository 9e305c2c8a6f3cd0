import { describe, expect, test } from "vitest";
import type { KnownList } from "../../spec/known.ts";
import type { Counts } from "../../spec/report.ts";
import { everyGradient, findingOf, fixture, times } from "../fake.ts";
import { exitOf } from "../run.ts";
import { marked, missingIn } from "./list.ts";

const because = "the sign is turned around";
const list: KnownList = {
  file: "known.yaml",
  known: [
    { id: "chapter/mse", because, line: 3, fails: { verdict: "violates", at: "∂L/∂p", times: "-1" } },
    { id: "problems/sines", because, line: 6, fails: { verdict: "violates" } },
  ],
  flaky: [{ id: "chapter/bce", because: "threads", issue: "#7", line: 9 }],
};
const wrong = (id: string, ratio: number) => findingOf(fixture(id), everyGradient(times(ratio)));
const right = (id: string) => wrong(id, 1);

describe("a finding that is listed", () => {
  test("and fails as it must is known", async () => {
    const { known, verdict } = marked(await wrong("chapter/mse", -1), list);
    expect(verdict).toBe("violates");
    expect(known).toEqual({ kind: "known", because, file: "known.yaml", line: 3 });
  });
  test("and fails in another way is changed, and says what it was and what it is", async () => {
    expect(marked(await wrong("chapter/mse", 2), list).known).toMatchObject({
      kind: "changed",
      differs: "violates, ∂L/∂p times -1 in known.yaml:3; now violates, ∂L/∂p times 2",
    });
  });
  test("and fails no more is stale, and says what to remove", async () => {
    expect(marked(await right("chapter/mse"), list).known).toMatchObject({
      kind: "stale",
      differs: "it conforms now: remove it from known.yaml:3",
    });
  });
  test("as flaky may fail or not", async () => {
    for (const finding of [await wrong("chapter/bce", 5), await right("chapter/bce")])
      expect(marked(finding, list).known).toMatchObject({ kind: "flaky", because: "threads", issue: "#7" });
  });
  test("or not, keeps its verdict; one that is not listed is left as it is", async () => {
    const finding = await wrong("losses/mse-sum", 2);
    expect(marked(finding, list)).toBe(finding);
  });
});

test("a function that the engine does not have is missing, where it was meant and the engine could list them", async () => {
  const finding = await right("chapter/mse");
  const all = () => true;
  expect(missingIn(list, [finding], all)).toMatchObject([
    { line: 6, message: "the engine has no function problems/sines", hint: "remove it from known.yaml:6" },
  ]);
  expect(missingIn(list, [{ ...finding, id: "problems/sines" }], all)).toEqual([]);
  expect(missingIn(list, [{ ...finding, id: "problems" }], all)).toEqual([]);
  expect(missingIn(list, [finding], (id) => id === "chapter/mse")).toEqual([]);
});

describe("the exit code with a list", () => {
  const none: Counts = {
    ...{ conforms: 0, imprecise: 0, violates: 0, inconclusive: 0 },
    ...{ disputed: 0, unsupported: 0, errored: 0 },
  };
  test.each([
    ["known failures alone are green", {}, 0, "complete", { known: 2, stale: 0 }, 0],
    ["but nothing at all is not", {}, 0, "complete", { known: 0, stale: 0 }, 1],
    ["an entry out of date is 3", { conforms: 9 }, 0, "complete", { known: 1, stale: 1 }, 3],
    ["and graver than an invalid fixture", { conforms: 9 }, 1, "complete", { known: 0, stale: 1 }, 3],
    ["what is wrong is graver", { conforms: 9, violates: 1 }, 1, "complete", { known: 0, stale: 1 }, 1],
    ["what was lost is graver", { violates: 1 }, 1, "engine lost", { known: 0, stale: 1 }, 4],
    ["and an interrupt gravest", { violates: 1 }, 1, "interrupted", { known: 0, stale: 1 }, 130],
  ] as const)("%s", (_, counts, complaints, end, listed, exit) => {
    expect(exitOf({ ...none, ...counts }, complaints, end, listed)).toBe(exit);
  });
});
