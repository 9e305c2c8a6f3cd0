/** What no answer means: unsupported, a claim that is not kept, or an error that is not the harness's to judge. */
import type { Observation } from "../spec/answer.ts";
import type { Verdict } from "../spec/report.ts";
import { claims } from "./ask.ts";
import type { Answer } from "./judge.ts";
import type { Subject, Told } from "./subject.ts";

export function unanswered(observation: Exclude<Observation, Answer>, subject: Subject): Told {
  const [verdict, summary] = ((): [Verdict, string] => {
    switch (observation.kind) {
      case "unsupported":
        return claims(subject.description, observation.what)
          ? [
              "violates",
              `says that it does not support ${observation.what}, which its own description claims`,
            ]
          : ["unsupported", observation.what];
      case "rejected":
        return ["errored", `rejected a valid question: ${observation.message}`];
      case "crashed":
        return [
          "errored",
          `crashed${whenOf(observation.always)}${observation.stderr ? `: ${lastLine(observation.stderr)}` : ""}`,
        ];
      case "timed-out":
        return ["errored", `gave no answer in ${(observation.afterMs / 1000).toFixed(1)} s`];
      case "malformed":
        return ["errored", `answered what cannot be read: ${observation.problem}`];
      case "not-asked":
        return ["errored", `not asked: ${observation.because}`];
    }
  })();
  const notes =
    observation.kind === "crashed" && observation.stderr ? [`stderr: ${observation.stderr.trimEnd()}`] : [];
  const clause = verdict === "violates" ? { clause: "WIRE-4" } : {};
  return { verdict, summary, ...clause, quantities: [], opinions: [], digits: null, notes };
}

const whenOf = (always: boolean | undefined): string =>
  always === undefined ? "" : always ? ", asked alone too" : " after other questions, but not alone";
/** Python's traces end with what went wrong; JavaScript's begin with it, and frames follow. */
function lastLine(text: string): string {
  const lines = text.trimEnd().split("\n");
  return lines.findLast((line) => !/^\s+at /.test(line)) ?? lines[0];
}
