/** What an engine writes may be of any length: of a text that is kept, only so much is kept. */
import type { Observation } from "../../spec/answer.ts";

const MOST_WORDS = 2000;

/** The beginning of a text. A copy: what is only cut out of a line of a megabyte keeps that megabyte in memory. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${Buffer.from(text.slice(0, most)).toString()}…` : text;
}

/** The beginning and the end, where a trace has what went wrong. */
function clipMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Buffer.from(text.slice(text.length - most / 2)).toString();
  return `${clip(text, most / 2)}\n${end}`;
}

/** The same observation in no more words than somebody reads. */
export function clipWords(seen: Observation): Observation {
  switch (seen.kind) {
    case "unsupported":
      return { ...seen, what: clip(seen.what, MOST_WORDS) };
    case "rejected":
      return { ...seen, message: clip(seen.message, MOST_WORDS) };
    case "malformed":
      return { ...seen, problem: clip(seen.problem, MOST_WORDS) };
    case "crashed":
      return { ...seen, stderr: clipMiddle(seen.stderr, MOST_WORDS) };
    case "answered": {
      if (!seen.unavailable) return seen;
      const reasons = Object.entries(seen.unavailable).map(([name, why]) => [name, clip(why, MOST_WORDS)]);
      return { ...seen, unavailable: Object.fromEntries(reasons) };
    }
    default:
      return seen;
  }
}
