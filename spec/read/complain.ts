/** Complaints about a source text: each knows its line, its column, the lines around it, and what would mend it. */
import type { Complaint } from "../report.ts";

/** Offsets into the text: from `start` up to `end`, which is not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  /** One complaint a place, and one a message: what is said again is the same cause, and only its line is added. */
  complain(range: Range, message: string, hint?: string): void;
  /** Counted from 1. */
  lineOf(offset: number): number;
  /** In the order of the text. More than `most` are counted, not kept. */
  complaints(): readonly Complaint[];
}

const most = 20;
const mostLines = 8;
const widest = 100;

interface Found {
  range: Range;
  readonly message: string;
  readonly hint?: string;
  readonly again: Range[];
}

export function openSource(file: string, text: string): Source {
  const starts = lineStarts(text);
  const found = new Map<string, Found>();
  const places = new Set<number>();
  const lineOf = (offset: number) => placeOf(starts, offset).line;
  const complaintOf = ({ range, message, hint, again }: Found): Complaint => ({
    type: "complaint",
    file,
    ...placeOf(starts, range.start),
    message: message + elsewhere(again.map(({ start }) => lineOf(start))),
    ...(hint !== undefined && { hint }),
    frame: frameOf(text, starts, range),
  });
  return {
    file,
    text,
    complain(range, message, hint) {
      if (places.has(range.start)) return;
      places.add(range.start);
      const same = found.get(message);
      if (same) same.again.push(range);
      else found.set(message, { range, message, hint, again: [] });
    },
    lineOf,
    complaints() {
      const sorted = [...found.values()].toSorted((a, b) => a.range.start - b.range.start);
      const kept = sorted.slice(0, most).map(complaintOf);
      const left = sorted.length - kept.length;
      const last = kept.at(-1);
      if (left === 0 || !last) return kept;
      return [
        ...kept,
        { ...last, message: `and ${left} more like these`, hint: "mend the first ones first" },
      ];
    },
  };
}

/** ` (and in lines 25, 26)` */
function elsewhere(lines: readonly number[]): string {
  const others = [...new Set(lines)].toSorted((a, b) => a - b);
  if (others.length === 0) return "";
  const left = others.length - mostLines;
  const shown = others.slice(0, mostLines).join(", ") + (left > 0 ? ` and ${left} more` : "");
  return ` (and in ${others.length === 1 ? "line" : "lines"} ${shown})`;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column of an offset, both counted from 1. */
function placeOf(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  for (let high = starts.length - 1; low < high; ) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}

/** The line before and the line itself, with carets under the range. Long lines are cut around the place. */
function frameOf(text: string, starts: readonly number[], range: Range): string {
  const { line, column } = placeOf(starts, range.start);
  const textOf = (n: number) => {
    const raw = text.slice(starts[n - 1], starts[n] === undefined ? text.length : starts[n] - 1);
    return raw.replace(/\r$/, "").replaceAll("\t", "→");
  };
  const cut = Math.max(0, column - 1 - widest / 2);
  const show = (n: number) => `${String(n).padStart(5)} | ${textOf(n).slice(cut, cut + widest)}`;
  const room = Math.max(1, textOf(line).length - column + 1);
  const carets = "^".repeat(
    Math.max(1, Math.min(range.end - range.start, room, widest - (column - 1 - cut))),
  );
  const before = line > 1 ? [show(line - 1)] : [];
  return [...before, show(line), `${" ".repeat(5)} | ${" ".repeat(column - 1 - cut)}${carets}`].join("\n");
}
