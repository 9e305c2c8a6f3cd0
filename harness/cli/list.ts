/** `backproof list`: the cases by id, clause and title; with `--check`, what is wrong with their files. */
import picocolors from "picocolors";
import { terminalComplaint } from "../../reports/formats/terminal.ts";
import { loadFixtures, type Selection, select } from "./cases.ts";

export interface ListOptions extends Selection {
  readonly check: boolean;
  readonly json: boolean;
}

export function listCommand(options: ListOptions): number {
  const fixtures = loadFixtures(options);
  const colours = picocolors.createColors(picocolors.isColorSupported && process.stderr.isTTY === true);
  for (const complaint of fixtures.complaints) process.stderr.write(terminalComplaint(complaint, colours));
  const { cases } = select(fixtures, options);
  const width = Math.max(...cases.map(({ id }) => id.length));
  for (const { id, clause, title, question, file, points } of options.check ? [] : cases) {
    const line = options.json
      ? JSON.stringify({ id, clause, title, kind: question.kind, file, points })
      : `${id.padEnd(width)}  ${clause.padEnd(9)}  ${title}`;
    process.stdout.write(`${line}\n`);
  }
  const invalid = fixtures.complaints.length;
  if (options.check) {
    const fine = cases.length === 1 ? "1 fixture is valid" : `${cases.length} fixtures are valid`;
    process.stderr.write(`${fine}, ${invalid} ${invalid === 1 ? "complaint" : "complaints"}\n`);
  }
  return invalid > 0 ? 6 : 0;
}
