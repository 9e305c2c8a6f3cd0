/** The clauses of the contract, read from spec/README.md: so that a fixture's clause exists, and `explain` can print one. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Clause {
  /** `CHAIN-2` */
  readonly id: string;
  readonly level: "MUST" | "SHOULD" | "MAY";
  readonly text: string;
  /** Section of the chapter, where it has one. */
  readonly section?: string;
  readonly example?: string;
}

const head = /^\*\*([A-Z]+-\d+)\*\* +(MUST|SHOULD|MAY)(?: · (.+))?$/;

/**
 * A clause is a paragraph: `**CHAIN-2** MUST · section`, then its text; a line that starts with `Example:` ends it. Throws if an id stands
 * twice or a clause says nothing.
 */
export function readClauses(markdown: string): readonly Clause[] {
  const clauses: Clause[] = [];
  for (const paragraph of markdown.split(/\r?\n\s*\r?\n/)) {
    const [first, ...rest] = paragraph.trim().split(/\r?\n/);
    const [, id, level, section] = head.exec(first) ?? [];
    if (id === undefined) continue;
    const cut = rest.findIndex((line) => line.startsWith("Example:"));
    const text = (cut < 0 ? rest : rest.slice(0, cut)).join(" ");
    const example = cut < 0 ? undefined : rest.slice(cut).join(" ").slice("Example:".length).trim();
    if (text === "") throw new SyntaxError(`clause ${id} says nothing`);
    if (clauses.some((clause) => clause.id === id)) throw new SyntaxError(`clause ${id} stands twice`);
    clauses.push({
      id,
      level: level as Clause["level"],
      text,
      ...(section && { section }),
      ...(example && { example }),
    });
  }
  return clauses;
}

let kept: readonly Clause[] | undefined;

/** The clauses of this package: spec/README.md, looked for from this file upwards. */
export function clausesOfPackage(): readonly Clause[] {
  if (kept) return kept;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, "spec", "README.md");
    if (existsSync(path)) {
      kept = readClauses(readFileSync(path, "utf8"));
      return kept;
    }
    if (folder === dirname(folder)) throw new Error("spec/README.md is missing from the package");
  }
}
