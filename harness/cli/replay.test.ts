/** A run is recorded as it happens, and judged again without its engine. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, squares } from "./fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [first, again] = [join(folder, "first"), join(folder, "again")];
const transcript = join(first, "transcript.jsonl");
const cases = ["-c", "losses/mse-sum", "-c", "chapter/mse,chapter/bce,state/*"];
const replay = (file: string, ...args: readonly string[]) =>
  commandLine("replay", file, "-o", again, ...args);

/** Every line but its times. */
function results(out: string): readonly string[] {
  const text = readFileSync(join(out, "results.jsonl"), "utf8");
  return text
    .replace(/"ms":[^,}]+/g, "")
    .replace(/"ended":"[^"]*"/g, "")
    .trimEnd()
    .split("\n");
}
function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("replay", () => {
  let text = "";
  let exit = 0;
  beforeAll(async () => {
    const engine = squares(folder, "wrong", 2);
    ({ exit } = await commandLine("run", engine, ...cases, "--strict", "-o", first));
    text = readFileSync(transcript, "utf8");
    // nothing is left that could be asked
    rmSync(join(folder, "wrong.mjs"));
  });

  test("finds, byte by byte, what the run has found, and exits as it did", async () => {
    const replayed = await replay(transcript);
    expect([exit, replayed.exit]).toEqual([1, 1]);
    expect(results(again)).toEqual(results(first));
    expect(results(again).join()).toContain('"verdict":"violates"');
    expect(replayed.stderr).toMatch(/transcript\.jsonl: what module:.*wrong\.mjs#make answered to backproof/);
    // it never writes one of its own
    expect(existsSync(join(again, "transcript.jsonl"))).toBe(false);
  });
  test("judges what is asked of it, and says of each case that the transcript does not hold", async () => {
    const replayed = await replay(transcript, "-c", "losses/mse-sum,losses/cross-entropy-sum");
    expect(replayed.stderr).toMatch(/^✗ violates +losses\/mse-sum /m);
    expect(replayed.stderr).toMatch(
      /^! errored +losses\/cross-entropy-sum .*\n +why +not asked: the transcript holds no answer to it/m,
    );
    expect(replayed.exit).toBe(1);
  });
  test("goes as far as a transcript that was cut off, says so, and exits as interrupted", async () => {
    const lines = text.split("\n");
    const second = lines.findIndex((line) => /^{"type":"to","process":1,.*"id\\":4,/.test(line));
    const replayed = await replay(
      written("cut.jsonl", `${lines.slice(0, second).join("\n")}\n{"type":"to","pro`),
    );
    expect(replayed.exit).toBe(130);
    expect(replayed.stderr).toContain("the transcript was cut off in the middle");
    expect(replayed.stderr).toContain("INCOMPLETE: the run was interrupted: 1 of ");
    // the header and the findings, as far as they go
    expect(results(again).slice(0, -1)).toEqual(results(first).slice(0, 2));
  });
  test("exits 2 at the line of a file that was changed, that is foreign, or that is none", async () => {
    const line =
      text.split("\n").findIndex((one) => one.includes('"type":"from"') && one.includes("gradients")) + 1;
    const changed = text
      .split("\n")
      .map((one, k) => (k + 1 === line ? one.replace(/\[(-?)0?\.?\d/, "[$19") : one));
    for (const [file, said] of [
      [written("changed.jsonl", changed.join("\n")), `changed.jsonl:${line}: is not as it was written`],
      [join(first, "results.jsonl"), "results.jsonl:1: these are results"],
      [written("foreign.jsonl", '{"a":1}\n'), "foreign.jsonl:1: is no transcript of backproof"],
      [join(folder, "nowhere.jsonl"), "there is no file"],
      [folder, "is no file"],
    ] as const) {
      const replayed = await replay(file);
      expect([file, replayed.exit]).toEqual([file, 2]);
      expect(replayed.stderr).toContain(said);
    }
  });
});

test("the built-in engine speaks no wire: its run leaves no transcript, and none of another run", async () => {
  await commandLine("run", "reference", "-c", "chapter/mse", "-q", "-o", first);
  expect(existsSync(transcript)).toBe(false);
});

test("--no-transcript records nothing", async () => {
  const out = join(folder, "unrecorded");
  await commandLine(
    "run",
    squares(folder, "right", 1),
    "-c",
    "chapter/mse",
    "--no-transcript",
    "-q",
    "-o",
    out,
  );
  expect(existsSync(join(out, "results.jsonl"))).toBe(true);
  expect(existsSync(join(out, "transcript.jsonl"))).toBe(false);
});
