/** `backproof explain --adequacy FILE`: which known bugs a case would show, which it cannot, and why. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { DType } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import { readFixture } from "../../spec/read/fixture.ts";
import { adequacyOf } from "../adequacy/adequacy.ts";
import { adequacyLines, adequacyObject } from "../adequacy/tell.ts";
import { doubtsOf } from "../sense.ts";
import { loadFixtures, type Selection, unknown } from "./cases.ts";
import { InvalidFixtures, UsageError } from "./failure.ts";
import { widthOf, wrap } from "./wrap.ts";

export interface AdequacyOptions extends Selection {
  readonly json?: boolean;
  /** Of the engine that the case is to judge. Default: float64. */
  readonly precision?: DType;
}

/** `which`: the path of a fixture, or the id of a case. */
export function adequacyCommand(which: string, options: AdequacyOptions): number {
  const c = caseOfFile(which) ?? caseOfId(which, options);
  const adequacy = adequacyOf(c, options.precision);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ id: c.id, file: c.file, ...adequacyObject(adequacy) })}\n`);
    return 0;
  }
  const width = widthOf(process.stdout);
  const lines = adequacyLines(adequacy).map(([text, hang]) => wrap(text, width, hang));
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

const ending = /\.ya?ml$/;

function caseOfFile(path: string): Case | undefined {
  if (!existsSync(path)) {
    if (ending.test(path)) throw new UsageError(`there is no file ${path}`);
    return undefined;
  }
  if (!statSync(path).isFile()) return undefined;
  const id = basename(path).replace(ending, "");
  const read = readFixture(path, textOf(path), id, doubtsOf);
  if ("case" in read) return read.case;
  throw new InvalidFixtures([path], read.complaints);
}

function textOf(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, 6);
  }
}

function caseOfId(id: string, options: Selection): Case {
  const { cases, invalid } = loadFixtures(options);
  const complaints = invalid.get(id);
  if (complaints) throw new InvalidFixtures([id], complaints);
  const found = cases.find((c) => c.id === id);
  if (found) return found;
  throw unknown(
    `there is no file and no case ${id}`,
    id,
    cases.map((c) => c.id),
    options.fixtures,
  );
}
