/** Bugs that explain the same: the question on which they would answer differently is asked. */
import type { Answered } from "../../engine/mutants/mutant.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case } from "../../spec/case.ts";
import { sameShape } from "../../spec/tensor.ts";
import { isOffered } from "../behaviour/choose.ts";
import { type Answer, judgeQuantities } from "../judge.ts";
import type { Subject } from "../subject.ts";
import { outputOf } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { isSeen } from "./match.ts";
import type { Explanation } from "./search.ts";

/** Questions that are looked at, what one may cost to repeat, and how many are asked. */
const mostLookedAt = 40;
const mostCost = 5_000;
const mostAsked = 3;

/** What is left of the explanations, and the questions that told them apart. */
export interface Separated {
  readonly left: readonly Explanation[];
  readonly asked: readonly string[];
}

/** `pool`: cases that were not asked yet. */
export async function separate(
  ties: readonly Explanation[],
  pool: readonly Case[],
  subject: Subject,
): Promise<Separated> {
  let left = ties;
  const asked: string[] = [];
  let open = pool.filter(({ question }) => isOffered(question, subject.description));
  for (let tries = 0; tries < mostAsked && left.length > 1; tries++) {
    const c = mostTelling(left, open, subject);
    if (!c) break;
    open = open.filter((one) => one !== c);
    const answer = await subject.engine.ask(c.question);
    const evidence = answer.kind === "answered" ? seenIn(c, answer, subject) : undefined;
    if (!evidence) continue;
    const kept = left.filter(({ suspicion }) =>
      evidence.failed ? suspicion.match(evidence) : !suspicion.isSeen(evidence),
    );
    // none: its answer here has another reason, which tells nothing of these
    if (kept.length === 0 || kept.length === left.length) continue;
    left = kept;
    asked.push(c.id);
  }
  return { left, asked };
}

/** What an answer to a case shows, with no oracle but the truth. */
function seenIn(c: Case, answer: Answer | "right", { description }: Subject): Evidence | undefined {
  const output = outputOf(c.question);
  const profile = profiles[description.dtype];
  const truth = truthOf(c, profile);
  const given = answer === "right" ? rightAnswer(truth) : answer;
  const judged = judgeQuantities(c, given, truth, output);
  const isWrong = judged.some(({ quantity }) => quantity.status === "wrong");
  return evidenceOf({
    case: c,
    answer: given,
    truth,
    profile,
    judged,
    verdict: isWrong ? "violates" : "conforms",
  });
}

function rightAnswer({ values, gradients }: ReturnType<typeof truthOf>): Answer {
  const told = (all: typeof values) =>
    Object.fromEntries([...all].map(([name, { shape, hi }]) => [name, { shape, data: hi }]));
  return { kind: "answered", values: told(values), gradients: told(gradients) };
}

/** The cheap case on which most of the explanations give numbers of their own; undefined where all give the same. */
function mostTelling(
  ties: readonly Explanation[],
  pool: readonly Case[],
  subject: Subject,
): Case | undefined {
  let best: Case | undefined;
  let [most, looked] = [1, 0];
  for (const c of pool) {
    if (c.question.kind === "training" || looked === mostLookedAt || most === ties.length) continue;
    const right = seenIn(c, "right", subject);
    if (!right || right.cost > mostCost) continue;
    looked++;
    const apart = differentOf(
      right,
      ties.map(({ suspicion }) => suspicion.answer(right)),
    );
    if (apart > most) [best, most] = [c, apart];
  }
  return best;
}

/** How many answers are not alike. A bug without a place answers right. */
function differentOf(right: Evidence, answers: readonly (Answered | undefined)[]): number {
  const kinds: (Answered | undefined)[] = [];
  for (const answer of answers) {
    const seen = answer && isSeen(right, answer) ? answer : undefined;
    if (!kinds.some((one) => isAlike(right, one, seen))) kinds.push(seen);
  }
  return kinds.length;
}

/** No further apart than two engines with the same bug may be. */
function isAlike(
  { shown, rounding }: Evidence,
  one: Answered | undefined,
  other: Answered | undefined,
): boolean {
  if (!one || !other) return one === other;
  return shown.every(({ kind, name, known }) => {
    const [a, b] = [one, other].map((answer) => (kind === "value" ? answer.values : answer.gradients)[name]);
    if (!a || !b || !sameShape(a.shape, b.shape)) return a === b;
    return a.data.every((x, k) => {
      const growth = known.hi[k] ? Math.max(1, Math.abs(x / known.hi[k])) : 1;
      const apart = Math.abs(x - b.data[k]);
      return !(apart > 8 * (known.bound[k] || 0) * growth + 2 * rounding * Math.abs(x));
    });
  });
}
