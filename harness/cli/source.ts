/** Whose answers are judged: an engine's that is asked and recorded, or those of a transcript. */
import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { connect } from "../../engine/connect/index.ts";
import { connectTranscript } from "../../engine/connect/replay.ts";
import { openTranscript } from "../../engine/connect/transcript.ts";
import type { Recorded } from "../../engine/connect/transcript-read.ts";
import type { Engine, ProfileName } from "../../spec/answer.ts";
import type { Footer } from "../../spec/report.ts";
import { version } from "../../spec/version.ts";
import type { Selection } from "./cases.ts";

/** How a run is ended from outside. */
export interface Interrupt {
  readonly signal: AbortSignal;
  now(): void;
}
/** Whether this engine is connected already: one more process of it is wanted. */
type Another = { readonly isAnother?: boolean };
export interface Source {
  /** As the user named the engine. */
  readonly spec: string;
  /** When and where it was asked. */
  readonly started: string;
  readonly host: string;
  connect(how: Interrupt & Another): Promise<Engine>;
  /** The folder of the reports is there. */
  recordIn(folder: string): void;
  /** The run is over; without `how` it broke down. Once is enough. */
  end(how?: Footer["end"]): void;
}

export interface Asking extends Selection {
  readonly timeoutScale: number;
  readonly strict: boolean;
  /** Whether everything that is said is recorded. */
  readonly transcript: boolean;
  readonly profile: readonly ProfileName[];
}

export const TRANSCRIPT = "transcript.jsonl";

/** The engine of that name. What is said on its wire goes into the transcript, unless nothing is, or none is wanted. */
export function asked(
  spec: string,
  { timeoutScale, strict, transcript: isWanted, ...meant }: Asking,
): Source {
  const [started, host, tool] = [new Date().toISOString(), hostname(), `backproof ${version}`];
  const selection = { case: meant.case, fixtures: meant.fixtures, profile: meant.profile };
  const transcript = openTranscript({ tool, spec, strict, started, host, selection });
  const { listen } = transcript;
  return {
    spec,
    started,
    host,
    connect: ({ signal, isAnother = false }) =>
      connect(spec, { timeoutScale, strict, signal, isAnother, ...(isWanted && { listen }) }),
    recordIn(folder) {
      const path = join(folder, TRANSCRIPT);
      if (transcript.isEmpty()) rmSync(path, { force: true });
      else transcript.writeTo(path);
    },
    end(how) {
      const problem = transcript.close(how);
      if (problem !== undefined)
        process.stderr.write(`backproof: the transcript is not whole, it could not be written: ${problem}\n`);
    },
  };
}

/** Nothing is started. Where the transcript was cut off, the run ends as if it were interrupted. */
export function recorded(from: Recorded): Source {
  const { spec, started, host } = from.header;
  return {
    spec,
    started,
    host,
    connect: ({ now }) =>
      new Promise((resolve, reject) => {
        const onCut = () => {
          now();
          reject(new Error("the transcript ends before the engine has said hello"));
        };
        const onFailure = (problem: unknown) => {
          // it was being started when the run was interrupted
          if (from.footer?.end === "interrupted") now();
          reject(problem);
        };
        connectTranscript(from, onCut).then(resolve, onFailure);
      }),
    recordIn() {},
    end: () => from.close(),
  };
}
