/** A precision that cannot tell a case is no fault of the engine; a wrong number is, there too. */
import { describe, expect, test } from "vitest";
import type { DType } from "../spec/answer.ts";
import type { Finding } from "../spec/report.ts";
import { entry, fakeEngine, fixture, rightAnswer, subjectOf, withGradient } from "./fake.ts";
import type { Answer } from "./judge.ts";
import { run } from "./run.ts";
import { untold } from "./untold.ts";

/** What a run tells of an engine that gives the reference's answer, changed. */
async function told(id: string, dtype: DType, change: (answer: Answer) => Answer): Promise<Finding> {
  const engine = fakeEngine(async (question) => change(await rightAnswer(question)));
  const findings: Finding[] = [];
  for await (const finding of run({ ...subjectOf(engine, { dtype }), cases: [fixture(id)] }))
    findings.push(finding);
  return findings[0];
}
const overflown = (answer: Answer): Answer => ({
  ...answer,
  values: Object.fromEntries(
    Object.entries(answer.values).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((x) => (Math.abs(x) > 65504 ? Number.POSITIVE_INFINITY : x)) },
    ]),
  ),
});

describe("a case", () => {
  test.each([
    ["chapter/exploding-gradients", "float16", /ends at 65504/],
    ["graphs/roots-near-zero", "float16", /takes an input of this question for 0/],
    ["chapter/bce-clip", "float32", /to anything/],
    ["chapter/training-2-3-1-falls", "bfloat16", /to anything/],
    ["chapter/network-2-3-1", "bfloat16", undefined],
    ["chapter/exploding-gradients", "float64", undefined],
  ] as const)("%s of %s: %s", (id, dtype, why) => {
    const because = untold(fixture(id), dtype);
    if (why) expect(because).toMatch(why);
    else expect(because).toBeUndefined();
  });
  test("that its precision cannot tell is skipped with the reason, and not held against the engine", async () => {
    const finding = await told("chapter/exploding-gradients", "float16", overflown);
    expect(finding.verdict).toBe("unsupported");
    expect(finding.summary).toMatch(/^precision:float16 ends at 65504/);
  });
  test("is judged all the same where something is wrong that can be told", async () => {
    const wrong = withGradient(
      "x",
      entry(0, (x) => 3 * x),
    );
    expect((await told("graphs/roots-near-zero", "float16", wrong)).verdict).toBe("violates");
    // wrong on purpose: the same answer unchanged
    expect((await told("graphs/roots-near-zero", "float16", (answer) => answer)).verdict).not.toBe(
      "violates",
    );
  });
});
