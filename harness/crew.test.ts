/** Asked of several processes at once, an engine is told the same as asked of one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { connectProcess, type ProcessEngine } from "../engine/connect/command.ts";
import { FAKE } from "../engine/connect/fakes/fake.ts";
import type { Description, Observation } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import { crewOf } from "./crew.ts";
import { fixture, fixtures } from "./fake.ts";
import { caseOf } from "./made.ts";
import { run } from "./run.ts";

const sdk = (name: string) => fileURLToPath(new URL(`../engine/sdk/javascript/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "backproof-crew-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example of the SDK with the bug that is described beside it. */
function wrongTwin(): string {
  const { bug } = JSON.parse(readFileSync(sdk("language.json"), "utf8"));
  const text = readFileSync(sdk("example.mjs"), "utf8").replace(bug.from, bug.to);
  const file = join(folder, "wrong.mjs");
  writeFileSync(file, text.replace("./backproof.mjs", pathToFileURL(sdk("backproof.mjs")).href));
  return file;
}
const networks = [
  fixture("chapter/network-2-3-1"),
  ...fixtures("networks/").slice(0, 2),
  ...fixtures("probes/exact").slice(0, 2),
];
const losses = [fixture("chapter/mse"), fixture("chapter/bce"), ...fixtures("losses/").slice(0, 2)];

/** Everything that a run tells but its times: findings, and last the diagnosis. */
async function toldBy(count: number, argv: readonly string[], cases: readonly Case[]): Promise<string[]> {
  const connect = (isAnother: boolean) =>
    connectProcess(argv, { timeoutScale: 4, strict: false, graceMs: 100, label: "it", isAnother });
  const engines = await Promise.all(Array.from({ length: count }, (_, k) => connect(k > 0)));
  const [engine, ...mates] = engines;
  try {
    const told: string[] = [];
    const stream = run({ engine, mates, description: await engine.describe(), spec: "it", cases });
    for (;;) {
      const { value, done } = await stream.next();
      told.push(JSON.stringify(value, (key, x: unknown) => (key === "ms" ? 0 : x)) ?? "nothing");
      if (done) return told;
    }
  } finally {
    await Promise.all(engines.map((one) => one.close()));
  }
}

describe("asked of three processes at once", () => {
  test.each([
    ["that is right", [sdk("example.mjs")], networks, /"conforms"/],
    ["that is wrong, diagnosis and all", [wrongTwin()], networks, /"violates".*\n.*"diagnosis"/s],
    ["that crashes now and then", [FAKE, "crashes-on-bce"], losses, /crashed, asked alone too/],
  ])("an engine %s is told the same", async (_, args, cases, tells) => {
    const argv = [process.execPath, ...args];
    const [one, three] = [await toldBy(1, argv, cases), await toldBy(3, argv, cases)];
    expect(three).toEqual(one);
    expect(one).toHaveLength(cases.length + 1);
    expect(one.join("\n")).toMatch(tells);
  });
});

/** Ten groups of five questions. */
const many = Array.from({ length: 50 }, (_, k) =>
  caseOf(fixture("chapter/mse").question, `group-${Math.floor(k / 5)}/${k}`),
);

const description: Description = { name: "fake", dtype: "float64", evaluates: false };

/** A process that answers always the same, and writes down what it is asked. */
function fakeProcess(log: string[], answer: Observation): ProcessEngine {
  let failures = 0;
  return {
    describe: async () => description,
    async ask() {
      log.push("asked");
      if (answer.kind === "crashed") failures++;
      return answer;
    },
    evaluate: async () => ({ kind: "failed", because: "it does not evaluate" }),
    beginGroup: (name, what) => void log.push(`${what} of ${name}`),
    failures: () => failures,
    reset: async () => {},
    close: async () => {},
  };
}

describe("a crew", () => {
  test("deals whole groups out, always in the same way", async () => {
    const logs: string[][] = [[], [], []];
    const [first, ...others] = logs.map((log) => fakeProcess(log, { kind: "unsupported", what: "it" }));
    const crew = crewOf([first, ...others], { description, cases: many });
    for (const c of many) await crew.asked(c);
    const groups = logs.map((log) => log.filter((said) => said.startsWith("questions of")));
    expect(groups.map((own) => own.length)).toEqual([4, 3, 3]);
    expect(new Set(groups.flat()).size).toBe(10);
    expect(logs.map((log) => log.filter((said) => said === "asked").length)).toEqual([20, 15, 15]);
  });

  test("counts failures in the order of the cases: the twentieth ends everything, whoever had it", async () => {
    const [first, ...others] = [[], [], []].map((log) => fakeProcess(log, { kind: "crashed", stderr: "" }));
    const crew = crewOf([first, ...others], { description, cases: many });
    const kinds = [];
    for (const c of many) kinds.push((await crew.asked(c)).observation.kind);
    expect(kinds.slice(0, 20)).toEqual(Array(20).fill("crashed"));
    expect(new Set(kinds.slice(20))).toEqual(new Set(["not-asked"]));
    expect(await crew.engine.ask(many[0].question)).toMatchObject({
      kind: "not-asked",
      because: expect.stringContaining("20 times in all"),
    });
  });
});
