/** Engines with known bugs, one, two, or one that is not in the catalogue, and what the diagnosis says of them. */
import { both } from "../../engine/mutants/both.ts";
import { mutants } from "../../engine/mutants/index.ts";
import type { Answered, Mutant } from "../../engine/mutants/mutant.ts";
import { float32 } from "../../engine/mutants/rounded.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import type { Engine } from "../../spec/answer.ts";
import type { Case, Question } from "../../spec/case.ts";
import type { Diagnosis } from "../../spec/report.ts";
import { type Asking, diagnose, roundsAnew } from "../diagnose/diagnose.ts";
import { type Evidence, evidenceOf } from "../diagnose/evidence.ts";
import { firstWrong } from "../diagnose/first-wrong.ts";
import { type Answer, judgeQuantities } from "../judge.ts";
import { graphOf, outputOf } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";

export type Precision = "float64" | "float32";
const numbers = { float64, float32 };

/** Cases that an engine of a precision is asked, with their truth. */
export interface Stage {
  readonly precision: Precision;
  /** What an engine with these bugs shows; undefined for its kinds of bugs that no case asks. */
  evidence(mutant: Mutant): readonly Evidence[];
  asking(mutant: Mutant, pool: readonly Case[]): Asking;
  /** Where each failing case is said to start, if no more is shown than must be. */
  starts(mutant: Mutant): readonly Start[];
}

/** Against what the whole answer shows. exact: the first wrong quantity is named. later: it is not shown, and the first that is shown is named. */
export type Start = "exact" | "later";

export const nothing: Mutant = {
  name: "none",
  story: "does what is right",
  formula: "",
  clause: "",
  mend: "",
  group: "fine",
  sabotage: () => ({}),
};

export function stageOf(cases: readonly Case[], precision: Precision): Stage {
  const n = numbers[precision];
  const scenes = cases.map((c) => {
    const graph = graphOf(c.question);
    const right = runMutant(nothing, c.question, { graph, numbers: n }) as Answered;
    return { c, graph, right, truth: truthOf(c, profiles[precision]), output: outputOf(c.question) };
  });
  const ask = (mutant: Mutant, question: Question): Answered =>
    runMutant(mutant, question, { numbers: n }) ?? (runMutant(nothing, question, { numbers: n }) as Answered);
  const judge = (mutant: Mutant, { c, graph, right, truth, output }: (typeof scenes)[number]) => {
    const run = runMutant(mutant, c.question, { graph, numbers: n }) ?? right;
    const answer: Answer = { kind: "answered", ...run };
    return { answer, judged: judgeQuantities(c, answer, truth, output) };
  };
  return {
    precision,
    starts: (mutant) =>
      scenes.flatMap((scene) => {
        const { c, graph, output } = scene;
        const { judged } = judge(mutant, scene);
        const whole = graph && firstWrong(graph, judged, output);
        if (!graph || !whole) return [];
        const { want } = c.question;
        const must = judged.filter(({ quantity: { kind, name } }) => want[`${kind}s`].includes(name));
        const told = firstWrong(graph, must, output);
        // nothing that must be shown is wrong
        if (!told) return [];
        const isExact = told.label === whole.label || told.orAt.includes(whole.label);
        return [isExact ? "exact" : "later"];
      }),
    evidence: (mutant) =>
      scenes.flatMap((scene) => {
        const { c, graph, truth, output } = scene;
        const { answer, judged } = judge(mutant, scene);
        const statuses = judged.map(({ quantity }) => quantity.status);
        const isWrong = statuses.includes("wrong");
        const isRight = statuses.every((status) => status === "right");
        const first = isWrong && graph ? firstWrong(graph, judged, output) : undefined;
        const verdict = isWrong ? "violates" : isRight ? "conforms" : "inconclusive";
        return (
          evidenceOf({
            case: c,
            answer,
            truth,
            profile: profiles[precision],
            judged,
            verdict,
            ...(first && { firstWrong: first }),
          }) ?? []
        );
      }),
    asking: (mutant, pool) => {
      const engine: Engine = {
        describe: async () => description,
        ask: async (question) => ({ kind: "answered", ...ask(mutant, question) }),
        evaluate: async () => ({ kind: "failed", because: "it is not asked here" }),
        close: async () => {},
      };
      const description = { name: mutant.name, dtype: precision, evaluates: false } as const;
      return { subject: { engine, description, spec: mutant.name }, pool };
    },
  };
}

/** How the diagnosis of an engine with a known bug came out. */
export type Outcome =
  /** Its name alone. */
  | "unique"
  /** Its name among others, or a twin's that gives the same numbers everywhere. */
  | "listed"
  | "unknown"
  /** No entry of the catalogue: a parameter or a ratio with which one formula gives all its numbers. */
  | "described"
  /** Another name, alone. */
  | "wrong";

export function outcomeOf(diagnosis: Diagnosis | undefined, due: readonly string[]): Outcome {
  const [suspect, ...others] = diagnosis?.suspects ?? [];
  if (!suspect) return "unknown";
  const names = suspect.bugs.map(({ name }) => name);
  if (others.length === 0 && names.length === 1 && names[0] === due[0]) return "unique";
  if (diagnosis?.suspects.some(({ bugs }) => bugs.some(({ name }) => due.includes(name)))) return "listed";
  if (names.length > 1 || diagnosis?.unexplained.length) return "unknown";
  return mutants.some(({ name }) => name === names[0]) ? "wrong" : "described";
}

export interface Trial {
  readonly bug: string;
  readonly outcome: Outcome;
  readonly said: string;
  readonly ms: number;
}

const saidOf = (diagnosis: Diagnosis | undefined): string =>
  (diagnosis?.suspects ?? [])
    .map(({ bugs, explains }) => `${bugs.map(({ name }) => name).join(" or ")} (${explains.length})`)
    .join(" + ") + (diagnosis?.unexplained.length ? ` – ${diagnosis.unexplained.length} unexplained` : "");

/** Each bug of the catalogue in an engine of its own; `without`: the catalogue does not know it. Bugs that nothing shows are left out. */
export async function* singles(
  stage: Stage,
  pool: readonly Case[],
  { without = false, only = mutants }: { without?: boolean; only?: readonly Mutant[] } = {},
): AsyncGenerator<Trial> {
  for (const mutant of only) {
    const evidence = stage.evidence(mutant);
    if (!evidence.some(({ failed }) => failed) || roundsAnew(mutant, evidence[0])) continue;
    const library = without ? mutants.filter((one) => one !== mutant) : mutants;
    const started = performance.now();
    const diagnosis = await diagnose(evidence, { asking: stage.asking(mutant, pool), library });
    const ms = performance.now() - started;
    yield { bug: mutant.name, outcome: outcomeOf(diagnosis, [mutant.name]), said: saidOf(diagnosis), ms };
  }
}

/** Both named, one of them, none, or something else. */
export interface PairTrial {
  readonly bugs: readonly [string, string];
  readonly named: 0 | 1 | 2;
  readonly said: string;
  readonly ms: number;
}

/** Two bugs in one engine that both show; undefined where one hides the other everywhere, or both cannot be. */
export async function pair(
  stage: Stage,
  pool: readonly Case[],
  first: Mutant,
  second: Mutant,
): Promise<PairTrial | undefined> {
  const together = both(first, second);
  const evidence = stage.evidence(together);
  if (!evidence.some(({ failed }) => failed)) return undefined;
  const started = performance.now();
  const diagnosis = await diagnose(evidence, { asking: stage.asking(together, pool) });
  const ms = performance.now() - started;
  const names = diagnosis?.suspects.flatMap(({ bugs }) => bugs.map(({ name }) => name)) ?? [];
  const named = [first, second].filter(({ name }) => names.includes(name)).length as 0 | 1 | 2;
  return { bugs: [first.name, second.name], named, said: saidOf(diagnosis), ms };
}
