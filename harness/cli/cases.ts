/** Fixtures of the package or of the user, and which of them are meant. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Case } from "../../spec/case.ts";
import { type Fixtures, readFixtures } from "../../spec/read/folder.ts";
import { suggest } from "../../spec/read/nearest.ts";
import { UsageError } from "./failure.ts";

/** The folder of this package, from its sources or from its bundle. */
function packageFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "fixtures"))) return folder;
    if (folder === dirname(folder)) throw new Error("the package's fixtures are missing");
  }
}

export interface Selection {
  readonly fixtures?: string;
  readonly case?: readonly string[];
}

/** All fixtures; files are shown as seen from where the user stands, or from the package if they are its own. */
export function loadFixtures({ fixtures }: Selection): Fixtures {
  if (fixtures === undefined) {
    const folder = packageFolder();
    return readFixtures(join(folder, "fixtures"), (path) => relative(folder, path));
  }
  const root = resolve(fixtures);
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new UsageError(`there is no folder ${fixtures}`);
  return readFixtures(root, (path) => relative(process.cwd(), path));
}

const patternOf = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`);

export interface Selected {
  readonly cases: readonly Case[];
  /** Whether something that is judged beside the cases is meant, by its id. */
  isMeant(id: string): boolean;
}

/** What is meant: everything, or what the patterns name. Throws where a pattern names nothing. */
export function select(
  { cases }: Fixtures,
  { case: wanted = [] }: Selection,
  others: readonly string[] = [],
): Selected {
  if (wanted.length === 0) return { cases, isMeant: () => true };
  const known = [...cases.map(({ id }) => id), ...others];
  for (const text of wanted) {
    // what problems an engine has, only the engine knows
    if (text.startsWith(ownProblems) || known.some((id) => patternOf(text).test(id))) continue;
    throw new UsageError(`no case is called ${text}. ${suggest(text, known)}`, 5);
  }
  const patterns = wanted.map(patternOf);
  const isNamed = (id: string) => patterns.some((pattern) => pattern.test(id));
  return {
    cases: cases.filter(({ id }) => isNamed(id)),
    isMeant: (id) =>
      isNamed(id) || (id === ownProblems && wanted.some((text) => text.startsWith(ownProblems))),
  };
}

const ownProblems = "problems/";
