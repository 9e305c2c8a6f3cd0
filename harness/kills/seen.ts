/**
 * What a user would see of a mutant in a case: the verdict of `backproof run`.
 *
 * Numbers that are wrong as the case is asked may be right in a dialect that the harness knows. Only for those the whole examination is
 * repeated, and its verdict stands; all others are judged by the same rules, with truth and witnesses shared among the mutants of a case.
 */
import type { Finding, Quantity } from "../../spec/report.ts";
import { fitConvention, fitPrecision, isRight, type Question as Judging } from "../dialects.ts";
import { examine } from "../examine.ts";
import { fallingProblems } from "../falling.ts";
import { type Answer, type Judged, judgeQuantities } from "../judge.ts";
import { admittedBy } from "../kinks.ts";
import { localProblems } from "../local.ts";
import { fitNamedDialect } from "../named-dialects.ts";
import type { Subject } from "../subject.ts";
import type { Stage } from "./stage.ts";

/**
 * killed: the verdict is against it. suspected: a number is doubted, but nobody is accused. admitted: right in a dialect, which is named.
 * unseen: right within what rounding can do.
 */
export type Seen = "killed" | "suspected" | "admitted" | "unseen";
export interface Sight {
  readonly seen: Seen;
  /** The name of the dialect. */
  readonly note?: string;
}

export async function sightOf(stage: Stage, answer: Answer): Promise<Sight> {
  const { case: c, truth, output } = stage;
  const judged = judgeQuantities(c, answer, truth, output);
  if (isExplained(stage, answer, judged)) {
    const finding = await findingOf(stage, answer);
    const seen = seenIn(finding);
    return seen === "unseen" && !isRight(judged) ? { seen: "admitted", note: finding.notes[0] } : { seen };
  }
  const all = [...judged, ...fallingProblems(c, answer, truth)];
  if (!isRight(all)) {
    // a lower precision than claimed is held against it, too, and needs no witness
    const isAgainst = (await stage.witnesses.bearOut(all, answer)) || fitPrecision(judgingOf(stage, answer));
    return { seen: isAgainst ? "killed" : "suspected" };
  }
  return { seen: isSuspect(stage, answer, all) ? "suspected" : "unseen" };
}

/** Whether a convention or a named dialect explains every number. */
function isExplained(stage: Stage, answer: Answer, judged: readonly Judged[]): boolean {
  const { case: c, graph, kinks } = stage;
  const question = judgingOf(stage, answer);
  const conventions = [...kinks, ...admittedBy(c)];
  const isWrong = !isRight(judged);
  if ((isWrong || kinks.length > 0) && conventions.length > 0 && fitConvention(question, conventions))
    return true;
  return isWrong && graph !== undefined && fitNamedDialect(question, graph) !== undefined;
}

const judgingOf = ({ case: c, profile, output }: Stage, answer: Answer): Judging => ({
  ...{ case: c, answer, profile, output },
});

/** Right, but further off than honest engines are seen, or not what follows from its own numbers. */
function isSuspect({ graph, profile }: Stage, answer: Answer, all: readonly Judged[]): boolean {
  if (all.some(({ quantity }) => isDoubted(quantity))) return true;
  if (!graph) return false;
  const problems = localProblems(graph, answer, all, profile);
  return [...problems.keys()].some(({ quantity }) => quantity.status === "right");
}

/** Where the tolerance has no bound, honest engines may overflow too: that speaks against nobody. */
function isDoubted({ status, entries }: Quantity): boolean {
  return status === "suspect" && !entries.some(({ ok, bound }) => !ok && bound === "Infinity");
}

/** The finding of `backproof run` about an engine that gives this answer. */
export function findingOf({ case: c, precision }: Stage, answer: Answer): Promise<Finding> {
  const subject: Subject = {
    engine: {
      describe: async () => subject.description,
      ask: async () => answer,
      evaluate: async () => ({ kind: "failed", because: "a mutant is asked for gradients only" }),
      close: async () => {},
    },
    description: { name: "mutant", dtype: precision.dtype, evaluates: false },
    spec: "mutant",
  };
  return examine(c, subject);
}

/** Quantities that carry no information in the precision make a verdict inconclusive, and speak against nobody. */
export function seenIn({ verdict, quantities }: Finding): Exclude<Seen, "admitted"> {
  if (verdict === "violates" || verdict === "imprecise" || verdict === "errored") return "killed";
  const isAgainst = verdict === "disputed" || quantities.some((q) => q.status === "wrong" || isDoubted(q));
  return isAgainst ? "suspected" : "unseen";
}
