/** The arrows between the folders: harness → engine → spec ← reports; only harness/cli sees all. Read from the real imports. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const package_ = fileURLToPath(new URL("..", import.meta.url));

/** Which folders a folder may import beside itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  engine: ["spec"],
  reports: ["spec"],
  harness: ["spec", "engine"],
  "harness/cli": ["spec", "engine", "reports", "harness"],
};
type Sources = Readonly<Record<string, string>>;

const folderOf = (path: string): string =>
  path.startsWith("harness/cli/") ? "harness/cli" : path.slice(0, Math.max(0, path.indexOf("/")));

/** What a source imports, in every way that TypeScript has: static, re-exported, as a type, dynamic. */
function importsOf(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const isText = (node: ts.Node | undefined): node is ts.StringLiteralLike =>
    !!node && ts.isStringLiteralLike(node);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (isText(node.moduleSpecifier)) found.push(node.moduleSpecifier.text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (isText(node.argument.literal)) found.push(node.argument.literal.text);
    } else if (ts.isCallExpression(node)) {
      const called = node.expression;
      const isImport =
        called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === "require");
      // an import that is computed could go anywhere
      if (isImport) found.push(isText(node.arguments[0]) ? node.arguments[0].text : "?computed");
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Every import that goes against an arrow, in words. Packages and built-in modules are free. */
function violations(sources: Sources): readonly string[] {
  return Object.entries(sources).flatMap(([path, text]) => {
    const from = folderOf(path);
    return importsOf(path, text).flatMap((specifier) => {
      if (specifier === "?computed") return [`${path} imports what is only known when it runs`];
      if (!specifier.startsWith(".")) return [];
      const target = posix.join(posix.dirname(path), specifier);
      const to = folderOf(target);
      if (to === from) return [];
      if (to === "") return [`${path} imports ${target}, outside of the four folders`];
      return ALLOWED[from]?.includes(to) ? [] : [`${path} imports ${target}: ${from} may not see ${to}`];
    });
  });
}

function sourcesOfPackage(): Sources {
  const all: Record<string, string> = {};
  for (const folder of ["spec", "engine", "harness", "reports"]) {
    for (const name of readdirSync(join(package_, folder), { recursive: true, encoding: "utf8" })) {
      const path = `${folder}/${name.replaceAll("\\", "/")}`;
      if (/\.[cm]?tsx?$/.test(path)) all[path] = readFileSync(join(package_, path), "utf8");
    }
  }
  return all;
}

describe("the arrows of the architecture", () => {
  const sources = sourcesOfPackage();

  test("are kept by every source", () => {
    expect(violations(sources)).toEqual([]);
  });

  test("are read from real imports: each folder has sources, and each allowed arrow is used", () => {
    const used = new Set<string>();
    for (const [path, text] of Object.entries(sources)) {
      for (const specifier of importsOf(path, text)) {
        if (!specifier.startsWith(".")) continue;
        used.add(`${folderOf(path)} → ${folderOf(posix.join(posix.dirname(path), specifier))}`);
      }
    }
    for (const [from, all] of Object.entries(ALLOWED))
      for (const to of all) expect(used).toContain(`${from} → ${to}`);
  });

  test("have no cycle", () => {
    const reached = (from: string, seen: readonly string[] = []): readonly string[] =>
      (ALLOWED[from] ?? []).flatMap((to) => (seen.includes(to) ? [to] : [to, ...reached(to, [...seen, to])]));
    for (const folder of Object.keys(ALLOWED)) expect(reached(folder)).not.toContain(folder);
  });
});

describe("a planted import against an arrow is found", () => {
  test.each([
    ["a static import", "engine/x.ts", `import { judge } from "../harness/judge.ts";`],
    ["an import for its effect", "spec/x.ts", `import "../engine/reference/tape.ts";`],
    ["a type", "spec/ops/x.ts", `import type { Rule } from "../../engine/reference/vjps/rule.ts";`],
    ["a type in place", "reports/x.ts", `type E = import("../engine/connect/index.ts").Engine;`],
    ["a re-export", "reports/formats/x.ts", `export { compare } from "../../harness/tolerance.ts";`],
    ["a re-export of everything", "spec/x.ts", `export * from "../reports/plain.ts";`],
    ["a dynamic import", "harness/x.ts", `const page = await import("../reports/formats/html/page.ts");`],
    ["a required module", "engine/x.ts", `const x = require("../reports/xml.ts");`],
    ["a computed import", "harness/x.ts", "const x = await import(name);"],
    ["harness into its own root", "harness/run.ts", `import { main } from "./cli/program.ts";`],
    ["a test beside its file", "spec/x.test.ts", `import { connect } from "../engine/connect/index.ts";`],
    ["a file outside of the folders", "spec/x.ts", `import "../build.ts";`],
  ])("%s", (_, path, text) => {
    expect(violations({ [path]: text })).toHaveLength(1);
  });

  test.each([
    [
      "the command line sees all",
      "harness/cli/x.ts",
      `import { page } from "../../reports/formats/html/page.ts";`,
    ],
    [
      "harness sees engine",
      "harness/oracles/x.ts",
      `import { sweep } from "../../engine/reference/tape.ts";`,
    ],
    ["engine sees spec", "engine/x.ts", `export type { Graph } from "../spec/graph.ts";`],
    ["a folder sees itself", "spec/lower/x.ts", `import { evaluate } from "../graph.ts";`],
    ["packages are free", "spec/x.ts", `import { z } from "zod"; import { readFileSync } from "node:fs";`],
    [
      "a comment is no import",
      "spec/x.ts",
      `// import "../engine/x.ts"\nconst text = 'import "../engine/x.ts"';`,
    ],
  ])("and what is allowed is not: %s", (_, path, text) => {
    expect(violations({ [path]: text })).toEqual([]);
  });
});
