/** The command line end to end: exit codes, reports, and nothing but machine text on stdout. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { readReport } from "../../reports/formats/jsonl.ts";
import { commandLine } from "./fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const fresh = (): string => join(folder, `out${++count}`);

/** A JavaScript file of a few lines as an engine. */
function moduleEngine(name: string, body: string): string {
  const file = join(folder, name);
  writeFileSync(file, `export const make = () => ({\n${body}\n});\n`);
  return `module:${file}#make`;
}
const describes = `async describe() { return { name: "test", dtype: "float64", evaluates: false }; },`;
const wrongEngine = moduleEngine(
  "wrong.mjs",
  `${describes}
  async ask() { return { kind: "answered", values: { L: 1 }, gradients: { p: [0, 0, 0] } }; }`,
);
const fixtureFolder = (name: string, files: Readonly<Record<string, string>>): string => {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  return root;
};
const square = `title: the square
clause: CHAIN-1
source: { chapter: 4 }
expression: y = x^2
at: { x: 3 }
`;

describe("run", () => {
  test("exits 0 where the engine conforms, and leaves three reports that say so", async () => {
    const out = fresh();
    const { exit, stdout, stderr } = await commandLine("run", "-c", "chapter/mse,chapter/bce", "-o", out);
    expect(exit).toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("chapter/mse");
    const report = readReport(readFileSync(join(out, "results.jsonl"), "utf8"));
    expect(report.findings.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["chapter/bce", "conforms"],
      ["chapter/mse", "conforms"],
    ]);
    expect(report.footer).toMatchObject({ end: "complete", exit: 0 });
    expect(readFileSync(join(out, "junit.xml"), "utf8")).toContain("<testsuites");
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain("<!doctype html>");
  });
  test("exits 1 where it violates, and says what is wrong: quietly too, and without colours in a pipe", async () => {
    const out = fresh();
    const { exit, stderr } = await commandLine("run", wrongEngine, "-q", "--case", "chapter/mse", "-o", out);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/violates.*chapter\/mse/);
    expect(stderr).not.toContain("\u001b[");
    expect(readReport(readFileSync(join(out, "results.jsonl"), "utf8")).footer?.exit).toBe(1);
  });
  test("exits 1 where nothing could be judged", async () => {
    const mute = moduleEngine(
      "mute.mjs",
      `${describes}\n  async ask() { return { kind: "unsupported", what: "losses" }; }`,
    );
    expect((await commandLine("run", mute, "--case", "chapter/mse", "-o", fresh())).exit).toBe(1);
  });
  test("exits 6 where a fixture is invalid, and judges the others", async () => {
    const root = fixtureFolder("half-bad", {
      "good.yaml": square,
      "bad.yaml": square.replace("at:", "where:"),
    });
    const { exit, stderr } = await commandLine("run", "--fixtures", root, "-o", fresh());
    expect(exit).toBe(6);
    expect(stderr).toMatch(/bad\.yaml:\d+:\d+/);
    expect(stderr).toMatch(/conforms\s+good/);
  });
  test("--json puts findings on stdout, one JSON object a line, and nothing else", async () => {
    const { exit, stdout, stderr } = await commandLine("run", "--json", "-c", "chapter/mse", "-o", fresh());
    expect(exit).toBe(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(["header", "finding", "footer"]);
    expect(stderr).toContain("chapter/mse");
  });
  test("--quiet tells only what is wrong, and the summary", async () => {
    const green = await commandLine("run", "-q", "-c", "chapter/mse", "-o", fresh());
    expect(green.stderr).not.toContain("chapter/mse\n");
    expect(green.stderr).toContain("conforms");
  });
});

describe("a conformance profile", () => {
  const idle = (name: string, description: string) =>
    moduleEngine(
      name,
      `async describe() { return { ${description} }; }, async ask() { return { kind: "unsupported", what: "patience" }; }`,
    );
  test("that the engine claims and does not hold violates, and is told as what was selected", async () => {
    const claims = idle("claims.mjs", 'profiles: ["loss"]');
    const { exit, stderr } = await commandLine(
      "run",
      claims,
      "-c",
      "chapter/mse,chapter/bce-clip",
      "-o",
      fresh(),
    );
    expect(exit).toBe(1);
    expect(stderr).toMatch(/violates\s+chapter\/mse · WIRE-4/);
    expect(stderr).toMatch(/unsupported\s+chapter\/bce-clip · LOSS-8/);
    expect(stderr).toMatch(/backproof \d{4}\.\d+ · loss · float64 · 0 of 1 selected · 0 of 1 optional/);
    expect(stderr).not.toMatch(/\d required/);
  });
  test("may be claimed by who runs it, and stands in results.jsonl and JUnit", async () => {
    const quiet = idle("quiet.mjs", "");
    const unclaimed = await commandLine("run", quiet, "-c", "chapter/mse", "-o", fresh());
    expect(unclaimed.stderr).toMatch(/unsupported\s+chapter\/mse/);
    const out = fresh();
    const { exit, stderr } = await commandLine(
      "run",
      quiet,
      "-c",
      "chapter/mse",
      "--profile",
      "loss,network",
      "-o",
      out,
    );
    expect(exit).toBe(1);
    expect(stderr).toMatch(/violates\s+chapter\/mse · WIRE-4/);
    expect(stderr).not.toContain("network · float64");
    const { header, footer } = readReport(readFileSync(join(out, "results.jsonl"), "utf8"));
    expect(header.engine.profiles).toEqual(["loss", "network"]);
    expect(footer?.conformance?.standings).toMatchObject([{ profile: "loss", claimed: true }]);
    expect(readFileSync(join(out, "junit.xml"), "utf8")).toContain('name="profile.loss"');
  });
  test("of fixtures of one's own is told as such, without the suite's edition", async () => {
    const root = fixtureFolder("own", { "square.yaml": square });
    const { exit, stderr } = await commandLine("run", "--fixtures", root, "-o", fresh());
    expect(exit).toBe(0);
    expect(stderr).toContain("backproof · scalar · float64 · 1 of 1 of your own");
  });
});

describe("a command line that cannot be done", () => {
  test.each([
    [["run", "--nonsense"], 2, "unknown option"],
    [["nonsense"], 2, "unknown command"],
    [["reference", "--help"], 2, "did you mean backproof run reference?"],
    [["explan", "chapter/mse"], 2, "did you mean backproof explain?"],
    [["help", "bogus"], 2, "unknown command"],
    [["explain", "--adequacy", "chapter/mze"], 5, "chapter/mse"],
    [["run", "nonsense"], 2, 'there is no engine "nonsense"'],
    [["run", "--junit-dialect", "klingon"], 2, "Allowed choices"],
    [["run", "--timeout-scale", "0"], 2, "above 0"],
    [["run", "--jobs", "0"], 2, "a whole number from 1 on"],
    [["run", "--profile", "netwrok"], 2, "there is no profile netwrok; there are scalar, loss, network"],
    [["run", "--fixtures", "/no/such/folder"], 2, "there is no folder"],
    [["run", "cmd:no-such-program"], 4, "there is no command"],
    [["run", "module:no-such-file.ts#make"], 4, "there is no file"],
    [["run", "--case", "chapter/nonsense"], 5, "no case is called chapter/nonsense"],
    [["list", "--case", "nonsense"], 5, "no case is called"],
    [["explain", "chapter/mze"], 5, "chapter/mse"],
  ])("%o exits %d: %s", async (args, exit, said) => {
    const out = args[0] === "run" ? ["-o", fresh()] : [];
    const result = await commandLine(...args, ...out);
    expect(result.exit).toBe(exit);
    expect(result.stderr).toContain(said);
    expect(result.stderr).not.toContain("    at ");
    expect(result.stdout).toBe("");
  });
  test("exits 5 where there are no fixtures", async () => {
    const empty = fixtureFolder("empty", {});
    expect((await commandLine("run", "--fixtures", empty, "-o", fresh())).exit).toBe(5);
  });
  test("exits 2 where the reports cannot be written", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const { exit, stderr } = await commandLine("run", "-c", "chapter/mse", "-o", join(file, "below"));
    expect(exit).toBe(2);
    expect(stderr).toContain("cannot be written");
  });
  test("--help is no failure, and names the exit codes", async () => {
    const { exit, stdout } = await commandLine("--help");
    expect(exit).toBe(0);
    expect(stdout).toContain("130 interrupted");
  });
});

describe("list", () => {
  test("tells id, clause and title of every case that is meant", async () => {
    const { exit, stdout } = await commandLine("list", "-c", "chapter/xor*");
    expect(exit).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/\s+/)[0]),
    ).toEqual(["chapter/xor-1000", "chapter/xor-first-gradients"]);
  });
  test("--json gives one object a line", async () => {
    const { stdout } = await commandLine("list", "--json", "-c", "chapter/mse");
    expect(JSON.parse(stdout)).toMatchObject({ id: "chapter/mse", clause: "LOSS-1", kind: "loss" });
    expect(JSON.parse(stdout).profile).toEqual({ name: "loss", required: true });
  });
  test("--check exits 6 where a fixture is invalid, and 0 where all are valid", async () => {
    const root = fixtureFolder("checked", { "good.yaml": square });
    const good = await commandLine("list", "--check", "--fixtures", root);
    expect([good.exit, good.stderr]).toEqual([0, "1 fixture is valid, 0 complaints\n"]);
    writeFileSync(join(root, "bad.yaml"), "title: 1\n");
    const bad = await commandLine("list", "--check", "--fixtures", root);
    expect(bad.exit).toBe(6);
    expect(bad.stderr).toContain("bad.yaml");
  });
});

describe("explain", () => {
  test("shows a case with its source, formula and numbers", async () => {
    const { exit, stdout } = await commandLine("explain", "chapter/mse");
    expect(exit).toBe(0);
    for (const text of ["chapter 4", "LOSS-1", "∂L/∂p[0]", "0.0666666666666", "fixture: "])
      expect(stdout).toContain(text);
  });
  test("says of a case what it could not have shown, and with --adequacy why", async () => {
    expect((await commandLine("explain", "chapter/mse")).stdout).toMatch(
      /bugs\s+of\s+the\s+catalogue\s+would\s+be\s+seen/,
    );
    const { exit, stdout } = await commandLine("explain", "--adequacy", "chapter/mse");
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^shows \d+ of \d+ bugs/);
  });
  test("says of a case whether its profile requires it, and why not", async () => {
    expect((await commandLine("explain", "chapter/mse")).stdout).toContain("profile loss, required");
    const { stdout } = await commandLine("explain", "networks/gelu-then-squares");
    expect(stdout).toContain("profile network, optional: it takes activation:gelu");
  });
  test("shows a clause, and which cases judge it", async () => {
    const { exit, stdout } = await commandLine("explain", "loss-1");
    expect(exit).toBe(0);
    expect(stdout).toContain("chapter/mse");
  });
});

describe("certify", () => {
  test("exits 0 where every number is proved", async () => {
    const { exit, stderr } = await commandLine("certify", "-c", "chapter/mse");
    expect(exit).toBe(0);
    expect(stderr).toContain("proved 5 numbers of 1 case");
  });
  test("exits 1 where one is wrong, and says which", async () => {
    const expects = "expect: { certified: { values: { y: 9.1 } } }\n";
    const root = fixtureFolder("forged", { "square.yaml": square + expects });
    const { exit, stderr } = await commandLine("certify", "--fixtures", root);
    expect(exit).toBe(1);
    expect(stderr).toContain("values.y is written 9.1, but is 9");
  });
  test("--write prints the block to paste", async () => {
    const { exit, stdout } = await commandLine("certify", "--write", "-c", "chapter/mse");
    expect(exit).toBe(0);
    expect(stdout).toContain('"L": 0.1');
  });
});

// a process of its own: a signal cannot be sent to a part of this one
describe("an interrupt", () => {
  const slow = moduleEngine(
    "slow.mjs",
    `${describes}
  async ask(question) {
    this.asked = (this.asked ?? 0) + 1;
    if (this.asked > 1) await new Promise((resolve) => setTimeout(resolve, 60_000));
    return { kind: "unsupported", what: "patience" };
  }`,
  );
  test("ends the run at once, leaves valid reports, and exits 130", async () => {
    const out = fresh();
    const cli = fileURLToPath(new URL("main.ts", import.meta.url));
    const child = spawn(
      process.execPath,
      ["--import", "tsx", cli, "run", slow, "-c", "chapter/*", "-o", out],
      {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
      if (/unsupported\s+chapter/.test(stderr)) child.kill("SIGINT");
    });
    const exit = await new Promise((resolve) => child.on("close", resolve));
    expect(exit).toBe(130);
    const report = readReport(readFileSync(join(out, "results.jsonl"), "utf8"));
    expect(report.findings).toHaveLength(1);
    expect(report.footer).toMatchObject({ end: "interrupted", exit: 130 });
    expect(existsSync(join(out, "junit.xml"))).toBe(true);
    expect(readFileSync(join(out, "index.html"), "utf8").trimEnd()).toMatch(/<\/html>$/);
  });
});
