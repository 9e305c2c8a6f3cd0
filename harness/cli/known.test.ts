/** A list of known failures on the command line: what it excuses, what it does not, and how it is brought up to date. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readReport } from "../../reports/formats/jsonl.ts";
import { commandLine, squares } from "./fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-known-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, "out");
const right = squares(folder, "right", 1);
const wrong = squares(folder, "wrong", -1);
const worse = squares(folder, "worse", 2);

let count = 0;
function listed(text: string): string {
  const file = join(folder, `known${++count}.yaml`);
  writeFileSync(file, text);
  return file;
}
const entry = (id: string, more = "times: -1") =>
  `  - { id: ${id}, because: the sign, fails: { verdict: violates, at: ∂L/∂p, ${more} } }\n`;
const run = (engine: string, file: string, ...args: readonly string[]) =>
  commandLine("run", engine, "-c", "chapter/mse,losses/mse-sum", "--known", file, "-o", out, ...args);
const known = () => {
  const { findings, footer } = readReport(readFileSync(join(out, "results.jsonl"), "utf8"));
  return { kinds: findings.map((finding) => finding.known?.kind), counts: footer?.known };
};

describe("run --known", () => {
  test("exits 0 where all that fails is known and fails as it must, and counts it", async () => {
    const file = listed(`known:\n${entry("chapter/mse")}${entry("losses/mse-sum")}`);
    const { exit, stderr } = await run(wrong, file);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/^= known +chapter\/mse .*violates, as is known: the sign$/m);
    expect(stderr).toContain("= 2 known");
    expect(known()).toEqual({
      kinds: ["known", "known"],
      counts: { known: 2, flaky: 0, changed: 0, stale: 0 },
    });
    // what is known is nothing that is wrong now
    expect((await run(wrong, file, "--quiet")).stderr).not.toContain("= known ");
  });
  test("exits 1 where one fails in another way, or one more fails", async () => {
    const changed = await run(
      worse,
      listed(`known:\n${entry("chapter/mse")}${entry("losses/mse-sum", "times: 2")}`),
    );
    expect(changed.exit).toBe(1);
    expect(changed.stderr).toMatch(
      /fails in another way than is known: violates, ∂L\/∂p times -1 in .*known\d+\.yaml:2; now/,
    );
    expect((await run(wrong, listed(`known:\n${entry("chapter/mse")}`))).exit).toBe(1);
  });
  test("exits 3 where one fails no more, and says which line to remove", async () => {
    const file = listed(`known:\n${entry("chapter/mse")}`);
    const { exit, stderr } = await run(right, file, "--quiet");
    expect(exit).toBe(3);
    expect(stderr).toContain(`it conforms now: remove it from ${file}:2`);
    expect(known().counts).toEqual({ known: 0, flaky: 0, changed: 0, stale: 1 });
  });
  test("never fails by what is flaky, and tells it", async () => {
    const file = listed("flaky:\n  - { id: chapter/mse, because: threads }\n");
    expect((await run(right, file)).exit).toBe(0);
    const { exit, stderr } = await run(wrong, file);
    expect(exit).toBe(1);
    expect(stderr).toContain("violates this time, and is flaky: threads");
    expect(known().kinds).toEqual(["flaky", undefined]);
  });
  test("leaves alone what was not meant to be judged", async () => {
    const file = listed(`known:\n${entry("losses/mse-mean")}${entry("problems/sines")}`);
    expect((await run(right, file)).exit).toBe(0);
    const args = ["-c", "problems/*", "-c", "chapter/mse", "--known", file, "-o", out];
    const { exit, stderr } = await commandLine("run", right, ...args);
    expect(exit).toBe(3);
    expect(stderr).toContain("the engine has no function problems/sines");
  });
  test("exits 2 before anything is asked where the list is not right", async () => {
    const file = listed(`known:\n${entry("chapter/mze")}`);
    const { exit, stderr } = await run("cmd:no-such-program", file);
    expect(exit).toBe(2);
    expect(stderr).toContain(`! known failures  ${file}:2:11`);
    expect(stderr).toContain("nothing is called chapter/mze");
    expect(stderr).toContain("near to it: chapter/mse");
    const missing = await run(right, join(folder, "nowhere.yaml"));
    expect([missing.exit, missing.stderr]).toEqual([
      2,
      expect.stringContaining("known update ENGINE --known"),
    ]);
  });
});

describe("known update", () => {
  const update = (engine: string, file: string, ...args: readonly string[]) =>
    commandLine(
      "known",
      "update",
      engine,
      "--known",
      file,
      "-c",
      "chapter/mse,losses/mse-sum",
      "-q",
      "-o",
      out,
      ...args,
    );
  test("writes what fails, then knows it, then removes what is mended", async () => {
    const file = join(folder, "made.yaml");
    const made = await update(wrong, file);
    expect(made.exit).toBe(0);
    expect(made.stderr).toContain("+ chapter/mse  violates, ∂L/∂p times -1");
    expect((await run(wrong, file)).exit).toBe(0);
    const text = readFileSync(file, "utf8");
    expect((await update(wrong, file)).stderr).toContain("is up to date: 2 fail as known");
    expect(readFileSync(file, "utf8")).toBe(text);
    const mended = await update(right, file);
    expect(mended.stderr).toContain("- chapter/mse  fails no more: violates, ∂L/∂p times -1");
    expect((await run(right, file)).exit).toBe(0);
  });
  test("--check writes nothing, and exits 3 where something would change", async () => {
    const text = `known:\n${entry("chapter/mse")}`;
    const file = listed(text);
    const { exit, stderr } = await update(worse, file, "--check");
    expect(exit).toBe(3);
    expect(stderr).toMatch(/would change\n {2}(\+ chapter\/bce|~ chapter\/mse)/);
    expect(readFileSync(file, "utf8")).toBe(text);
  });
  test("leaves the list as it is where the run does not come to its end", async () => {
    const file = listed(`known:\n${entry("chapter/mse")}`);
    const { exit } = await update("cmd:no-such-program", file);
    expect(exit).toBe(4);
    expect(readFileSync(file, "utf8")).toBe(`known:\n${entry("chapter/mse")}`);
  });
});
