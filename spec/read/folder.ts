/** The folder is the registry: every YAML file below it is a fixture, and its path is its id. One bad file leaves the others unharmed. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Case } from "../case.ts";
import type { Complaint } from "../report.ts";
import { openSource } from "./complain.ts";
import type { Doubts } from "./doubt.ts";
import { readFixture } from "./fixture.ts";

export interface Fixtures {
  /** In the order of their ids. */
  readonly cases: readonly Case[];
  readonly complaints: readonly Complaint[];
  /** The same by the ids of the fixtures that could not be read. */
  readonly invalid: ReadonlyMap<string, readonly Complaint[]>;
}

const ending = /\.ya?ml$/;

/**
 * All fixtures below `root`. `show` gives the file name that complaints and cases carry; it must still lead to the file. `doubts` may find
 * something wrong with a case that was read.
 */
export function readFixtures(
  root: string,
  show: (path: string) => string = (path) => path,
  doubts?: Doubts,
): Fixtures {
  const cases: Case[] = [];
  const invalid = new Map<string, readonly Complaint[]>();
  const files = new Map<string, string>();
  const found = filesBelow(root).map((path) => ({
    path,
    id: relative(root, path).split(sep).join("/").replace(ending, ""),
  }));
  // by code points, so that the order is the same on every machine
  for (const { path, id } of found.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) {
    const file = show(path);
    const other = files.get(id);
    const read = other === undefined ? readFile(path, file, id, doubts) : twice(file, id, other);
    files.set(id, file);
    if ("case" in read) cases.push(read.case);
    else invalid.set(id, [...(invalid.get(id) ?? []), ...read.complaints]);
  }
  return { cases, complaints: [...invalid.values()].flat(), invalid };
}

function readFile(path: string, file: string, id: string, doubts: Doubts | undefined) {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const broken = openSource(file, "");
    broken.complain(
      { start: 0, end: 1 },
      `the file cannot be read: ${(error as Error).message}`,
      "fixtures are UTF-8 text",
    );
    return { complaints: broken.complaints() };
  }
  return readFixture(file, text, id, doubts);
}

function twice(file: string, id: string, other: string) {
  const source = openSource(file, "");
  source.complain({ start: 0, end: 1 }, `${other} has the same id, ${id}`, "rename one of the two");
  return { complaints: source.complaints() };
}

/** Dot files are not fixtures. */
function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  const paths = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    // a pipe or a socket would be waited for without end; a link is followed when it is read
    return ending.test(entry.name) && (entry.isFile() || entry.isSymbolicLink()) ? [path] : [];
  });
  return paths;
}
