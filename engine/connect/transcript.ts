/**
 * `transcript.jsonl`: everything that was said on the wires of a run, both ways, line by line as it is said.
 *
 * A header, then what was heard, each with the number of its process and the milliseconds since the header, then a footer. A transcript without
 * a footer was cut off. Every line ends with a check over itself and all before it, so that a line that was changed, lost or moved is found at
 * its place. The check is no signature: whoever wants to forge a transcript can.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { crc32 } from "node:zlib";
import type { Listen } from "./session.ts";
import type { Heard } from "./wire.ts";

export interface TranscriptHeader {
  readonly type: "header";
  readonly format: "backproof-transcript";
  readonly version: 1;
  readonly tool: string;
  /** As the user named the engine: `cmd:./engine`. */
  readonly spec: string;
  readonly strict: boolean;
  readonly started: string;
  readonly host: string;
  /** What was meant to be judged, as the command line said it. */
  readonly selection: Readonly<Record<string, unknown>>;
}
export interface TranscriptFooter {
  readonly type: "footer";
  readonly end: "complete" | "interrupted" | "engine lost";
}
/** `process` counts from 1. */
export type Said = Heard & { readonly process: number; readonly ms: number };
export type TranscriptLine = TranscriptHeader | Said | TranscriptFooter;

/** CRC-32 over the lines so far, each up to its own check. `body`: the line without its check and its end. */
export const checkOf = (before: number, body: Uint8Array): number => crc32(body, before);
export const sealOf = (check: number): string => `,"check":"${check.toString(16).padStart(8, "0")}"}`;

export interface Transcript {
  readonly listen: Listen;
  /** No process was heard. */
  isEmpty(): boolean;
  /** Writes what was said so far, and from then on every line as it is said. Throws where the file cannot be opened. */
  writeTo(path: string): void;
  /** Writes the footer, none where the end is not known. Nothing is heard after it. Gives what went wrong while writing, if anything did. */
  close(end?: TranscriptFooter["end"]): string | undefined;
}

/** What is said before the file is opened is kept in memory: an engine that cannot be started leaves no file. */
export function openTranscript(header: Omit<TranscriptHeader, "type" | "format" | "version">): Transcript {
  const since = performance.now();
  let file: number | undefined;
  let kept: Uint8Array[] = [];
  let check = 0;
  let processes = 0;
  let isClosed = false;
  let problem: string | undefined;

  const write = (bytes: Uint8Array): void => {
    if (problem !== undefined) return;
    if (file === undefined) {
      kept.push(bytes);
      return;
    }
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } catch (error) {
      problem = (error as Error).message;
    }
  };
  const add = (line: TranscriptLine): void => {
    if (isClosed) return;
    const body = Buffer.from(JSON.stringify(line).slice(0, -1));
    check = checkOf(check, body);
    write(body);
    write(Buffer.from(`${sealOf(check)}\n`));
  };
  add({ type: "header", format: "backproof-transcript", version: 1, ...header });

  return {
    listen() {
      const process = ++processes;
      return ({ type, ...heard }) =>
        add({ type, process, ms: Math.round(10 * (performance.now() - since)) / 10, ...heard } as Said);
    },
    isEmpty: () => processes === 0,
    writeTo(path) {
      file = openSync(path, "w");
      const before = kept;
      kept = [];
      for (const bytes of before) write(bytes);
    },
    close(end) {
      if (isClosed) return undefined;
      if (end) add({ type: "footer", end });
      isClosed = true;
      if (file !== undefined) closeSync(file);
      file = undefined;
      kept = [];
      return problem;
    },
  };
}
