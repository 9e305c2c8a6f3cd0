/** An observation that is no answer, where there had been one: refusing then contradicts, and dying is an error. */
import type { Observation } from "../../spec/answer.ts";
import type { Answer } from "../judge.ts";
import type { Told } from "./finding.ts";

/** What is no answer. `told` says when: "… asked twice in a row it". */
export function unanswered(seen: Exclude<Observation, Answer>, told: string): Told {
  switch (seen.kind) {
    case "unsupported":
      return { verdict: "violates", summary: `${told} says that it does not support it: ${seen.what}` };
    case "rejected":
      return { verdict: "violates", summary: `${told} rejects it: ${seen.message}` };
    case "crashed":
      return {
        verdict: "errored",
        summary: `${told} crashes: ${lastLine(seen.stderr)}`,
      };
    case "timed-out":
      return {
        verdict: "errored",
        summary: `${told} gives no answer in ${(seen.afterMs / 1000).toFixed(1)} s`,
      };
    case "malformed":
      return { verdict: "errored", summary: `${told} answers what cannot be read: ${seen.problem}` };
    case "not-asked":
      return { verdict: "errored", summary: `not asked: ${seen.because}` };
  }
}

/** Of what a dying process wrote: its last line that is not the trace of a stack. */
const lastLine = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .findLast((line) => !/^\s*at /.test(line))
    ?.trim() ?? "";
