/** `backproof init`: every language of engine/sdk can be begun in a few lines, and nobody's file is ever overwritten. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { connect } from "../../engine/connect/index.ts";
import { tensor } from "../../spec/tensor.ts";
import { UsageError } from "./failure.ts";
import { said } from "./fakes.ts";
import { initCommand, listSdks, sdkFolder } from "./init.ts";

const root = mkdtempSync(join(tmpdir(), "backproof-init-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const empty = (): string => mkdtempSync(join(root, "empty-"));

const init = (language: string | undefined, folder: string) =>
  said(async () => initCommand(language, folder));

const sdks = listSdks();
const sourceOf = (language: string, file: string) => readFileSync(join(sdkFolder(), language, file), "utf8");

describe("the registry", () => {
  test("lists at least the four languages that it began with", () => {
    expect(sdks.map(({ language }) => language)).toEqual(
      expect.arrayContaining(["c", "cpp", "javascript", "python"]),
    );
  });

  test.each(sdks)("$language: its entry names files that exist, 3 commands and 15 lines at most", (sdk) => {
    const { language, files, then } = sdk;
    for (const file of Object.values(files)) expect(sourceOf(language, file)).not.toBe("");
    expect(1 + then.length).toBeLessThanOrEqual(3);
    expect(then.join("\n")).toMatch(/backproof run|make judge/);
    const stubs = Object.values(files).filter((file) => /(^|\/)stub\./.test(file));
    expect(stubs).toHaveLength(1);
    const { comment } = JSON.parse(sourceOf(language, "language.json"));
    const lines = sourceOf(language, stubs[0] ?? "").split("\n");
    const own = lines.filter((line) => line.trim() !== "" && !line.trim().startsWith(comment));
    expect(own.length).toBeLessThanOrEqual(15);
  });

  test.each(sdks)("$language: its bug has one place in the example, and changes it", ({ language }) => {
    const { example, bug } = JSON.parse(sourceOf(language, "language.json"));
    expect(sourceOf(language, example).split(bug.from)).toHaveLength(2);
    expect(bug.to).not.toBe(bug.from);
    expect(bug.what).not.toBe("");
  });
});

describe("init", () => {
  test.each(sdks)(
    "$language: writes copies of the SDK's files and says what follows",
    async ({ language, files, then }) => {
      const folder = empty();
      const { exit, stdout, stderr } = await init(language, folder);
      expect([exit, stdout]).toEqual([0, ""]);
      for (const [file, source] of Object.entries(files))
        expect(readFileSync(join(folder, file), "utf8")).toBe(sourceOf(language, source));
      for (const command of [`cd ${folder}`, ...then]) expect(stderr).toContain(`  ${command}\n`);
    },
  );

  test("alone lists the languages, one a line", async () => {
    const { exit, stdout, stderr } = await init(undefined, ".");
    expect([exit, stderr]).toEqual([0, ""]);
    expect(stdout.match(/^\w+(?= )/gm)).toEqual(sdks.map(({ language }) => language));
    expect(stdout).toMatch(/^python +Python: Python 3\.8 or newer$/m);
  });

  test("makes the folder that it is given, and understands a language by its usual names", async () => {
    const folder = join(empty(), "deep", "my engine");
    const { stderr } = await init("TypeScript", folder);
    expect(existsSync(join(folder, "backproof.mjs"))).toBe(true);
    expect(stderr).toContain(`  cd '${folder}'\n`);
    await init("C++", empty());
  });

  test("overwrites nothing: where one file is there already, it writes none", async () => {
    const folder = empty();
    writeFileSync(join(folder, "engine.py"), "mine");
    const again = () => init("python", folder);
    await expect(again()).rejects.toThrow(UsageError);
    await expect(again()).rejects.toThrow(`engine.py is there already, in ${folder}: nothing was written`);
    expect(readdirSync(folder)).toEqual(["engine.py"]);
    expect(readFileSync(join(folder, "engine.py"), "utf8")).toBe("mine");
  });

  test("says of an unknown language which is near, and which there are", async () => {
    await expect(init("pyhton", empty())).rejects.toThrow(
      /no SDK for "pyhton"; did you mean python\? \(there are c, cpp/,
    );
    await expect(init("cobol", empty())).rejects.toThrow(/no SDK for "cobol" \(there are/);
  });

  test("says why where nothing can be written", async () => {
    const file = join(empty(), "file");
    writeFileSync(file, "");
    await expect(init("python", join(file, "below"))).rejects.toThrow(/the files cannot be written to/);
  });

  test("leaves an engine that answers: JavaScript, by one question", async () => {
    const folder = empty();
    await init("javascript", folder);
    const engine = await connect("cmd:node engine.mjs", { timeoutScale: 4, strict: true, cwd: folder });
    try {
      expect(await engine.describe()).toMatchObject({ name: "my engine", answers: ["loss"] });
      const loss = { name: "mse", reduction: "mean" } as const;
      const [p, target] = [tensor([2], Float64Array.of(3, 1)), tensor([2], Float64Array.of(1, 1))];
      const question = { kind: "loss", loss, p, target, want: { values: ["L"], gradients: ["p"] } } as const;
      expect(await engine.ask(question)).toMatchObject({
        kind: "answered",
        values: { L: { shape: [], data: Float64Array.of(2) } },
        gradients: { p: { shape: [2], data: Float64Array.of(2, 0) } },
      });
    } finally {
      await engine.close();
    }
  });
});
