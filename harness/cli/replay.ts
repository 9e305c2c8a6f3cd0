/** `backproof replay`: judges again what an engine has answered before, without the engine. */
import { existsSync, statSync } from "node:fs";
import { type Recorded, readTranscript, UnreadableTranscript } from "../../engine/connect/transcript-read.ts";
import { plain } from "../../reports/plain.ts";
import { UsageError } from "./failure.ts";
import { judge, type RunOptions } from "./run.ts";
import { recorded } from "./source.ts";

export type ReplayOptions = Omit<RunOptions, "timeoutScale" | "strict" | "transcript" | "profile">;

export async function replayCommand(file: string, options: ReplayOptions): Promise<number> {
  const transcript = openRecorded(file);
  const { header, footer } = transcript;
  const meant = header.selection as Partial<RunOptions>;
  const given = options.case?.length ? { case: options.case } : {};
  const { profile = [] } = meant;
  const all = {
    ...options,
    ...meant,
    ...given,
    profile,
    timeoutScale: 1,
    strict: header.strict,
    transcript: false,
  };
  if (options.fixtures !== undefined) all.fixtures = options.fixtures;
  else if (meant.fixtures !== undefined && !existsSync(meant.fixtures))
    throw new UsageError(
      `there is no folder ${meant.fixtures}, from which ${file} was recorded; --fixtures says where it is now`,
    );
  process.stderr.write(
    `${file}: what ${plain(header.spec)} answered to ${header.tool}, from ${header.started} on; the engine is not started\n`,
  );
  const { report, exit } = await judge(recorded(transcript), all);
  if (report.footer?.end === "interrupted")
    process.stderr.write(
      footer
        ? "the transcript is of a run that was interrupted\n"
        : "the transcript was cut off in the middle\n",
    );
  return exit;
}

/** Throws UsageError, with the line of the file that is wrong. */
function openRecorded(file: string): Recorded {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  if (!statSync(file).isFile()) throw new UsageError(`${file} is no file`);
  try {
    return readTranscript(file);
  } catch (error) {
    if (error instanceof UnreadableTranscript) throw new UsageError(error.message);
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
