/** What a bug needs that no variant of a case has: another kind of question. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { probes } from "../../engine/mutants/probes.ts";
import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { lowerTraining } from "../../spec/lower/network.ts";

type Kind = Question["kind"];
const told: Readonly<Record<Kind, string>> = {
  loss: "a loss alone",
  network: "a network",
  training: "a training run",
  expression: "a formula of numbers",
  graph: "a graph of single operations",
};
/** From the simplest. */
const kinds = Object.keys(told) as readonly Kind[];

let lowered: readonly (readonly [Question, Graph])[] | undefined;
function loweredProbes(): readonly (readonly [Question, Graph])[] {
  lowered ??= Object.values(probes).map((question) => [
    question,
    question.kind === "training" ? lowerTraining(question).step : lower(question),
  ]);
  return lowered;
}

/** Another kind of question, in words; undefined where the bug lives in this kind, too. */
export function neededBy(mutant: Mutant, kind: Kind): string | undefined {
  if (mutant.session) return "a second question";
  const found = new Set(
    loweredProbes().flatMap(([question, graph]) => (mutant.sabotage(graph, question) ? [question.kind] : [])),
  );
  if (found.has(kind)) return undefined;
  if (found.has("graph") && found.has("expression")) return "a formula or a graph";
  const other = kinds.find((one) => found.has(one));
  return other && told[other];
}
