import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Engine, Observation } from "../../spec/answer.ts";
import { fromNested } from "../../spec/tensor.ts";
import { asking, closeAfterEach, fake } from "./fakes/fake.ts";
import { connectTranscript } from "./replay.ts";
import { openTranscript } from "./transcript.ts";
import { readTranscript, UnreadableTranscript } from "./transcript-read.ts";

closeAfterEach();
const folder = mkdtempSync(join(tmpdir(), "backproof-transcript-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const fresh = (): string => join(folder, `t${++count}.jsonl`);
const header = {
  tool: "backproof 0",
  spec: "cmd:fake",
  strict: false,
  started: "2026-01-01T00:00:00.000Z",
  host: "here",
  selection: {},
};

/** Everything but how long it took. */
const timeless = ({ ms: _, ...seen }: Observation): unknown => seen;
/** What one is asked in a test: three losses, the middle one twice, and forward passes. */
async function interview(engine: Engine): Promise<readonly unknown[]> {
  const seen: unknown[] = [await engine.describe()];
  for (const name of ["mse", "bce", "bce", "cross_entropy"] as const)
    seen.push(timeless(await engine.ask(asking(name))));
  seen.push(await engine.evaluate(asking(), [{ p: fromNested([1, 2, 3]) }]));
  return seen;
}

/** A transcript of that interview, and what was seen. */
async function recorded(behaviour: string) {
  const file = fresh();
  const transcript = openTranscript({ ...header, spec: `cmd:${behaviour}` });
  const options = { timeoutScale: 0.03, lineLimit: 1 << 20, listen: transcript.listen };
  const engine = await fake(behaviour, options);
  transcript.writeTo(file);
  const seen = await interview(engine);
  expect(transcript.close("complete")).toBeUndefined();
  return { file, seen };
}
/** Most laws need no other than these two; each is asked once. */
const kept = new Map<string, ReturnType<typeof recorded>>();
async function recording(
  behaviour: "evaluates" | "noisy",
): Promise<{ text: string; seen: readonly unknown[] }> {
  if (!kept.has(behaviour)) kept.set(behaviour, recorded(behaviour));
  const { file, seen } = (await kept.get(behaviour)) as Awaited<ReturnType<typeof recorded>>;
  return { text: readFileSync(file, "utf8"), seen };
}
/** The same text in a file of its own. */
function written(text: string | Uint8Array): string {
  const file = fresh();
  writeFileSync(file, text);
  return file;
}
const withoutFooter = (text: string): string => text.slice(0, text.indexOf('{"type":"footer"'));
async function replayed(file: string, onCut: () => void = () => {}): Promise<Engine> {
  return connectTranscript(readTranscript(file), onCut);
}

describe("an engine that is asked through its transcript", () => {
  test.each(["noisy", "forger", "hangs-on-bce", "crashes-on-bce"])(
    "is seen as it was when it was there: %s",
    async (behaviour) => {
      const { file, seen } = await recorded(behaviour);
      expect(await interview(await replayed(file))).toEqual(seen);
    },
  );
  test("answers in any order, and each question as often as it was asked", async () => {
    const { text, seen } = await recording("evaluates");
    const engine = await replayed(written(text));
    expect(timeless(await engine.ask(asking("cross_entropy")))).toEqual(seen[4]);
    expect(timeless(await engine.ask(asking("mse")))).toEqual(seen[1]);
    expect(await engine.ask(asking("mse"))).toMatchObject({
      kind: "not-asked",
      because: expect.stringContaining("the transcript holds no answer to it"),
    });
    expect(timeless(await engine.ask(asking("bce")))).toEqual(seen[2]);
  });
  test("says that it was not asked what is no question of the transcript, and goes on", async () => {
    const { text } = await recording("evaluates");
    const engine = await replayed(written(text));
    const other = { ...asking(), p: fromNested([7, 8, 9]) };
    expect(await engine.ask(other)).toMatchObject({ kind: "not-asked" });
    expect(await engine.evaluate(other, [{}])).toMatchObject({ kind: "failed" });
    expect(await engine.ask(asking())).toMatchObject({ kind: "answered" });
    await engine.close();
    await engine.close();
  });
  test("two engines may stand in one transcript: each keeps its own death", async () => {
    const file = fresh();
    const transcript = openTranscript(header);
    const options = { timeoutScale: 1, listen: transcript.listen };
    const [a, b] = [await fake("crashes-on-bce", options), await fake("evaluates", options)];
    transcript.writeTo(file);
    const asked = [asking("mse"), asking("bce"), { ...asking("mse"), p: fromNested([4, 5, 6]) }];
    const seen = [];
    for (const [i, question] of asked.entries()) seen.push(timeless(await (i === 2 ? b : a).ask(question)));
    transcript.close("complete");
    const engine = await replayed(file);
    const again = [];
    for (const question of asked) again.push(timeless(await engine.ask(question)));
    expect(again).toEqual(seen);
  });
});

describe("a transcript that was cut off", () => {
  test("answers as far as it goes, says so once, and never answers more", async () => {
    const { text, seen } = await recording("noisy");
    let cuts = 0;
    const engine = await replayed(written(withoutFooter(text)), () => cuts++);
    expect(await interview(engine)).toEqual(seen);
    expect(cuts).toBe(0);
    const more = engine.ask(asking());
    const first = await Promise.race([more, new Promise((resolve) => setTimeout(resolve, 20, "nothing"))]);
    expect([first, cuts]).toEqual(["nothing", 1]);
    await engine.close();
  });
  test("in the middle of any line answers what was whole", async () => {
    const text = Buffer.from(withoutFooter((await recording("evaluates")).text));
    const headerEnd = text.indexOf(10) + 1;
    const file = fresh();
    fc.assert(
      fc.property(fc.integer({ min: headerEnd, max: text.length - 1 }), (at) => {
        writeFileSync(file, text.subarray(0, at));
        const read = readTranscript(file);
        read.close();
        // a last line that lacks nothing but its end is whole
        const lines = text
          .subarray(0, text[at] === 10 ? at + 1 : at)
          .toString()
          .split("\n")
          .slice(0, -1);
        const questions = lines
          .map((line) => JSON.parse(line))
          .filter(({ type, line }) => type === "to" && /"op":"(ask|evaluate)"/.test(line));
        expect([read.footer, read.left()]).toEqual([undefined, questions.length]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a file that is not as it was written", () => {
  const problemOf = (file: string): unknown => {
    try {
      readTranscript(file).close();
      return undefined;
    } catch (error) {
      return error;
    }
  };
  test("is refused at its first line that was changed, removed or moved", async () => {
    const lines = (await recording("noisy")).text.trimEnd().split("\n");
    const file = written(`${lines.join("\n")}\n`);
    expect(problemOf(file)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.constantFrom("digit", "removed", "doubled", "swapped"),
        fc.integer({ min: 1, max: lines.length - 2 }),
        (how, at) => {
          const changed = [...lines];
          const line = changed[at]!;
          if (how === "digit") changed[at] = line.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
          if (how === "removed") changed.splice(at, 1);
          if (how === "doubled") changed.splice(at, 0, line);
          if (how === "swapped") [changed[at], changed[at + 1]] = [changed[at + 1]!, line];
          writeFileSync(file, `${changed.join("\n")}\n`);
          const problem = problemOf(file);
          expect(problem).toBeInstanceOf(UnreadableTranscript);
          expect((problem as UnreadableTranscript).line).toBe(how === "doubled" ? at + 2 : at + 1);
        },
      ),
      { numRuns: 60 },
    );
  });
  test("a wrong number cannot be turned into the right one unnoticed", async () => {
    const { text } = await recording("evaluates");
    const mended = text.replace('\\"L\\":0.03125', '\\"L\\":0.13');
    expect(mended).not.toBe(text);
    expect(String(problemOf(written(mended)))).toMatch(/t\d+\.jsonl:\d+: is not as it was written/);
  });
  test.each([
    ["", "1: is empty"],
    ["hello\n", "1: is no transcript of backproof"],
    ['{"type":"header","format":"backproof-results","version":1}\n', "1: these are results"],
    ['{"type":"header","format":"backproof-transcript","ver', "1: was cut off before its header"],
  ])("%j is told from one that was cut off", (text, said) => {
    expect(String(problemOf(written(text)))).toContain(said);
  });
  test("two transcripts in one file are refused, and so is a later version", async () => {
    const { text } = await recording("evaluates");
    const file = written(text);
    const end = text.split("\n").length;
    appendFileSync(file, text);
    expect(String(problemOf(file))).toContain(`:${end}: stands behind the footer`);
    const later = fresh();
    // a header that a later version may write: sealed, and of another version
    const transcript = openTranscript({ ...header, ...({ version: 2 } as object) });
    transcript.writeTo(later);
    transcript.close();
    expect(String(problemOf(later))).toContain(":1: is of transcript version 2");
    truncateSync(later);
    expect(String(problemOf(later))).toContain(":1: is empty");
  });
});

test("an engine that cannot be had leaves no transcript", async () => {
  const transcript = openTranscript(header);
  await expect(fake("dies-at-once", { listen: transcript.listen })).rejects.toThrow("exit code 7");
  expect(transcript.close()).toBeUndefined();
});
