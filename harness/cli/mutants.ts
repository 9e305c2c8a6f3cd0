/** `backproof mutants`: the kill matrix of the suite: which case sees which known bug, and whether one is seen by none. */
import { mutants as catalogue } from "../../engine/mutants/index.ts";
import { clausesOfPackage } from "../../spec/clauses.ts";
import { suggest } from "../../spec/read/nearest.ts";
import { version } from "../../spec/version.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { linesOf } from "../kills/lines.ts";
import { killMatrix, type Matrix } from "../kills/matrix.ts";
import type { PrecisionName } from "../kills/names.ts";
import { casesTable, isGood, mutantsText, summaryText } from "../kills/telling.ts";
import { loadFixtures, patternOf, type Selection, select } from "./cases.ts";
import { coloursOfStderr } from "./colours.ts";
import { sayComplaints, UsageError } from "./failure.ts";
import { progress } from "./progress.ts";

export interface MutantsOptions extends Selection {
  readonly precision: PrecisionName;
  readonly mutant: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
}

function selectMutants(wanted: readonly string[]) {
  if (wanted.length === 0) return catalogue;
  const names = catalogue.map(({ name }) => name);
  const patterns = wanted.map(patternOf);
  const idle = patterns.findIndex((pattern) => !names.some((name) => pattern.test(name)));
  if (idle >= 0)
    throw new UsageError(`no mutant is called ${wanted[idle]}. ${suggest(wanted[idle], names)}`, 5);
  return catalogue.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}

export async function mutantsCommand(options: MutantsOptions): Promise<number> {
  const started = performance.now();
  const fixtures = loadFixtures(options);
  const { cases, isMeant } = select(fixtures, options, behaviourIds);
  sayComplaints(fixtures.complaints);
  const mutants = selectMutants(options.mutant);
  const behaviours = behaviourIds.filter(isMeant);
  if (cases.length + behaviours.length === 0) throw new UsageError("there are no fixtures to ask", 5);
  const isWhole = mutants === catalogue && options.fixtures === undefined && !options.case?.length;

  const bar = progress(cases.length + behaviours.length, !options.quiet);
  const stream = killMatrix({
    ...{ precision: options.precision, cases, pool: fixtures.cases, isMeant, mutants, catalogue },
    ...(isWhole && { clauses: clausesOfPackage() }),
  });
  let matrix: Matrix;
  for (let done = 0; ; done++) {
    bar.at(done, cases[done]?.id ?? "state/*");
    const next = await stream.next();
    if (next.done) {
      matrix = next.value;
      break;
    }
    // lets the terminal draw, and Ctrl-C in
    await new Promise((resolve) => setImmediate(resolve));
  }
  bar.done();
  const invalid = fixtures.complaints.length > 0 ? 6 : 0;
  if (matrix.tally.mutants === 0)
    throw new UsageError(
      "none of the mutants that are meant has a place in the cases that are meant",
      invalid || 5,
    );
  const exit = matrix.isRed ? 1 : invalid;
  const ms = performance.now() - started;
  if (options.json)
    for (const line of linesOf(matrix, { tool: `backproof ${version}`, exit, ms }))
      process.stdout.write(`${line}\n`);
  process.stderr.write(textOf(matrix, options));
  return exit;
}

function textOf(matrix: Matrix, { quiet }: MutantsOptions): string {
  const colours = coloursOfStderr();
  const rows = quiet ? matrix.rows.filter((row) => !isGood(row)) : matrix.rows;
  return [
    mutantsText(rows, clausesOfPackage(), colours),
    quiet ? "" : `${casesTable(matrix, colours)}\n`,
    summaryText(matrix, colours),
  ].join("");
}
