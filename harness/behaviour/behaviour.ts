/**
 * How an engine behaves from question to question: clauses STATE-n, and WIRE-1 for sizes of one.
 *
 * The engine is the second witness here. It violates where two of its answers to one question are further apart than two honest answers can
 * be, which puts one of them outside of the truth's bound; a spread within that is told and forgiven. One fault is held against it once: what
 * an engine that already contradicts itself does afterwards is left open.
 */
import type { Description, Engine, Observation } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import type { Finding } from "../../spec/report.ts";
import type { Answer } from "../judge.ts";
import { outputOf } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";
import { otherThan, tellingCases } from "./choose.ts";
import { isSum, profileKept, type Topic } from "./contradiction.ts";
import { type BehaviourId, behaviours, findingOf, type Told } from "./finding.ts";
import { type Interview, interview } from "./interview.ts";
import { accumulationOf, inputsOf, interleaved, keptOf, refusalOf, shapesOf, toldOf } from "./told.ts";
import { nonsenseOf, oneSampleOf, oneUnitOf, twinOf } from "./variants.ts";

/** How many questions may be tried until one is answered; ten more follow. */
const mostTries = 5;

/** One finding for each of `behaviours`, after at most 15 questions. `cases`: those that the engine has answered, or may answer. */
export async function* behaviourFindings(
  engine: Engine,
  description: Description,
  spec: string,
  cases: readonly Case[],
): AsyncGenerator<Finding> {
  const talk = interview(engine);
  let since = performance.now();
  const tell = (id: BehaviourId, told: Told, about?: Case): Finding => {
    const ms = performance.now() - since;
    since = performance.now();
    return findingOf(id, told, about, spec, ms);
  };
  const start = await firstAnswered(talk, cases, description);
  if (!start) {
    const none = notAsked("it answers none of the questions that could be asked again");
    for (const id of behaviours) yield tell(id, none);
    return;
  }
  const { topic, answer: first } = start;
  const about = topic.case;
  const { question } = about;
  const again = () => talk.ask(question);
  const compared = comparison(topic, first);

  const second = await again();
  const repeated = compared(second, "twice in a row");
  const sums = second.kind === "answered" && repeated.verdict === "violates" && isSum(first, second, topic);
  yield tell("repeat", repeated, about);
  yield tell("accumulation", accumulationOf(repeated, sums), about);

  const other = otherThan(about, cases, description);
  if (other) await talk.ask(other.question);
  const nothing = notAsked("there is no other question to ask in between");
  yield tell("order", other ? compared(await again(), `after ${other.id}`) : nothing, about);

  const nonsense = nonsenseOf(question);
  const refusal = refusalOf(await talk.ask(nonsense.question), nonsense.what);
  const after = compared(await again(), `after ${nonsense.what}`);
  yield tell("refusal", after.verdict === "conforms" && refusal ? refusal : after, about);

  const twin = twinOf(question);
  if (twin) {
    const [n1, a, n2] = [await talk.ask(twin), await again(), await talk.ask(twin)];
    const own = compared(a, "after another question of its sizes");
    yield tell("interleaved", interleaved(own, topic, twin, [n1, n2], first), about);
  } else
    yield tell(
      "interleaved",
      notAsked(`${question.kind}: no other question of its sizes can be made`),
      about,
    );

  for (const [id, made] of [
    ["one-sample", oneSampleOf(question)],
    ["one-unit", oneUnitOf(question)],
  ] as const) {
    const missing = notAsked(`${question.kind}: there is no size that could be cut down to one`);
    yield tell(id, made ? shapesOf(await talk.ask(made), made, topic) : missing, about);
  }
  yield tell("inputs", inputsOf(talk), about);
  yield tell("kept", keptOf(talk), about);
}

const notAsked = (summary: string): Told => ({ verdict: "unsupported", summary });

/** Holds each further answer against the one before it, until the first contradiction. */
function comparison(topic: Topic, first: Answer): (later: Observation, after: string) => Told {
  let last = first;
  let broken: string | undefined;
  return (later, after) => {
    if (broken) return { verdict: "inconclusive", summary: broken };
    const told = toldOf(last, later, topic, after);
    if (told.verdict === "conforms" && later.kind === "answered") last = later;
    else
      broken = `it already contradicts itself when asked ${after}: what else changes its answers cannot be told`;
    return told;
  };
}

/** The first telling question that it answers, and its answer. */
async function firstAnswered(
  talk: Interview,
  cases: readonly Case[],
  description: Description,
): Promise<{ readonly topic: Topic; readonly answer: Answer } | undefined> {
  for (const c of tellingCases(cases, description)) {
    const answer = await talk.ask(c.question);
    if (answer.kind === "answered") return { topic: topicOf(c, answer, description), answer };
    if (talk.asked === mostTries) return undefined;
  }
  return undefined;
}

function topicOf(c: Case, answer: Answer, description: Description): Topic {
  const output = outputOf(c.question);
  const profile = profileKept(c, answer, description, output);
  return { case: c, truth: truthOf(c, profile), output, profile };
}
