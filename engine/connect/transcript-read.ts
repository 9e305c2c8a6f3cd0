/** A transcript from the disk: checked line by line, and found again by what was asked. Only where things stand is kept in memory. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import {
  checkOf,
  type Said,
  sealOf,
  type TranscriptFooter,
  type TranscriptHeader,
  type TranscriptLine,
} from "./transcript.ts";

/** `line` counts from 1. */
export class UnreadableTranscript extends Error {
  readonly line: number;
  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = "UnreadableTranscript";
    this.line = line;
  }
}

/** Where a line stands in the file, in bytes. */
interface Slice {
  readonly start: number;
  readonly length: number;
}
/** What was said on one wire from one request to the next. */
export interface Exchange {
  /** The id that the request had. */
  readonly id: number;
  /** Not one of those that every process is asked first. */
  readonly isQuestion: boolean;
  readonly slices: Slice[];
}

export interface Recorded {
  readonly header: TranscriptHeader;
  /** Absent where the transcript was cut off. */
  readonly footer?: TranscriptFooter;
  /** The command of the first process. */
  readonly argv: readonly string[];
  /** The first exchange with this request that was not taken yet. */
  take(request: string): Exchange | undefined;
  /** Questions that were not taken yet; greetings are none. */
  left(): number;
  /** What followed the request, in the order in which it was heard. */
  heard(exchange: Exchange): readonly Said[];
  close(): void;
}

const PIECE = 1 << 20;
/** Bytes of a line's own check, and of the brace that ends it. */
const SEAL = sealOf(0).length;

/** Reads and checks all of it. Throws UnreadableTranscript, or the system's error where the file cannot be opened. */
export function readTranscript(file: string): Recorded {
  const handle = openSync(file, "r");
  try {
    return indexed(file, handle);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function indexed(file: string, handle: number): Recorded {
  let header: TranscriptHeader | undefined;
  let footer: TranscriptFooter | undefined;
  let argv: readonly string[] = [];
  let left = 0;
  let isClosed = false;
  const waiting = new Map<string, Exchange[]>();
  /** By process: the exchange that is going on, and how the process ended if it did. */
  const open = new Map<number, { exchange?: Exchange; ended?: Slice }>();

  for (const { line, ...slice } of checkedLines(file, handle)) {
    if (line.type === "header") header = line;
    else if (line.type === "footer") footer = line;
    else if (line.type === "start") {
      open.set(line.process, {});
      if (argv.length === 0) argv = line.argv;
    } else {
      const state = open.get(line.process) ?? {};
      if (line.type === "to") {
        // asked of a process that was gone already
        const slices = state.ended ? [state.ended] : [];
        const { id, key, isQuestion } = requestOf(line.line);
        state.exchange = { id, slices, isQuestion };
        const same = waiting.get(key);
        if (same) same.push(state.exchange);
        else waiting.set(key, [state.exchange]);
        if (isQuestion) left++;
      } else {
        state.exchange?.slices.push(slice);
        if (line.type === "ended") state.ended = slice;
      }
    }
  }
  if (!header) throw new UnreadableTranscript(file, 1, "is empty: the run was cut off before it began");
  return {
    header,
    ...(footer && { footer }),
    argv,
    take(request) {
      const found = waiting.get(requestOf(request).key)?.shift();
      if (found?.isQuestion) left--;
      return found;
    },
    left: () => left,
    heard: ({ slices }) => slices.map((slice) => JSON.parse(textAt(handle, slice)) as Said),
    close() {
      if (!isClosed) closeSync(handle);
      isClosed = true;
    },
  };
}

/** What a request is found by: all of it but its number. A greeting names the version that asks, and is any greeting. */
function requestOf(line: string) {
  const [head = "", id = "0"] = /^\{"id":(\d+),/.exec(line) ?? [];
  const rest = line.slice(head.length);
  const [, op] = /^"op":"(\w+)"/.exec(rest) ?? [];
  const key = createHash("sha256")
    .update(op === "hello" ? op : rest)
    .digest("base64");
  return { id: Number(id), key, isQuestion: op !== "hello" && op !== "echo" };
}

/** Every line, in order, proved to be as it was written. A last line that was being written when the run was cut off is left out. */
function* checkedLines(file: string, handle: number): Generator<Slice & { readonly line: TranscriptLine }> {
  let check = 0;
  let number = 0;
  let ended = false;
  for (const { bytes, isWhole, start } of linesOf(handle)) {
    number++;
    const fail = (message: string) => new UnreadableTranscript(file, number, message);
    if (ended) throw fail("stands behind the footer: is this more than one transcript?");
    const end = Math.max(0, bytes.length - SEAL);
    const due = checkOf(check, bytes.subarray(0, end));
    if (bytes.toString("latin1", end) === sealOf(due)) check = due;
    else if (number === 1) throw fail(foreign(bytes.toString("utf8", 0, 1000), isWhole));
    else if (!isWhole) return;
    else throw fail("is not as it was written: it was changed, or lines before it were removed or moved");
    const line = JSON.parse(bytes.toString("utf8")) as TranscriptLine;
    if (line.type === "header" && line.version !== 1)
      throw fail(`is of transcript version ${line.version}, and this backproof reads version 1`);
    ended = line.type === "footer";
    yield { start, length: bytes.length, line };
  }
}

/** Why a first line is none of a transcript. */
function foreign(text: string, isWhole: boolean): string {
  if (text.includes('"format":"backproof-results"'))
    return "these are results; what was said stands beside them, in transcript.jsonl";
  if (!text.includes('"format":"backproof-transcript"')) return "is no transcript of backproof";
  return isWhole ? "is not as it was written" : "was cut off before its header was written";
}

/** The lines of a file, without their ends; `isWhole` where there is an end. A line is held in memory, the file is not. */
function* linesOf(
  handle: number,
): Generator<{ readonly bytes: Buffer; readonly start: number; readonly isWhole: boolean }> {
  let pieces: Buffer[] = [];
  let start = 0;
  const taken = (): Buffer => {
    const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    pieces = [];
    return bytes;
  };
  for (;;) {
    const whole = Buffer.allocUnsafe(PIECE);
    const piece = whole.subarray(0, readSync(handle, whole, 0, PIECE, null));
    if (piece.length === 0) break;
    let from = 0;
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      pieces.push(piece.subarray(from, to));
      const bytes = taken();
      yield { bytes, start, isWhole: true };
      start += bytes.length + 1;
      from = to + 1;
    }
    if (from < piece.length) pieces.push(piece.subarray(from));
  }
  if (pieces.length > 0) yield { bytes: taken(), start, isWhole: false };
}

function textAt(handle: number, { start, length }: Slice): string {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const size = readSync(handle, bytes, read, length - read, start + read);
    if (size === 0) break;
    read += size;
  }
  return bytes.toString("utf8", 0, read);
}
