/** The shipped fixtures: all of them can be read, all of them fit the editor's schema, and no damage to one can throw. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { showsItsDigits } from "../decimal.ts";
import { readFixture } from "./fixture.ts";
import { readFixtures } from "./folder.ts";
import { fixtureSchema } from "./form.ts";

const root = join(import.meta.dirname, "../../fixtures");
const schemaFile = join(import.meta.dirname, "../fixture.schema.json");
const shipped = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => join(root, name))
  .sort();

describe("shipped fixtures", () => {
  test("are all valid, and sorted by id", () => {
    const { cases, complaints } = readFixtures(root);
    expect(
      complaints.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`),
    ).toEqual([]);
    expect(cases.length).toBe(shipped.length);
    expect(cases.map(({ id }) => id)).toEqual(cases.map(({ id }) => id).toSorted());
  });

  test("certify 30 digits, or a number that is itself a double and so exact", () => {
    for (const { id, certified } of readFixtures(root).cases) {
      const texts = [
        ...Object.values(certified?.values ?? {}),
        ...Object.values(certified?.gradients ?? {}),
      ].flatMap(({ text }) => text);
      for (const text of texts) expect(showsItsDigits(text), `${id}: ${text}`).toBe(true);
    }
  });

  test("fit the schema for editors, which is up to date", () => {
    const schema = fixtureSchema();
    // After a change of the form: UPDATE_SCHEMA=1 npx vitest run spec/read, then biome.
    if (process.env.UPDATE_SCHEMA) writeFileSync(schemaFile, JSON.stringify(schema, null, 2));
    expect(JSON.parse(readFileSync(schemaFile, "utf8"))).toEqual(schema);
    // zod loosens a strict object that has oneOf beside it, so the two halves are asked one after the other.
    type Schema = Parameters<typeof z.fromJSONSchema>[0];
    const { oneOf, ...keys } = schema;
    const halves = [z.fromJSONSchema(keys as Schema), z.fromJSONSchema({ oneOf } as Schema)];
    const fits = (fixture: unknown) => halves.every((half) => half.safeParse(fixture).success);
    for (const file of shipped)
      expect(fits(parse(readFileSync(file, "utf8"), { logLevel: "silent" })), file).toBe(true);
    const right = { title: "t", clause: "X-1", source: {}, expression: "y = 1" };
    expect(fits(right)).toBe(true);
    expect(fits({ ...right, guard: [] })).toBe(false);
    expect(fits({ ...right, expression: undefined })).toBe(false);
    expect(fits({ ...right, network: {} })).toBe(false);
    expect(fits({ ...right, points: -1 })).toBe(false);
  });

  test("never throw, whatever single character is changed", () => {
    const texts = shipped.map((file) => readFileSync(file, "utf8")).filter((text) => text.length < 6000);
    const odd = fc.constantFrom(..."\t\n\r \0\"'[]{}:,-#&*!|>%@`?=/^(.0e\\\u{feff}\ud800é");
    const edit = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.nat({ max: 100_000 }),
      how: fc.constantFrom("insert", "replace", "remove", "swap"),
      character: fc.oneof(odd, fc.string({ minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(edit, ({ text, at, how, character }) => {
        const i = at % text.length;
        const put = how === "remove" ? "" : how === "swap" ? `${text[i + 1] ?? ""}${text[i]}` : character;
        const damaged =
          text.slice(0, i) + put + text.slice(how === "insert" ? i : how === "swap" ? i + 2 : i + 1);
        const result = readFixture("f.yaml", damaged, "f");
        if ("case" in result) return;
        expect(result.complaints.length).toBeGreaterThan(0);
        for (const { line, column, frame, message } of result.complaints) {
          expect(
            line >= 1 &&
              column >= 1 &&
              line <= damaged.split("\n").length &&
              frame.includes("^") &&
              message !== "",
          ).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("a folder", () => {
  const good = "title: t\nclause: CHAIN-1\nsource: {}\nexpression: y = x\nat: { x: 1 }\n";
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "backproof-"));
    mkdirSync(join(folder, "b"));
    writeFileSync(join(folder, "b/two.yaml"), good);
    writeFileSync(join(folder, "a.yaml"), good);
    writeFileSync(join(folder, "broken.yaml"), "title: [\n");
    writeFileSync(join(folder, "latin.yaml"), Buffer.from([0x74, 0xe9]));
    writeFileSync(join(folder, "notes.md"), "not a fixture");
    writeFileSync(join(folder, "big.json"), '[[0.1, 2], [-0, "0.30000000000000000001"]]');
    writeFileSync(join(folder, "ragged.json"), "[[1, 2], [3]]");
    writeFileSync(join(folder, "deep.json"), "[".repeat(200_000) + "]".repeat(200_000));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("keeps its good fixtures beside bad ones", () => {
    const { cases, complaints } = readFixtures(folder);
    expect(cases.map(({ id }) => id)).toEqual(["a", "b/two"]);
    expect(new Set(complaints.map(({ file }) => file))).toEqual(
      new Set([join(folder, "broken.yaml"), join(folder, "latin.yaml")]),
    );
  });

  const loss = (name: string) =>
    readFixture(
      join(folder, "s.yaml"),
      `title: t\nclause: LOSS-1\nsource: {}\nloss: { name: mse, reduction: sum, p: !file ${name}, target: [[0, 0], [0, 0]] }\n`,
      "s",
    );

  test("holds big tensors in JSON, whose numbers are the doubles they are", () => {
    const result = loss("big.json");
    const read = "case" in result ? result.case : undefined;
    expect(read?.question.kind === "loss" && [...read.question.p.data]).toEqual([0.1, 2, -0, 0.3]);
    expect(read?.literals).toEqual({});
  });

  test.each(["ragged.json", "deep.json"])("complains about %s at the place that names it", (name) => {
    const result = loss(name);
    expect("complaints" in result && result.complaints[0]).toMatchObject({ line: 4, column: 45 });
  });
});
