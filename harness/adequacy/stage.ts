/** A question set up for bugs to answer: what is right there, and how far rounding reaches. */
import type { Answered, Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case, Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import { rounder } from "../campaign/arithmetic.ts";
import { graphOf } from "../telling.ts";
import { compare } from "../tolerance.ts";
import type { Known, Truth } from "../truth/known.ts";
import { truthOf } from "../truth/truth.ts";
import { firstSteps } from "./training.ts";

/** A tensor that the question demands. */
interface Demanded {
  readonly of: "values" | "gradients";
  readonly name: string;
  readonly known: Known;
}
export interface Stage {
  readonly case: Case;
  readonly precision: DType;
  readonly question: Question;
  /** The first steps of a long run: most bugs show in them. */
  readonly first?: Question;
  readonly graph?: Graph;
  readonly demanded: readonly Demanded[];
  readonly truth: Truth;
  /** What the reference answers. */
  readonly right: Answered;
}

/** Without a bug. */
const unharmed: Pick<Mutant, "sabotage"> = { sabotage: () => ({}) };

export function stageOf(c: Case, precision: DType): Stage {
  const { also: _, ...rest } = c.question;
  const question = rest as Question;
  const graph = graphOf(question);
  const truth = truthOf(c, profiles[precision]);
  const demanded = (["values", "gradients"] as const).flatMap((of) =>
    question.want[of].flatMap((name) => {
      const known = truth[of].get(name);
      return known ? [{ of, name, known }] : [];
    }),
  );
  const right = stored(runMutant(unharmed, question, { graph }), precision) as Answered;
  const first = firstSteps(question);
  return {
    case: c,
    precision,
    question,
    ...(first && { first }),
    ...(graph && { graph }),
    demanded,
    truth,
    right,
  };
}

/** What an engine of the precision can hand out of these numbers. */
function stored(answer: Answered | undefined, precision: DType): Answered | undefined {
  if (!answer || precision === "float64") return answer;
  const round = rounder(precision === "tf32" ? "float32" : precision);
  const all = (tensors: Answered["values"]) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, x]) => [name, { shape: x.shape, data: x.data.map(round) }]),
    );
  return { values: all(answer.values), gradients: all(answer.gradients) };
}

/** Whether it is a question that has an answer. */
export const isSound = ({ demanded }: Stage): boolean =>
  demanded.every(({ known }) => known.hi.every((x) => !Number.isNaN(x)));

/**
 * shown: an engine with the bug would be seen to be wrong. faint: it moves numbers, but by no more than rounding could. same: every number that
 * is demanded is the right one. nowhere: it has no place to be.
 */
export type Sight = "shown" | "faint" | "same" | "nowhere";

export function sightOf(stage: Stage, mutant: Mutant): { readonly sight: Sight; readonly answer?: Answered } {
  const { question, first, graph, demanded, right } = stage;
  const soon = first && stored(runMutant(mutant, first, { graph }), stage.precision);
  if (soon && demanded.some((one) => tells(one, soon))) return { sight: "shown", answer: soon };
  const answer = stored(runMutant(mutant, question, { graph }), stage.precision);
  if (!answer) return { sight: "nowhere" };
  if (demanded.some((one) => tells(one, answer) || isMissing(one, answer))) return { sight: "shown", answer };
  const isSame = demanded.every(({ of, name }) => sameNumbers(answer[of][name], right[of][name]));
  return { sight: isSame ? "same" : "faint", answer };
}

/** Whether the demanded values, gradients aside, are right. */
export const areValuesRight = ({ demanded }: Pick<Stage, "demanded">, answer: Answered): boolean =>
  demanded.every((one) => one.of === "gradients" || !(tells(one, answer) || isMissing(one, answer)));

const isMissing = ({ of, name }: Demanded, answer: Answered): boolean => !answer[of][name];
const tells = ({ of, name, known }: Demanded, answer: Answered): boolean => {
  const x = answer[of][name];
  return x !== undefined && isOutOfReach(x, known);
};

/** In an engine that has the bug, rounding comes on top of it: the bug has to be twice as far off. */
const reach = 2;

function isOutOfReach(x: Tensor, known: Known): boolean {
  if (!sameShape(x.shape, known.shape)) return true;
  return x.data.some((entry, k) => {
    const truth = {
      hi: known.hi[k],
      lo: known.lo[k],
      own: reach * known.own[k],
      bound: reach * known.bound[k],
    };
    const { ok, bound } = compare(entry, truth);
    return !ok && bound < Number.POSITIVE_INFINITY;
  });
}

function sameNumbers(a: Tensor | undefined, b: Tensor | undefined): boolean {
  if (!a || !b) return a === b;
  return a.data.every((x, k) => x === b.data[k] || (Number.isNaN(x) && Number.isNaN(b.data[k])));
}
