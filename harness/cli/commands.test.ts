/** The commands that read fixtures: what is invalid is said where it is asked for, what is unknown is said with what is near. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { connect } from "../../engine/connect/index.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { loadFixtures, select } from "./cases.ts";
import { certifyCommand } from "./certify.ts";
import { explainCommand } from "./explain.ts";
import { explainFailure } from "./failure.ts";
import { said as listened } from "./fakes.ts";
import { listCommand } from "./list.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixtures = (name: string, files: Readonly<Record<string, string>>): string => {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  return root;
};
const square =
  "title: the square\nclause: CHAIN-1\nsource: { chapter: 4 }\nexpression: y = x^2\nat: { x: 3 }\n";
const promises = (printed: string) =>
  `${square}expect:\n  printed: { values: { y: ${printed} } }\n  certified: { values: { y: 9 } }\n`;

/** One command, and what it says; on a terminal of so many columns, or in a pipe. */
async function said(command: () => number | Promise<number>, columns?: number) {
  const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };
  Object.assign(process.stdout, { isTTY: columns !== undefined, columns });
  try {
    return await listened(() => Promise.resolve().then(command).catch(explainFailure));
  } finally {
    Object.assign(process.stdout, before);
  }
}
const list = (options: object = {}) => listCommand({ check: false, json: false, ...options });
const certify = (options: object) => certifyCommand({ write: false, quiet: true, ...options });

describe("a fixture that is invalid", () => {
  const root = fixtures("half", { "good.yaml": square, "bad.yaml": square.replace("title", "tilte") });
  test.each([
    ["list", () => list({ fixtures: root, case: ["bad"] })],
    ["certify", () => certify({ fixtures: root, case: ["b*"] })],
    ["explain", () => explainCommand("bad", { fixtures: root })],
    ["run", () => select(loadFixtures({ fixtures: root }), { case: ["bad"] }, behaviourIds).cases.length],
  ])("says so, once and with its complaint, where it is asked for: %s", async (_, command) => {
    const { exit, stdout, stderr } = await said(command);
    expect([exit, stdout]).toEqual([6, ""]);
    expect(stderr).toContain("bad: its fixture is invalid\n");
    expect(stderr.match(/a fixture has no key "tilte"/g)).toHaveLength(1);
    expect(stderr).toMatch(/bad\.yaml:1:1/);
  });
  test("proves nothing, and neither does a folder without any", async () => {
    const bad = fixtures("bad", { "bad.yaml": "title: 1\n" });
    const one = await said(() => certify({ fixtures: bad }));
    expect([one.exit, one.stderr.trimEnd().split("\n").at(-1)]).toEqual([
      6,
      "nothing was proved: no fixture is valid",
    ]);
    expect(await said(() => certify({ fixtures: fixtures("none", {}) }))).toMatchObject({ exit: 5 });
  });
  test("does not keep those from being asked that are valid", () => {
    const { cases } = select(loadFixtures({ fixtures: root }), { case: ["*"] });
    expect(cases.map(({ id }) => id)).toEqual(["good"]);
    expect(
      select(loadFixtures({ fixtures: root }), { case: ["bad", "state/*"] }, behaviourIds),
    ).toMatchObject({
      cases: [],
    });
  });
});

describe("list --check finds", () => {
  test.each([
    ["a printed number that does not round from the certified one", promises("9.01"), "7:27", "9.01"],
    [
      "a guard that is no bug",
      `${square}guards: [sign-of-the-eror]\n`,
      "6:10",
      "did you mean sign-of-the-error?",
    ],
    ["a question outside of its domain", square.replace("x^2", "log(x - 3)"), "4:13", "x − 3 is 0"],
  ])("%s", async (name, text, place, message) => {
    const { exit, stderr } = await said(() =>
      list({ check: true, fixtures: fixtures(name, { "f.yaml": text }) }),
    );
    expect(exit).toBe(6);
    expect(stderr).toContain(`f.yaml:${place}\n`);
    expect(stderr).toContain(message);
    expect(stderr).toContain("0 fixtures are valid, 1 complaint\n");
  });
  test("nothing where the printed number rounds from the certified one", async () => {
    const root = fixtures("rounds", { "f.yaml": promises("9.00") });
    expect(await said(() => list({ check: true, fixtures: root }))).toMatchObject({ exit: 0 });
  });
});

describe("a name that is nowhere", () => {
  test("is told with the three nearest, and how to see them all", async () => {
    const { exit, stderr } = await said(() => list({ case: ["chapter/mze"] }));
    expect(exit).toBe(5);
    expect(stderr).toMatch(
      /^backproof: no case is called chapter\/mze; near to it: chapter\/mse, \S+, \S+ \(all of them: backproof list\)\n$/,
    );
  });
  test("among fixtures of one's own is told with theirs", async () => {
    const root = fixtures("own", { "square.yaml": square });
    const { stderr } = await said(() => list({ fixtures: root, case: ["sqare"] }));
    expect(stderr).toContain(`near to it: square (all of them: backproof list --fixtures ${root})`);
  });
});

describe("explain", () => {
  test.each(behaviourIds)("tells what %s is judged by", async (id) => {
    const { exit, stdout } = await said(() => explainCommand(id, {}));
    expect(exit).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${id}\\n.+\\n\\nclause {2}[A-Z]+-\\d+ {2}\\w`));
  });
  test("tells what problems/NAME is, and of a clause which behaviours judge it", async () => {
    expect((await said(() => explainCommand("problems/mine", {}))).stdout).toContain("directional\nprobes");
    expect((await said(() => explainCommand("STATE-1", {}))).stdout).toContain("state/repeat");
    expect((await said(() => explainCommand("state/repaet", {}))).stderr).toContain("state/repeat");
  });
});

test("what an engine that cannot be started wrote is said once", async () => {
  const dies = `${process.execPath} -e "console.error('out of luck'); process.exit(3)"`;
  const { exit, stderr } = await said(async () => {
    await connect(`cmd:${dies}`, { timeoutScale: 1, strict: false });
    return 0;
  });
  expect(exit).toBe(4);
  expect(stderr).toMatch(/ended with exit code 3 before it answered hello\n {2}stderr: out of luck\n$/);
});

describe("what a person reads", () => {
  const widest = (text: string) => Math.max(...text.split("\n").map((line) => [...line].length));
  test.each(["chapter/xor-1000", "edges/elu-into-tanh", "BACK-7", "state/order", "problems/x"])(
    "fits into 80 columns: explain %s",
    async (id) => {
      expect(widest((await said(() => explainCommand(id, {}))).stdout)).toBeLessThanOrEqual(80);
    },
  );
  test("fits into 80 columns: list on a terminal", async () => {
    expect(widest((await said(() => list(), 80)).stdout)).toBeLessThanOrEqual(80);
  });
  test("is one line a case in a pipe, and where there is room", async () => {
    const cases = loadFixtures({}).cases.length;
    for (const columns of [undefined, 300])
      expect((await said(() => list(), columns)).stdout.trimEnd().split("\n")).toHaveLength(cases);
  });
  test("fits into 80 columns: what certify finds wrong", async () => {
    const text = `${square.replace("x^2", "x/7")}expect: { values: { y: 0.4285714285714285714285714285714286 } }\n`;
    const root = fixtures("sevenths", { "f.yaml": text.replace("0.428", "0.429") });
    const { exit, stderr } = await said(() => certify({ fixtures: root }));
    expect(exit).toBe(1);
    expect(stderr).toContain("is written 0.429");
    expect(widest(stderr)).toBeLessThanOrEqual(80);
  });
});
