/**
 * The truth of a case, and how far an honest engine may be from it.
 *
 * One sweep of the tape over running error bounds: values and gradients in double-double, what double-double itself may be off by (`own`),
 * what an honest engine of the profile may be off by (`bound`), and how far the result moves when each literal's exact decimal stands
 * in for its double (`literal`).
 */
import { type Bounded, bounded } from "../../engine/numbers/bounded/bounded.ts";
import {
  doubleDoubleProfile,
  exactProfile,
  type Profile,
  usually,
} from "../../engine/numbers/bounded/profile.ts";
import { doubleDouble } from "../../engine/numbers/double-double/numbers.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { type Conventions, usualConventions } from "../../engine/reference/vjps/rule.ts";
import type { Case, Question } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { lower, type SinglePass } from "../../spec/lower/index.ts";
import { filled, type Shape, type Tensor } from "../../spec/tensor.ts";
import { literalErrors } from "./literals.ts";
import { trainingTruth } from "./training.ts";

/** A tensor of true numbers with what each may be off by. All arrays are row-major. */
export interface Known {
  readonly shape: Shape;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
  readonly own: Float64Array;
  readonly bound: Float64Array;
  readonly literal: Float64Array;
  /** What an honest engine is usually off by: the root mean square. */
  readonly usual: Float64Array;
}
export interface Truth {
  readonly values: ReadonlyMap<Name, Known>;
  readonly gradients: ReadonlyMap<Name, Known>;
}

/** Position of each profile in the sweeps below. */
export const truthProfiles = (engine: Profile): readonly Profile[] => [
  doubleDoubleProfile,
  engine,
  exactProfile,
  usually(engine),
];

export function knownOf(x: Bounded): Known {
  const { shape, hi, lo } = x.value;
  const [own, bound, literal] = x.errors.map((e) => e ?? new Float64Array(hi.length));
  const [, , , squares] = x.errors;
  // Squares below 1e-280 underflow; there a quarter of the bound stands for what is usual. Without a fourth profile nothing is said of it.
  const usual = bound.map((e, k) => {
    if (squares === undefined) return e;
    return squares === null || squares[k] === 0 || e < 1e-140 ? e / 4 : squares[k];
  });
  return { shape, hi, lo, own, bound, literal, usual };
}

/** Inputs as error bounds: doubles, with how far each literal's decimal is from its double. */
export function boundedInputs(
  inputs: Graph["inputs"],
  literals: Case["literals"],
  n: ReturnType<typeof bounded>,
): Record<Name, Bounded> {
  const withLiteral = (name: Name, x: Tensor): Bounded => {
    const plain = n.from(x);
    const [own, bound, , usual] = plain.errors;
    return {
      value: plain.value,
      errors: [own, bound, literals[name] ? literalErrors(x, literals[name]) : null, usual],
    };
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, withLiteral(name, x)]));
}

function singlePass(
  c: Case,
  question: SinglePass,
  graph: Graph,
  profile: Profile,
  conventions: Conventions,
): Truth {
  const n = bounded(truthProfiles(profile));
  const wanted = [...question.want.gradients, ...(question.also?.gradients ?? [])];
  const pass = sweep(graph, n, { given: boundedInputs(graph.inputs, c.literals, n), wanted, conventions });
  const values = new Map<Name, Known>();
  for (const [name, x] of pass.values) values.set(name, knownOf(x));
  const gradients = new Map<Name, Known>();
  for (const name of namesIn(graph)) {
    const value = pass.values.get(name);
    if (!value) continue;
    const gradient = pass.gradients.get(name);
    if (gradient) gradients.set(name, knownOf(gradient));
    else if (wanted.includes(name)) {
      gradients.set(
        name,
        knownOf({ value: doubleDouble.from(filled(value.value.shape, 0)), errors: [null, null, null, null] }),
      );
    }
  }
  return { values, gradients };
}

const namesIn = (graph: Graph): readonly Name[] => [
  ...Object.keys(graph.inputs),
  ...graph.nodes.map((node) => node.out),
];

/** Truth and tolerance of everything that a case asks, and of what lies on the way. Another `graph` stands for a dialect of the question. */
export function truthOf(
  c: Case,
  profile: Profile,
  conventions: Conventions = usualConventions,
  graph?: Graph,
): Truth {
  const question: Question = c.question;
  if (question.kind === "training") return trainingTruth(c, question, profile);
  return singlePass(c, question, graph ?? lower(question), profile, conventions);
}
