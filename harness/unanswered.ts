/** What no answer means: unsupported, a claim that is not kept, or an error that is not the harness's to judge. */
import type { Description, Observation } from "../spec/answer.ts";
import type { Verdict } from "../spec/report.ts";
import type { Answer } from "./judge.ts";
import type { Subject, Told } from "./subject.ts";

/**
 * Whether the engine itself claims what it now says it lacks. Only single features are held against it: a list of activations and a list of
 * losses do not promise every combination of the two.
 */
function claims({ supports, answers }: Description, what: string): boolean {
  const [, kind, name] = /^(question|activation|op):(\w+)$/.exec(what) ?? [];
  if (kind === "question") return answers?.some((known) => known === name) ?? false;
  return (
    (kind === "op" ? supports?.ops : kind === "activation" ? supports?.activations : undefined)?.includes(
      name,
    ) ?? false
  );
}

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
  return { verdict, summary, quantities: [], opinions: [], digits: null, notes };
}

const whenOf = (always: boolean | undefined): string =>
  always === undefined ? "" : always ? ", asked alone too" : " after other questions, but not alone";
const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
