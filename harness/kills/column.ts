/** One column of the kill matrix: what is seen of each mutant in one case, and whether the engine without a bug is reported there. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Case } from "../../spec/case.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { sameShape } from "../../spec/tensor.ts";
import type { Answer } from "../judge.ts";
import type { Precision } from "./precision.ts";
import { findingOf, type Seen, seenIn, sightOf } from "./seen.ts";
import { answerOf, stageOf } from "./stage.ts";

/** unchanged: it has a place there, but every number asked is the right engine's. */
export type Mark = Seen | "unchanged";

/** A case, or a behaviour that is judged beside the cases. */
export interface Column {
  readonly id: string;
  readonly clause: string;
  readonly guards: readonly string[];
  /** Where a case stands. */
  readonly file?: string;
  readonly line?: number;
  /** By the mutant's name; absent where it has no place to be. */
  readonly marks: ReadonlyMap<string, Mark>;
  /** What is said against the engine without a bug. */
  readonly report?: string;
  /** Whether it tells nothing in this precision: not even the engine without a bug conforms. */
  readonly isBlind: boolean;
}

const sameNumbers = (a: Tensor, b: Tensor | undefined): boolean =>
  b !== undefined &&
  sameShape(a.shape, b.shape) &&
  a.data.every((x, k) => x === b.data[k] || (Number.isNaN(x) && Number.isNaN(b.data[k])));

/** Whether two answers hold the same numbers; −0 is 0. */
export function sameAnswers(a: Answer, b: Answer): boolean {
  return (["values", "gradients"] as const).every(
    (kind) =>
      Object.keys(a[kind]).length === Object.keys(b[kind]).length &&
      Object.entries(a[kind]).every(([name, x]) => sameNumbers(x, b[kind][name])),
  );
}

export async function columnOf(c: Case, mutants: readonly Mutant[], precision: Precision): Promise<Column> {
  const stage = stageOf(c, precision);
  const marks = new Map<string, Mark>();
  for (const mutant of mutants) {
    const answer = answerOf(mutant, c.question, precision, stage.graph);
    if (!answer) continue;
    const isSame = sameAnswers(answer, stage.right);
    marks.set(mutant.name, isSame ? "unchanged" : (await sightOf(stage, answer)).seen);
  }
  const finding = await findingOf(stage, stage.right);
  const { id, clause, guards, file, line } = c;
  return {
    ...{ id, clause, guards, file, line, marks },
    ...(seenIn(finding) !== "unseen" && { report: `${finding.verdict}: ${finding.summary}` }),
    isBlind: finding.verdict !== "conforms",
  };
}
