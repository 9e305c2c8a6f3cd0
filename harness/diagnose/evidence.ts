/** What one answered case tells of an engine's bugs: its numbers, beside the true ones. */
import type { Profile } from "../../engine/numbers/bounded/profile.ts";
import type { Case, Loss, Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import type { Finding, Verdict } from "../../spec/report.ts";
import { sizeOf, type Tensor } from "../../spec/tensor.ts";
import { withSquaredError } from "../dialects.ts";
import { type Answer, type Judged, judgeQuantities, quantumOf } from "../judge.ts";
import { graphOf, outputOf } from "../telling.ts";
import type { Known, Truth } from "../truth/known.ts";
import { truthOf } from "../truth/truth.ts";

/** A tensor that the engine shows, with what is known of it. Shapes may differ. */
export interface Shown {
  readonly kind: "value" | "gradient";
  readonly name: string;
  readonly x: Tensor;
  readonly known: Known;
  readonly isWrong: boolean;
  /** Half a unit of the last digit that was printed, entry by entry; absent where all digits are there. */
  readonly quanta?: Float64Array;
}
export interface Evidence {
  readonly id: string;
  /** As it was read: with the squared error that the engine means, if that is not the one that is asked. */
  readonly case: Case;
  readonly question: Question;
  readonly graph?: Graph;
  readonly shown: readonly Shown[];
  /** The case violates; otherwise all that it shows is right as it was asked. */
  readonly failed: boolean;
  readonly firstWrong?: Finding["firstWrong"];
  /** Roundings in one of the engine's numbers, relative to it: the median over those that tell something. */
  readonly rounding: number;
  readonly answer: Answer;
  readonly profile: Profile;
  /** Numbers that one more run of the question computes. */
  readonly cost: number;
}

export interface Examined {
  readonly case: Case;
  readonly answer: Answer;
  readonly truth: Truth;
  readonly profile: Profile;
  readonly judged: readonly Judged[];
  readonly verdict: Verdict;
  readonly firstWrong?: Finding["firstWrong"];
}

/** Cases that pass are only kept to refute: not the big ones. */
const mostToRefute = 50_000;

/** Undefined where the answer tells neither for nor against a bug. */
export function evidenceOf(examined: Examined): Evidence | undefined {
  const { case: c, answer, truth, profile, judged, verdict, firstWrong } = examined;
  const graph = graphOf(c.question);
  const cost = costOf(c.question, graph);
  const failed = verdict === "violates";
  if (!failed && (verdict !== "conforms" || cost > mostToRefute)) return undefined;
  const shown = judged.flatMap(({ quantity: { kind, name, status } }): Shown[] => {
    const x = (kind === "value" ? answer.values : answer.gradients)[name];
    const known = (kind === "value" ? truth.values : truth.gradients).get(name);
    if (!x || !known || status === "unavailable") return [];
    const quanta = answer.digits && x.data.map((entry) => quantumOf(entry, answer.digits));
    return [{ kind, name, x, known, isWrong: status === "wrong", ...(quanta && { quanta }) }];
  });
  if (shown.length === 0) return undefined;
  return {
    id: c.id,
    case: c,
    question: c.question,
    ...(graph && { graph }),
    ...{ shown, failed, cost },
    ...(firstWrong && { firstWrong }),
    rounding: usualRounding(shown, profile),
    ...{ answer, profile },
  };
}

/** Where the truth is reached without rounding, a bug's number is not: this many roundings are granted to it, and 2^−6 at most. */
const fewestRoundings = 64;

/** The same answer, held to another squared error. */
export function reread(evidence: Evidence, loss: Loss): Evidence {
  const c = withSquaredError(evidence.case, loss);
  const { answer, profile, firstWrong } = evidence;
  const truth = truthOf(c, profile);
  const judged = judgeQuantities(c, answer, truth, outputOf(c.question));
  const isWrong = judged.some(({ quantity }) => quantity.status === "wrong");
  const verdict = isWrong ? "violates" : "conforms";
  const examined = { case: c, answer, truth, profile, judged, verdict } as const;
  return evidenceOf({ ...examined, ...(firstWrong && { firstWrong }) }) ?? evidence;
}

function usualRounding(shown: readonly Shown[], { storage }: Profile): number {
  const ratios = shown.flatMap(({ known }) =>
    [...known.hi].flatMap((g, k) =>
      g !== 0 && known.bound[k] > 0 && known.bound[k] < Math.abs(g) ? [known.bound[k] / Math.abs(g)] : [],
    ),
  );
  const median = ratios.toSorted((a, b) => a - b)[ratios.length >> 1] ?? 0;
  return Math.max(median, Math.min(fewestRoundings * storage, 2 ** -6));
}

/** A node costs as much as this many entries, whatever its size. */
const perNode = 20;

function costOf(question: Question, graph: Graph | undefined): number {
  if (question.kind !== "training") {
    const inputs = Object.values(graph?.inputs ?? {}).reduce((sum, { data }) => sum + data.length, 0);
    return inputs + perNode * (graph?.nodes.length ?? 1);
  }
  const { layers, steps, x } = question;
  const parameters = layers.reduce((sum, { W }) => sum + sizeOf(W.shape), 0);
  return (steps + 1) * (parameters + x.data.length + 6 * perNode * layers.length);
}
