import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type AdequacyOptions, adequacyCommand } from "./adequacy.ts";
import { explainFailure } from "./failure.ts";
import { said } from "./fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-adequacy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
/** As the command line does it. */
const adequacy = (which: string, options: AdequacyOptions = {}) =>
  said(() =>
    Promise.resolve()
      .then(() => adequacyCommand(which, options))
      .catch(explainFailure),
  );

const mine = `title: one sample of mine
clause: BACK-5
source: { note: mine }
network:
  layers:
    - { W: [[0.5, -0.25], [1.5, 0.75], [-0.875, 1.125]], b: [0, 0, 0], activation: tanh }
    - { W: [[0.75, -1.125, 0.5], [0.25, 0.625, -0.375]], b: [0.0625, 0.5], activation: identity }
  loss: { name: mse, reduction: batchmean }
  x: [[0.5], [0.75]]
  target: [[1], [0.25]]
`;

test("a file of one's own is told what it shows, what it hides and by what, in 80 columns", async () => {
  const { exit, stdout, stderr } = await adequacy(file("mine.yaml", mine));
  expect(exit).toBe(0);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^shows \d+ of \d+ bugs that have a place here \(float64\)\n/);
  expect(stdout).toMatch(/\na batch of 1 hides \d+ bugs \(\d+ unequal samples would show them\):\n/);
  expect(stdout).toContain("\n  batch-mean-forgotten: adds up the samples");
  expect(stdout).toMatch(/\na bias of 0 hides \d+ bugs?/);
  expect(stdout).toMatch(/\n\d+ bugs have no place here: \d+ need /);
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("--json is one object", async () => {
  const { exit, stdout } = await adequacy(file("mine.yaml", mine), { json: true });
  expect(exit).toBe(0);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({ id: "mine", precision: "float64" });
  expect(told.shown).toHaveLength(told.counts.shown);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
});

test("an id of a known case stands for its file, and a precision is told", async () => {
  const { exit, stdout } = await adequacy("chapter/mse", { precision: "float32" });
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^shows \d+ of \d+ bugs that have a place here \(float32\)\n/);
});

test("a file that is wrong is complained about with its line, and exits 6", async () => {
  const path = file("wrong.yaml", mine.replace("activation: tanh", "activation: tann"));
  const { exit, stdout, stderr } = await adequacy(path);
  expect(exit).toBe(6);
  expect(stdout).toBe("");
  expect(stderr).toContain(`${path}:6:`);
  expect((await adequacy(file("latin.yaml", Uint8Array.of(0x74, 0xe9, 0x0a)))).exit).toBe(6);
});

test("what is no file and no case exits with what is near to it", async () => {
  expect(await adequacy(join(folder, "nothing.yaml"))).toMatchObject({ exit: 2, stdout: "" });
  const { exit, stderr } = await adequacy("chapter/mze");
  expect(exit).toBe(5);
  expect(stderr).toContain("chapter/mse");
});
