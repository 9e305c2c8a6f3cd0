/** Whole processes, interrupted by real signals at random moments. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readReport } from "../../reports/formats/jsonl.ts";
import { MARK, survivors } from "../chaos/engines.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "backproof-signals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engine = `cmd:"${process.execPath}" "${here("../chaos/engine.mjs")}" "${folder}" "starts slowly"`;
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly mark: string;
}
/** One run of the command line, of so many engines at once, sent a signal. */
function interrupted(signal: NodeJS.Signals, afterMs: number, count = 1): Promise<Ended> {
  const mark = randomUUID();
  const out = mkdtempSync(join(folder, "out-"));
  const engines = Array.from({ length: count }, () => engine);
  const args = ["run", ...engines, "--jobs", String(count), "-c", "losses/*", "-o", out];
  const env = { ...process.env, [MARK]: mark };
  const child = spawn(process.execPath, ["--import", "tsx", here("main.ts"), ...args], {
    cwd: here("../.."),
    env,
    stdio: "ignore",
  });
  const timer = setTimeout(() => child.kill(signal), afterMs);
  return new Promise((resolve) => {
    child.on("exit", (exit) => {
      clearTimeout(timer);
      resolve({ exit, out, mark });
    });
  });
}

test("a signal at any moment leaves nobody, and a valid report as soon as there is one", async () => {
  const began = performance.now();
  const { out: first } = await interrupted("SIGINT", 600_000);
  const wholeMs = Math.round(performance.now() - began);
  expect(readReport(readFileSync(join(first, "results.jsonl"), "utf8")).footer?.end).toBe("complete");
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...signals),
      fc.integer({ min: 0, max: wholeMs }),
      async (signal, afterMs) => {
        const { exit, out, mark } = await interrupted(signal, afterMs);
        expect(await survivors(mark)).toEqual([]);
        const file = join(out, "results.jsonl");
        if (!existsSync(file)) return;
        const report = readReport(readFileSync(file, "utf8"));
        // before it listens, and when the run is over, a signal ends the process as any other
        if (exit === null && signal !== "SIGKILL") expect(report.footer?.end).toBe("complete");
        if (exit === null) return;
        expect(report.footer).toMatchObject({ end: exit === 130 ? "interrupted" : "complete", exit });
        expect(readdirSync(out)).toEqual(expect.arrayContaining(["index.html", "junit.xml"]));
      },
    ),
    { numRuns: 12 },
  );
}, 300_000);

test("a signal to who judges several leaves nobody, and a valid report of each that has one, even where he cannot hear it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...signals),
      fc.integer({ min: 0, max: 4000 }),
      async (signal, afterMs) => {
        const { exit, out, mark } = await interrupted(signal, afterMs, 2);
        expect(await survivors(mark)).toEqual([]);
        const files = readdirSync(out).map((name) => join(out, name, "results.jsonl"));
        for (const file of files.filter((path) => existsSync(path))) {
          const { footer } = readReport(readFileSync(file, "utf8"));
          expect(footer?.exit).toBe(footer?.end === "complete" ? 0 : 130);
          if (exit === 0) expect(footer?.end).toBe("complete");
        }
      },
    ),
    {
      numRuns: 8,
      examples: [
        ["SIGKILL", 2500],
        ["SIGINT", 2500],
      ],
    },
  );
}, 300_000);
