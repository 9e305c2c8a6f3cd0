import { describe, expect, test } from "vitest";
import type { KnownList } from "../../spec/known.ts";
import { readKnown } from "../../spec/read/known.ts";
import type { Finding } from "../../spec/report.ts";
import { everyGradient, findingOf, fixture, times } from "../fake.ts";
import { updated } from "./update.ts";

const ids = ["chapter/mse", "chapter/bce", "losses/mse-sum", "state/repeat"];
const wrong = (id: string, ratio: number): Promise<Finding> =>
  findingOf(fixture(id), everyGradient(times(ratio)));
function listOf(text: string): KnownList {
  const read = readKnown("known.yaml", text, ids);
  if ("complaints" in read) throw new Error(JSON.stringify(read.complaints));
  return read.list;
}
const update = (text: string, findings: readonly Finding[]) => updated(text, listOf(text), findings);
const file = `# of our team

known:
  # about all of them

  # the sign
  - id: chapter/mse # a remark
    because: |-
      a reason
      of two lines
    fails: { verdict: violates, at: ∂L/∂p, times: -1 }

  # the mean
  - id: chapter/bce
    because: 'it is quoted'
    issue: https://example.org/12
    fails:
      verdict: violates
      at: ∂L/∂p
      times: 3

# comes and goes
flaky:
  - id: state/repeat
    because: threads
`;

describe("a list that is brought up to date", () => {
  test("stays byte by byte as it is where nothing has changed", async () => {
    const findings = [
      await wrong("chapter/mse", -1),
      await wrong("chapter/bce", 3),
      await wrong("losses/mse-sum", 1),
    ];
    expect(update(file, findings)).toEqual({ text: file, changes: [], kept: 2 });
  });
  test("loses what is mended with its own comment, and keeps all others", async () => {
    const { text, changes } = update(file, [await wrong("chapter/mse", 1), await wrong("chapter/bce", 3)]);
    expect(changes).toEqual([{ kind: "removed", id: "chapter/mse", failure: "violates, ∂L/∂p times -1" }]);
    expect(listOf(text).known.map(({ id }) => id)).toEqual(["chapter/bce"]);
    for (const kept of [
      "# of our team",
      "# about all of them",
      "# the mean",
      "'it is quoted'",
      "# comes and goes",
    ])
      expect(text).toContain(kept);
    for (const gone of ["the sign", "a remark", "two lines"]) expect(text).not.toContain(gone);
  });
  test("says how it fails now, and keeps the reason and the place of an entry", async () => {
    const { text, changes } = update(file, [await wrong("chapter/bce", 0.5)]);
    expect(changes).toMatchObject([{ kind: "changed", before: "violates, ∂L/∂p times 3" }]);
    expect(text.split("\n").slice(0, 12)).toEqual(file.split("\n").slice(0, 12));
    expect(listOf(text).known[1]).toMatchObject({
      because: "it is quoted",
      issue: "https://example.org/12",
      fails: { verdict: "violates", at: "∂L/∂p", times: "0.5" },
    });
  });
  test("gains what is new at its end, with a reason to be written", async () => {
    const { text } = update(file, [await wrong("losses/mse-sum", 2)]);
    expect(text).toContain(`  - id: losses/mse-sum
    because: "?"
    fails: { verdict: violates, at: ∂L/∂p, times: 2 }
`);
    expect(listOf(text).known.map(({ id }) => id)).toEqual(["chapter/mse", "chapter/bce", "losses/mse-sum"]);
  });
  test("is up to date: to update it again changes nothing", async () => {
    const findings = [
      await wrong("chapter/mse", 1),
      await wrong("chapter/bce", 0.5),
      await wrong("losses/mse-sum", 2),
    ];
    const { text } = update(file, findings);
    expect(update(text, findings)).toEqual({ text, changes: [], kept: 2 });
  });
  test("never loses or gains what is flaky, or was not judged", async () => {
    const flaky = { ...(await wrong("chapter/mse", 7)), id: "state/repeat" };
    expect(update(file, [flaky]).changes).toEqual([]);
  });
  test("may be no file yet, or an empty one, and may lose its last entry", async () => {
    const findings = [await wrong("chapter/mse", -1)];
    const made = updated(undefined, { file: "known.yaml", known: [], flaky: [] }, findings).text;
    expect(made).toMatch(/^# What this engine is known to get wrong/);
    for (const text of ["", "# later\n", "known: []\n", "flaky: []\n"])
      expect(listOf(update(text, findings).text).known).toHaveLength(1);
    const emptied = update(made, [await wrong("chapter/mse", 1)]).text;
    expect(listOf(emptied)).toMatchObject({ known: [], flaky: [] });
    expect(listOf(update(emptied, findings).text).known).toHaveLength(1);
  });
});
