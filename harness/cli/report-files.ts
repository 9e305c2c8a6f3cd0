/** The files of a report: `results.jsonl` line by line as it happens, the others from it at the end. */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { page } from "../../reports/formats/html/page.ts";
import { jsonl } from "../../reports/formats/jsonl.ts";
import { type Dialect, junit } from "../../reports/formats/junit.ts";
import type { Report } from "../../spec/report.ts";
import { UsageError } from "./failure.ts";

export interface Written {
  readonly out: string;
  readonly junitDialect: Dialect;
  /** Lines go to stdout, too. */
  readonly json: boolean;
}

/** Level by level: where a level can neither be found nor made, as below /proc, Node's own recursion never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Every line is on the disk when the next question is asked: whoever is killed leaves what is known. */
export function openResults({ out, json }: Written) {
  let file: number;
  try {
    makeFolder(resolve(out));
    file = openSync(join(out, jsonl.file), "w");
  } catch (error) {
    throw new UsageError(`the reports cannot be written to ${out}: ${(error as Error).message}`);
  }
  return {
    line(text: string) {
      writeSync(file, text);
      if (json) process.stdout.write(text);
    },
    close: () => closeSync(file),
  };
}

export function writeReports(report: Report, { out, junitDialect }: Written): void {
  for (const format of [page, junit(junitDialect)])
    writeFileSync(join(out, format.file), format.render(report));
}

/** For a person to open, the page first. */
export const reportFiles = (out: string): readonly string[] =>
  [page.file, junit("extended").file, jsonl.file].map((file) => join(out, file));
