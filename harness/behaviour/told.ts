/** What two answers to one question, or one answer to a changed one, say of the engine. */
import type { Observation } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import { isRight } from "../dialects.ts";
import { type Answer, judgeQuantities } from "../judge.ts";
import { truthOf } from "../truth/truth.ts";
import { type Difference, differenceOf, type Topic } from "./contradiction.ts";
import type { Told } from "./finding.ts";
import type { Interview } from "./interview.ts";
import { unanswered } from "./unanswered.ts";

/** The case with another question: nothing that the fixture knows holds for it. */
function aboutQuestion({ case: c, output, profile }: Topic, question: Question): Topic {
  const bare = { ...c, question, printed: undefined, certified: undefined, literals: {} };
  return { case: bare, truth: truthOf(bare, profile), output, profile };
}

const shortList = (all: readonly string[]): string =>
  all.slice(0, 3).join("; ") + (all.length > 3 ? `; and ${all.length - 3} more` : "");

const spreadNote = ({ spread }: Difference): readonly string[] =>
  spread === 0
    ? []
    : [
        `its answers differ by ${spread.toExponential(1)} at most (relative), which rounding in another order explains`,
      ];

/** Two answers to one question, as a finding. */
export function toldOf(before: Answer, later: Observation, topic: Topic, after: string): Told {
  if (later.kind !== "answered")
    return unanswered(later, `it had answered this question, but asked ${after} it`);
  const difference = differenceOf(before, later, topic);
  if (difference.contradictions.length === 0) {
    const same = difference.spread === 0;
    const summary = same
      ? `asked ${after}, it answers the same bits`
      : `asked ${after}, it answers the same within rounding`;
    return { verdict: "conforms", summary, notes: spreadNote(difference) };
  }
  const judged = judgeQuantities(topic.case, later, topic.truth, topic.output);
  const wrong = judged.map(({ quantity }) => quantity).filter(({ status }) => status === "wrong");
  return {
    verdict: "violates",
    summary: `asked ${after}, it contradicts its own answer: ${shortList(difference.contradictions)}`,
    quantities: wrong,
  };
}

export function accumulationOf(repeated: Told, sums: boolean): Told {
  if (sums) {
    const summary =
      "the second answer is twice the first: its gradients are added to those of the question before";
    return { verdict: "violates", summary, quantities: repeated.quantities };
  }
  if (repeated.verdict === "conforms")
    return { verdict: "conforms", summary: "a second question's gradients hold nothing of the first's" };
  return { verdict: "inconclusive", summary: "its answers to one question differ, but not as sums would" };
}

/** What is wrong with its reply to a question that means nothing; undefined if it refused it. */
export function refusalOf(seen: Observation, what: string): Told | undefined {
  switch (seen.kind) {
    case "unsupported":
    case "rejected":
      return undefined;
    case "answered":
      return { verdict: "violates", summary: `it answers a question with ${what}, which means nothing` };
    default:
      return unanswered(seen, `asked for ${what}, it refuses nothing: it`);
  }
}

export function interleaved(
  own: Told,
  topic: Topic,
  twin: Question,
  answers: readonly Observation[],
  first: Answer,
): Told {
  if (own.verdict !== "conforms") return own;
  const other = aboutQuestion(topic, twin);
  const [n1, n2] = answers;
  // a question that was not answered before is no contradiction
  if (n1.kind !== "answered")
    return {
      ...unanswered(n1, "of two questions of the same sizes it answers one, and the other it"),
      verdict: "errored",
    };
  const told = toldOf(n1, n2, other, "in turn with another of its sizes");
  if (told.verdict !== "conforms") return told;
  const judged = judgeQuantities(other.case, n1, other.truth, other.output);
  if (!isRight(judged) && differenceOf(first, n1, topic).contradictions.length === 0) {
    const summary = "it answers another question of the same sizes with the numbers of the one before";
    return { verdict: "violates", summary, quantities: judged.map(({ quantity }) => quantity) };
  }
  const notes = [...new Set([...(own.notes ?? []), ...(told.notes ?? [])])];
  return {
    verdict: "conforms",
    summary: "of two questions of the same sizes, asked in turn, each keeps its answer",
    notes,
  };
}

/** Shapes only: the numbers of such questions are for the fixtures, where all oracles speak. */
export function shapesOf(seen: Observation, question: Question, topic: Topic): Told {
  if (seen.kind === "unsupported") return { verdict: "unsupported", summary: seen.what };
  if (seen.kind !== "answered") {
    const told = unanswered(seen, "it answers the whole question, but this part of it it");
    return { ...told, verdict: "errored" };
  }
  const { case: bare, truth, output } = aboutQuestion(topic, question);
  const judged = judgeQuantities(bare, seen, truth, output).map(({ quantity }) => quantity);
  const shapes = judged.filter(({ status, compared }) => status === "wrong" && compared === 0);
  if (shapes.length === 0)
    return { verdict: "conforms", summary: `${judged.length} quantities keep their axes of one` };
  return {
    verdict: "violates",
    summary: shortList(shapes.map(({ label, because }) => `${label} ${because}`)),
    quantities: shapes,
  };
}

export function inputsOf({ changed, shared, asked }: Interview): Told {
  const notes = shared.size > 0 ? [`shares memory with the question: ${shortList([...shared])}`] : [];
  if (changed.size === 0)
    return {
      verdict: "conforms",
      summary: `${asked} questions are the same bytes after they were answered`,
      notes,
    };
  return {
    verdict: "violates",
    summary: `it changes the numbers of the question: ${shortList([...changed])}`,
    notes,
  };
}

export function keptOf({ rewritten, asked }: Interview): Told {
  if (rewritten.size === 0)
    return { verdict: "conforms", summary: `no answer changed while ${asked} questions were asked` };
  return {
    verdict: "violates",
    summary: `later questions change answers that it had given: ${shortList([...rewritten])}`,
  };
}
