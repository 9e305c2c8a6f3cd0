/** What is told beside a verdict and not judged. */
import { profiles } from "../engine/numbers/bounded/profile.ts";
import type { Case } from "../spec/case.ts";
import type { Graph } from "../spec/graph.ts";
import type { Answer, Judged } from "./judge.ts";
import { ownLossNote } from "./own-loss.ts";
import type { Subject } from "./subject.ts";
import type { Truth } from "./truth/known.ts";

/** Gradients that are exactly 0 for every engine show little: a wrong chain ends in the same 0. */
function emptiness({ question }: Case, { gradients }: Truth): string | undefined {
  const all = question.want.gradients.flatMap((name) => [...(gradients.get(name)?.hi ?? [])]);
  const empty = all.filter((x) => x === 0).length;
  if (all.length === 0 || empty < all.length / 2) return undefined;
  return `carries little information: ${empty} of ${all.length} entries of the gradients are 0, whatever led there`;
}

export interface Noted {
  readonly case: Case;
  readonly graph?: Graph;
  readonly answer: Answer;
  readonly subject: Subject;
  readonly all: readonly Judged[];
  readonly truth: Truth;
}

/** Contradictions of the engine with itself, what it does not show, and what the case or its answer cannot show. */
export async function notesOf({
  case: c,
  graph,
  answer,
  subject,
  all,
  truth,
}: Noted): Promise<readonly string[]> {
  const notes: string[] = [];
  const wrong = all.some(({ quantity }) => quantity.status === "wrong");
  if (subject.description.evaluates && graph && (wrong || c.question.kind === "network")) {
    const profile = profiles[subject.description.dtype];
    const own = await ownLossNote({ case: c, engine: subject.engine, profile, graph, answer, truth, wrong });
    if (own) notes.push(own);
  }
  const zeros = emptiness(c, truth);
  if (zeros) notes.push(zeros);
  const reasons = new Map<string, string[]>();
  for (const { quantity } of all) {
    if (quantity.status === "unavailable")
      reasons.set(quantity.because ?? "", [...(reasons.get(quantity.because ?? "") ?? []), quantity.label]);
  }
  for (const [because, labels] of reasons) notes.push(`not shown: ${labels.join(", ")} (${because})`);
  // 15 digits and more are how doubles print themselves
  if (answer.digits && answer.digits.count < 15) {
    const { kind, count } = answer.digits;
    notes.push(
      `resolution limited by what it prints: ${count} ${kind === "decimals" ? "decimals" : "significant digits"}`,
    );
  }
  return notes;
}
