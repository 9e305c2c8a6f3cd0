/** `backproof list`: the cases by id, clause and title; with `--check`, what is wrong with their files. */
import type { Case } from "../../spec/case.ts";
import { isRequired, profileOf } from "../../spec/profiles.ts";
import { loadFixtures, type Selection, select } from "./cases.ts";
import { sayComplaints } from "./failure.ts";
import { widthOf, wrap } from "./wrap.ts";

export interface ListOptions extends Selection {
  readonly check: boolean;
  readonly json: boolean;
}

export function listCommand(options: ListOptions): number {
  const fixtures = loadFixtures(options);
  const { cases } = select(fixtures, options);
  sayComplaints(fixtures.complaints);
  const shown = options.check ? [] : cases;
  const lines = options.json ? shown.map(objectOf) : linesOf(shown);
  for (const line of lines) process.stdout.write(`${line}\n`);
  const invalid = fixtures.complaints.length;
  if (options.check) {
    const fine = cases.length === 1 ? "1 fixture is valid" : `${cases.length} fixtures are valid`;
    process.stderr.write(`${fine}, ${invalid} ${invalid === 1 ? "complaint" : "complaints"}\n`);
  }
  return invalid > 0 ? 6 : 0;
}

function objectOf({ id, clause, title, question, file, points }: Case): string {
  const profile = { name: profileOf(question), required: isRequired({ question }) };
  return JSON.stringify({ id, clause, title, kind: question.kind, profile, file, points });
}

/** One line a case in a pipe and where there is room for it; else the title below. */
function linesOf(cases: readonly Case[]): readonly string[] {
  const widest = Math.max(...cases.map(({ id }) => id.length));
  const heads = cases.map(({ id, clause }) => `${id.padEnd(widest)}  ${clause.padEnd(9)}`);
  const lines = cases.map(({ title }, i) => `${heads[i]}  ${title}`);
  const width = widthOf(process.stdout);
  if (!process.stdout.isTTY || lines.every((line) => line.length <= width)) return lines;
  return cases.map(({ title }, i) => `${heads[i].trimEnd()}\n${wrap(`    ${title}`, width, 4)}`);
}
