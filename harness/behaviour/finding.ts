/** What was found out about an engine's behaviour, in the shape of every other finding. */
import type { Case } from "../../spec/case.ts";
import type { Finding } from "../../spec/report.ts";
import { formulaOf, sourceText } from "../telling.ts";

/** In the order in which they are told. */
const catalogue = {
  repeat: ["STATE-1", "the same question has the same answer, asked twice"],
  accumulation: ["STATE-3", "gradients start at 0 with every question"],
  order: ["STATE-1", "the same question has the same answer, whatever was asked in between"],
  refusal: ["STATE-5", "what means nothing is refused, and leaves no trace"],
  interleaved: ["STATE-4", "two networks that are asked in turn share nothing"],
  "one-sample": ["WIRE-1", "a batch of one keeps its axis"],
  "one-unit": ["WIRE-1", "a layer of one unit keeps its axes"],
  inputs: ["STATE-2", "asking changes nothing of the question"],
  kept: ["STATE-7", "an answer once given stays as it is"],
} as const;

export type BehaviourId = keyof typeof catalogue;
export const behaviours = Object.keys(catalogue) as readonly BehaviourId[];
const idOf = (behaviour: BehaviourId): string => `state/${behaviour}`;
export const behaviourIds: readonly string[] = behaviours.map(idOf);

/** What is promised there, by the id that it is reported with: `state/repeat`. */
export function behaviourOf(id: string): { readonly clause: string; readonly title: string } | undefined {
  const found = behaviours.find((behaviour) => idOf(behaviour) === id);
  if (!found) return undefined;
  const [clause, title] = catalogue[found];
  return { clause, title };
}

export type Told = Pick<Finding, "verdict" | "summary"> & Partial<Pick<Finding, "quantities" | "notes">>;

/** `about` is the case whose question was asked; `ms` the time since the finding before. */
export function findingOf(
  id: BehaviourId,
  { quantities = [], notes = [], ...told }: Told,
  about: Case | undefined,
  spec: string,
  ms: number,
): Finding {
  const [clause, title] = catalogue[id];
  return {
    type: "finding",
    id: idOf(id),
    ...{ title, clause },
    source: about ? `asked with ${about.id}: ${sourceText(about)}` : "",
    formula: about ? formulaOf(about.question) : [],
    ...told,
    ...{ quantities, notes },
    opinions: [],
    digits: null,
    replay: `backproof run ${JSON.stringify(spec)} --case ${idOf(id)}`,
    file: about?.file ?? "",
    line: about?.line ?? 1,
    ms,
    points: 1,
  };
}
