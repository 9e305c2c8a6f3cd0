/** `backproof known update`: judges an engine, and brings the list of what it is known to get wrong up to date. */
import { existsSync, writeFileSync } from "node:fs";
import { plain } from "../../reports/plain.ts";
import { type Change, NO_REASON, type Updated, updated } from "../known/update.ts";
import { loadFixtures } from "./cases.ts";
import { coloursOfStderr } from "./colours.ts";
import { UsageError } from "./failure.ts";
import { openKnown, readList } from "./known-list.ts";
import { judge, type RunOptions } from "./run.ts";
import { asked } from "./source.ts";

export interface UpdateOptions extends Omit<RunOptions, "known" | "json"> {
  readonly known: string;
  /** Tells what it would write, and does not. */
  readonly check: boolean;
}

/** Nothing is written where the run did not come to its end. */
export async function updateCommand(spec: string, options: UpdateOptions): Promise<number> {
  const { known: file, check } = options;
  const isThere = existsSync(file);
  const list = isThere ? openKnown(file, loadFixtures(options)) : { file, known: [], flaky: [] };
  const text = isThere ? readList(file) : undefined;
  const asking: RunOptions = { ...options, json: false, known: isThere ? file : undefined };
  const { report, exit } = await judge(asked(spec, asking), asking);
  if (report.footer?.end !== "complete") {
    process.stderr.write(`\n${file} is as it was: the run did not come to its end\n`);
    return exit;
  }
  const update = updated(text, list, report.findings);
  process.stderr.write(tellUpdate(file, update, check));
  if (update.changes.length === 0) return 0;
  if (check) return 3;
  try {
    writeFileSync(file, update.text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
  return 0;
}

const GLYPHS: Readonly<Record<Change["kind"], string>> = { removed: "-", changed: "~", added: "+" };

function tellUpdate(file: string, { changes, kept }: Updated, check: boolean): string {
  const colours = coloursOfStderr();
  const paint = { removed: colours.green, changed: colours.yellow, added: colours.red };
  const lines = changes.map(({ kind, id, failure, before }) => {
    const what = {
      removed: `fails no more: ${failure}`,
      changed: `${failure}\n    it was: ${before}; is its reason still right?`,
      added: `${failure}\n    because: ${NO_REASON} (why? write it into the file)`,
    }[kind];
    return `  ${paint[kind](`${GLYPHS[kind]} ${plain(id)}`)}  ${plain(what)}\n`;
  });
  const still = `${kept} ${kept === 1 ? "fails" : "fail"} as known`;
  if (changes.length === 0) return `\n${file} is up to date: ${still}\n`;
  return `\n${file}${check ? " would change" : ""}\n${lines.join("")}  ${still}\n`;
}
