/** A list of known failures from the disk. */
import { existsSync, readFileSync } from "node:fs";
import type { KnownList } from "../../spec/known.ts";
import type { Fixtures } from "../../spec/read/folder.ts";
import { readKnown } from "../../spec/read/known.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { InvalidList, UsageError } from "./failure.ts";

/** The list in that file. Throws UsageError with all complaints where there is none, or not all of it is right. */
export function openKnown(file: string, { cases, invalid }: Fixtures): KnownList {
  const ids = [...cases.map(({ id }) => id), ...invalid.keys(), ...behaviourIds];
  const read = readKnown(file, readList(file), ids);
  if ("list" in read) return read.list;
  throw new InvalidList(file, read.complaints);
}

/** Throws UsageError where it cannot be read. */
export function readList(file: string): string {
  if (!existsSync(file))
    throw new UsageError(
      `there is no file ${file}; \`backproof known update ENGINE --known ${file}\` writes it`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
