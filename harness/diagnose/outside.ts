/** For tests: `backproof run` on a Python file, and what is to be seen of its diagnosis. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";
import type { Diagnosis, Finding, Line } from "../../spec/report.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const examples = join(root, "engine/examples");
/** For files and reports; gone when the tests are done. */
export const folder = mkdtempSync(join(tmpdir(), "backproof-outside-"));
/** To be called once in each file of tests. */
export const cleanUp = (): void => afterAll(() => rmSync(folder, { recursive: true, force: true }));

export interface Run {
  readonly exit: number | null;
  readonly findings: readonly Finding[];
  readonly diagnosis?: Diagnosis;
}
/** From its sources, or as it was built: `BACKPROOF_BUILT=dist/backproof.js` starts sooner. */
const cli = process.env.BACKPROOF_BUILT
  ? [process.env.BACKPROOF_BUILT]
  : ["--import", "tsx", "harness/cli/main.ts"];

/** `backproof run` in a process of its own. */
export async function run(spec: string, patterns: readonly string[] = []): Promise<Run> {
  // the tests of another file may have removed it
  mkdirSync(folder, { recursive: true });
  const selection = patterns.flatMap((pattern) => ["--case", pattern]);
  const options = ["--json", "--quiet", "--timeout-scale", "4", "--out", mkdtempSync(join(folder, "out-"))];
  const child = spawn(process.execPath, [...cli, "run", `python:${spec}`, ...options, ...selection], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const read = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text) => {
      read[name] += text;
    });
  const exit = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const lines = read.stdout.split("\n").filter((text) => text !== "");
  if (lines.length === 0) throw new Error(read.stderr);
  const all = lines.map((text) => JSON.parse(text) as Line);
  return {
    exit,
    findings: all.filter((line) => line.type === "finding"),
    diagnosis: all.find((line) => line.type === "diagnosis"),
  };
}
export const withVerdict = (
  { findings }: Run,
  ...verdicts: readonly Finding["verdict"][]
): readonly string[] => findings.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
const bad = ["imprecise", "violates", "inconclusive", "disputed", "errored"] as const;

export function expectNamed(seen: Run, bug: string): void {
  expect(withVerdict(seen, ...bad)).toEqual(withVerdict(seen, "violates"));
  expect(seen.exit).toBe(1);
  expect(seen.diagnosis?.suspects.map(({ bugs }) => bugs.map(({ name }) => name))).toEqual([[bug]]);
  expect(seen.diagnosis?.unexplained).toEqual([]);
}
export function expectRight(seen: Run): void {
  expect(withVerdict(seen, ...bad)).toEqual([]);
  expect(seen.exit).toBe(0);
  expect(seen.diagnosis).toBeUndefined();
}
