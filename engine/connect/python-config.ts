/** What a user says of Python files that cannot be seen in them: `backproof.json` beside them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { suggest } from "../../spec/read/nearest.ts";
import { layoutFrom, type Said, shapeFrom } from "./python-options.ts";
import { UnknownEngine } from "./unknown.ts";

export const configFile = "backproof.json";

/** What `backproof.json` in this folder says; nothing where there is none. Throws UnknownEngine with file:line:column. */
export function readConfig(folder: string): Said {
  const path = join(folder, configFile);
  if (!existsSync(path)) return {};
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const [problem] = document.errors;
  if (problem)
    throw new UnknownEngine(`${at(problem.pos[0])}: no JSON: ${problem.message.split(" at line")[0]}`);
  const place = (node: unknown): string => at((node as Node | null)?.range?.[0] ?? 0);
  /** Every key with its word, told where it stands. */
  const pairs = (node: unknown, what: string): readonly (readonly [string, unknown, string])[] => {
    if (!isMap(node)) throw new UnknownEngine(`${place(node)}: ${what} is no object`);
    return node.items.map(({ key, value }) => [String((key as { value: unknown }).value), value, place(key)]);
  };
  const told = (where: string, read: () => Said): Said => {
    try {
      return read();
    } catch (error) {
      throw error instanceof UnknownEngine ? new UnknownEngine(`${where}: ${error.message}`) : error;
    }
  };
  const word = (node: unknown): string => (isScalar(node) ? String(node.value) : "");
  const parts = pairs(document.contents, "what it says").flatMap(([key, value, where]) => {
    if (key === "shape") return [told(place(value), () => shapeFrom(word(value)))];
    if (key === "layout") {
      const all = pairs(value, "layout");
      return all.map(([name, entry, at]) => told(at, () => layoutFrom(name, word(entry))));
    }
    const known = suggest(key, ["shape", "layout"]);
    throw new UnknownEngine(`${where}: there is no ${key} in ${configFile}; ${known}`);
  });
  return Object.assign({}, ...parts);
}
