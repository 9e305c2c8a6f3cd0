/** What the engines of this folder say, rightly and wrongly, and what may come of it: `verdict: summary`. Plain Node runs them. */
import { writeSync } from "node:fs";

/** Of the question that each of them is meant to spoil: L = Σ (p − t)² / 3 with p − t = (3, 3, 3). */
export const answer = { ok: true, values: { L: 9 }, gradients: { p: [2, 2, 2] } };
export const right = (id) => JSON.stringify({ id, ...answer });

/** Written at once, whatever becomes of this process: short texts only, for a pipe that is full refuses. */
export const write = (text) => writeSync(1, text);
export const say = (text) => (text.length > 4096 ? process.stdout.write(`${text}\n`) : write(`${text}\n`));
/** For ever, at a few megabytes a second: what is faster only keeps the machine busy. */
export function pour(stream, text) {
  const more = () => stream.write(text, () => setTimeout(more, 20));
  more();
}

export const conforms = /^conforms: /;
export const violates = /^violates: /;
export const noAnswer = /^errored: gave no answer in/;
export const crashed = (how) => new RegExp(`^errored: crashed, asked alone too: .*${how}`);
export const crashedOnce = (how) =>
  new RegExp(`^errored: crashed after other questions, but not alone: .*${how}`);
export const unreadable = (what) => new RegExp(`^errored: answered what cannot be read: .*${what}`);
