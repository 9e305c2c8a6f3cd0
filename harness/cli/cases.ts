/** Fixtures of the package or of the user, and which of them are meant. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Case } from "../../spec/case.ts";
import { type Fixtures, readFixtures } from "../../spec/read/folder.ts";
import { nearestNames } from "../../spec/read/nearest.ts";
import { doubtsOf } from "../sense.ts";
import { InvalidFixtures, UsageError } from "./failure.ts";

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

/** The package's own, which do not change while we run. */
let shipped: Fixtures | undefined;

/** All fixtures; files are shown as seen from where the user stands, or from the package if they are its own. */
export function loadFixtures({ fixtures }: Selection): Fixtures {
  if (fixtures === undefined) {
    const folder = packageFolder();
    shipped ??= readFixtures(join(folder, "fixtures"), (path) => relative(folder, path), doubtsOf);
    return shipped;
  }
  const root = resolve(fixtures);
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new UsageError(`there is no folder ${fixtures}`);
  return readFixtures(root, (path) => relative(process.cwd(), path), doubtsOf);
}

export const patternOf = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")}$`);

export interface Selected {
  readonly cases: readonly Case[];
  /** Whether something that is judged beside the cases is meant, by its id. */
  isMeant(id: string): boolean;
}

/** What is meant: everything, or what the patterns name. Throws where a pattern names nothing, or nothing that is valid. */
export function select(
  { cases, invalid }: Fixtures,
  { case: wanted = [], fixtures }: Selection,
  others: readonly string[] = [],
): Selected {
  if (wanted.length === 0) return { cases, isMeant: () => true };
  const known = [...cases.map(({ id }) => id), ...invalid.keys(), ...others];
  for (const text of wanted) {
    // what problems an engine has, only the engine knows
    if (text.startsWith(ownProblems) || known.some((id) => patternOf(text).test(id))) continue;
    throw unknown(`no case is called ${text}`, text, known, fixtures);
  }
  const patterns = wanted.map(patternOf);
  const isNamed = (id: string) => patterns.some((pattern) => pattern.test(id));
  const isMeant = (id: string) =>
    isNamed(id) || (id === ownProblems && wanted.some((text) => text.startsWith(ownProblems)));
  const selected = cases.filter(({ id }) => isNamed(id));
  const broken = [...invalid.keys()].filter(isNamed);
  if (broken.length > 0 && selected.length === 0 && ![...others, ownProblems].some(isMeant))
    throw new InvalidFixtures(
      broken,
      broken.flatMap((id) => invalid.get(id) ?? []),
    );
  return { cases: selected, isMeant };
}

/** Nothing is called that: what is near to it, and where all names stand. */
export function unknown(
  problem: string,
  text: string,
  known: readonly string[],
  fixtures: string | undefined,
): UsageError {
  if (known.length === 0) return new UsageError(`${problem}: there are no fixtures`, 5);
  const list = `backproof list${fixtures === undefined ? "" : ` --fixtures ${fixtures}`}`;
  return new UsageError(
    `${problem}; near to it: ${nearestNames(text, known).join(", ")} (all of them: ${list})`,
    5,
  );
}

/** What is called so is a function of the engine's own. */
export const ownProblems = "problems/";
