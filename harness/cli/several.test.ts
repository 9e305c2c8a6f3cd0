/** Several engines on one command line: what each is told alone, each in a folder of its own, and one exit code. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, squares } from "./fakes.ts";
import { folderNames } from "./several.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "backproof-several-"));
const before = { entry: process.argv[1]!, options: process.env.NODE_OPTIONS };
/** The processes are started as those of a user are: with this entry, from its sources. */
beforeAll(() => {
  process.argv[1] = here("main.ts");
  process.env.NODE_OPTIONS = "--import tsx";
});
afterAll(() => {
  process.argv[1] = before.entry;
  if (before.options === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = before.options;
  rmSync(folder, { recursive: true, force: true });
});

const right = squares(folder, "right", 1);
const wrong = squares(folder, "wrong", -1);
const timeless = (text: string): string => text.replace(/"(ms|started|ended)":("[^"]*"|[^,}]+)/g, "");

describe("a folder", () => {
  test("is called after its engine, and belongs to one alone", () => {
    expect(
      folderNames([
        "reference",
        "cmd:python3 e.py",
        "cmd:python3  e.py",
        "python:ann/Net.py:A",
        "cmd:../",
        "cmd:..",
      ]),
    ).toEqual(["reference", "python3-e.py", "python3-e.py-2", "ann-Net.py-A", "engine", "engine-2"]);
    expect(folderNames(["cmd:./A", "cmd:./a"])).toEqual(["A", "a-2"]);
  });
});

describe("several engines", () => {
  test("are told at once what each is told alone, in the order of the command line", async () => {
    const [together, alone] = [join(folder, "together"), join(folder, "alone")];
    const options = [
      "-c",
      "chapter/mse",
      "-c",
      "losses/mse-sum",
      "--json",
      "--profile",
      "loss",
      "--no-transcript",
    ];
    const engines = [wrong, right, "module:no-such-file.mjs#make"];
    const all = await commandLine("run", ...engines, ...options, "--jobs", "3", "-o", together);
    expect(all.exit).toBe(4);
    const names = folderNames(engines);
    expect(readdirSync(together)).toEqual(names.slice(0, 2).toSorted());
    const ones = [];
    for (const [k, engine] of engines.entries()) {
      const out = join(alone, names[k]!);
      ones.push(await commandLine("run", engine, ...options, "-o", out));
      if (k < 2)
        expect(timeless(readFileSync(join(together, names[k]!, "results.jsonl"), "utf8"))).toBe(
          timeless(readFileSync(join(out, "results.jsonl"), "utf8")),
        );
    }
    expect(ones.map(({ exit }) => exit)).toEqual([1, 0, 4]);
    expect(timeless(all.stdout)).toBe(timeless(ones.map(({ stdout }) => stdout).join("")));
    const [told, overview] = all.stderr.split(/\n(?=✗ violates +module:\S+ {2})/);
    const headed = ones.map(({ stderr }, k) => `${engines[k]}\n${stderr.replaceAll(alone, together)}`);
    expect(told).toBe(headed.join("\n"));
    expect(overview?.split("\n").map((line) => line.split(/\s+/).slice(0, 4).join(" "))).toEqual([
      `✗ violates ${engines[0]} 2`,
      `✓ conforms ${engines[1]} 2`,
      "– not judged module:no-such-file.mjs#make",
      "",
    ]);
    expect(timeless(ones[0]!.stdout)).not.toBe(timeless(ones[1]!.stdout));
  });
  test.each([
    [["nonsense"], 2, 'there is no engine "nonsense"'],
    [["cmd:python3", "engine.py"], 2, 'or is "cmd:python3 engine.py" one engine, in quotes?'],
    [[right, "--known", "known.yaml"], 2, "a list of known failures is of one engine"],
    [[right, "-c", "chapter/mze"], 5, "near to it: chapter/mse"],
  ])("are not asked, none of them, where one cannot be: %o", async (args, exit, said) => {
    const out = join(folder, "refused");
    const result = await commandLine("run", ...(args[0] === right ? [wrong] : []), ...args, "-o", out);
    expect(result.exit).toBe(exit);
    expect(result.stderr).toContain(said);
    expect(existsSync(out)).toBe(false);
  });
});
