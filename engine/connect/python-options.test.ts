import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { connect } from "./index.ts";
import { readConfig } from "./python-config.ts";
import { readPythonSpec, shapes, withSaid } from "./python-options.ts";

const folder = mkdtempSync(join(tmpdir(), "backproof-options-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the name of a Python engine", () => {
  test.each([
    ["a.py", { path: "a.py", name: "", said: {} }],
    ["a b/c.py:Net", { path: "a b/c.py", name: "Net", said: {} }],
    ["a.py --shape ng", { path: "a.py", name: "", said: { shape: "ng" } }],
    [
      "a.py:Net --layout weights=in_out,samples=rows --shape modules",
      { path: "a.py", name: "Net", said: { shape: "modules", weights: "in_out", samples: "rows" } },
    ],
  ])("may say how it is meant: %s", (spec, read) => {
    expect(readPythonSpec(spec)).toEqual(read);
  });
  test.each([
    ["a.py --shape", "--shape says nothing; as in --shape nielsen"],
    ["a.py --shape nielson", "there is no shape nielson; did you mean nielsen?"],
    ["a.py --shpae ng", "python: has no option --shpae; did you mean --shape?"],
    ["a.py --layout weight=in_out", "a layout has no weight; did you mean weights?"],
    ["a.py --layout weights=oi", "weights is out_in or in_out, not oi"],
  ])("that says what nobody knows is told so: %s", (spec, message) => {
    expect(() => readPythonSpec(spec)).toThrow(message);
  });
  test("is none without a file", () => {
    expect(readPythonSpec("a.txt")).toBeUndefined();
  });
  test("takes what the command line says behind it, which no other engine does", async () => {
    expect(withSaid("python:a.py", { shape: "ng", layout: "samples=rows" })).toBe(
      "python:a.py --shape ng --layout samples=rows",
    );
    expect(withSaid("reference", {})).toBe("reference");
    expect(() => withSaid("reference", { shape: "ng" })).toThrow("are for engines named python:FILE.py");
    const options = { timeoutScale: 1, strict: false };
    await expect(connect("python:a.py --shape x", options)).rejects.toThrow("there is no shape x");
  });
});

describe("backproof.json", () => {
  const written = (text: string) => {
    writeFileSync(join(folder, "backproof.json"), text);
    return () => readConfig(folder);
  };
  test("says for its folder what is said behind a name", () => {
    expect(readConfig(join(folder, "none"))).toEqual({});
    expect(written('{\n  "shape": "modules",\n  "layout": { "average": "layer" }\n}\n')()).toEqual({
      shape: "modules",
      average: "layer",
    });
  });
  test.each([
    ['{\n  "shpae": "ng"\n}', ":2:3: there is no shpae in backproof.json; did you mean shape?"],
    ['{\n  "shape": "n"\n}', ":2:12: there is no shape n; known: chapter, nielsen"],
    ['{ "layout": { "samples": "row" } }', ":1:15: samples is columns or rows, not row"],
    ['{ "layout": 3 }', ":1:13: layout is no object"],
    ["[]", ":1:1: what it says is no object"],
    ['{\n  "shape": "ng"\n', ":3:1: no JSON: "],
  ])("is complained of at its place: %j", (text, complaint) => {
    expect(written(text)).toThrow(`${join(folder, "backproof.json")}${complaint}`);
  });
});

test("every shape that can be named is a file of the host, and the other way round", () => {
  const hosts = fileURLToPath(new URL("./hosts/python_shapes/", import.meta.url));
  const files = readdirSync(hosts).filter((name) => name.endsWith(".py") && name !== "__init__.py");
  expect(files.map((name) => name.slice(0, -3).replace("_", "-")).toSorted()).toEqual(shapes.toSorted());
  const registry = readFileSync(join(hosts, "__init__.py"), "utf8");
  expect([...registry.matchAll(/^ {4}"([\w-]+)": \w+,$/gm)].map(([, name]) => name)).toEqual([...shapes]);
});
