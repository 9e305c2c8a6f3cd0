/** A run that is interrupted leaves what it knows, whenever that is, and nobody behind. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readReport } from "../../reports/formats/jsonl.ts";
import type { Report } from "../../spec/report.ts";
import { MARK, survivors } from "../chaos/engines.ts";
import { commandLine, signaller } from "./fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-interrupt-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = fileURLToPath(new URL("../chaos/engine.mjs", import.meta.url));
/** Says hello after 400 ms, and then answers at once. */
const slow = `cmd:"${process.execPath}" "${file}" "${folder}" "starts slowly"`;

async function interrupted(
  signal: NodeJS.Signals,
  afterMs: number,
): Promise<{ exit: number; report: Report }> {
  const out = mkdtempSync(join(folder, "out-"));
  const timer = setTimeout(signaller(signal), afterMs);
  try {
    const { exit } = await commandLine("run", slow, "-q", "-c", "losses/*", "-o", out);
    expect(readFileSync(join(out, "index.html"), "utf8").trimEnd()).toMatch(/<\/html>$/);
    expect(readFileSync(join(out, "junit.xml"), "utf8").trimEnd()).toMatch(/<\/testsuites>$/);
    return { exit, report: readReport(readFileSync(join(out, "results.jsonl"), "utf8")) };
  } finally {
    clearTimeout(timer);
  }
}

test("Ctrl-C and SIGTERM at any moment leave a valid report of what was judged until then, and no process", async () => {
  const mark = randomUUID();
  process.env[MARK] = mark;
  try {
    const { report: whole } = await interrupted("SIGINT", 60_000);
    const ids = whole.findings.map(({ id }) => id);
    expect(whole.footer).toMatchObject({ end: "complete" });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("SIGINT" as const, "SIGTERM" as const, "SIGHUP" as const),
        fc.integer({ min: 0, max: 1000 }),
        async (signal, afterMs) => {
          const { exit, report } = await interrupted(signal, afterMs);
          const isWhole = report.footer?.end === "complete";
          expect(exit).toBe(isWhole ? whole.footer?.exit : 130);
          expect(report.footer).toMatchObject({ end: isWhole ? "complete" : "interrupted", exit });
          expect(report.findings.map(({ id }) => id)).toEqual(ids.slice(0, report.findings.length));
          expect(await survivors(mark)).toEqual([]);
        },
      ),
      // in the hello, and then wherever; a failure prints its seed
      { numRuns: 4, examples: [["SIGINT", 200]] },
    );
  } finally {
    delete process.env[MARK];
  }
});
