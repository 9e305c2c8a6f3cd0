/** Two answers to one question: the same bits, a spread that rounding explains, or a contradiction. */
import { isStored, type Profile, profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Description } from "../../spec/answer.ts";
import type { Case, Wanted } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { indexAt, sameShape, showShape } from "../../spec/tensor.ts";
import { isRight } from "../dialects.ts";
import { type Answer, judgeQuantities, labelOf } from "../judge.ts";
import { compare, contradicts } from "../tolerance.ts";
import type { Known, Truth } from "../truth/known.ts";
import { truthOf } from "../truth/truth.ts";

/** A question with its truth, and how exactly the engine is expected to answer it. */
export interface Topic {
  readonly case: Case;
  readonly truth: Truth;
  readonly output: Name;
  readonly profile: Profile;
}

export interface Difference {
  /** `∂L/∂W1[0, 2]: 0.25, then 0.5` */
  readonly contradictions: readonly string[];
  /** Largest difference, relative to the truth; 0 if all bits agree. */
  readonly spread: number;
}

/** The precision that the engine keeps: the one it claims, or float32 where all its numbers are float32 and only that explains them. */
export function profileKept(c: Case, answer: Answer, description: Description, output: Name): Profile {
  const claimed = profiles[description.dtype];
  const fits = (profile: Profile) => isRight(judgeQuantities(c, answer, truthOf(c, profile), output));
  const all = [...Object.values(answer.values), ...Object.values(answer.gradients)];
  const isNarrow = all.every(({ data }) => data.every((x) => isStored(x, profiles.float32)));
  return isNarrow && !fits(claimed) && fits(profiles.float32) ? profiles.float32 : claimed;
}

/**
 * Two honest answers are each within the bound of the truth, and so within two bounds of each other. An engine that differentiates a
 * multiple of the loss (because its interface names none) rounds in proportion, and its bound grows with its numbers.
 */
function tolerated(x: number, known: Known, k: number): number {
  const [hi, lo, own] = [known.hi[k], known.lo[k], known.own[k]];
  const { bound } = compare(x, { hi, lo, own, bound: known.bound[k] });
  return 2 * bound * (hi !== 0 && Number.isFinite(x) ? Math.max(1, Math.abs(x / hi)) : 1);
}

/** What printing may do to two answers that differ in their last bits: one unit of the last digit that is shown. */
function printedUnit(x: number, digits: Answer["digits"]): number {
  if (!digits) return 0;
  if (digits.kind === "decimals") return 10 ** -digits.count;
  return x === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(x))) - digits.count + 1);
}

export function differenceOf(first: Answer, later: Answer, { case: c, truth, output }: Topic): Difference {
  const contradictions: string[] = [];
  let spread = 0;
  for (const [kind, part] of [
    ["value", "values"],
    ["gradient", "gradients"],
  ] as const) {
    for (const name of namesOf(c.question.want, c.question.also, part)) {
      const [a, b, known] = [first[part][name], later[part][name], truth[part].get(name)];
      const label = labelOf(kind, name, output);
      if (!known || (!a && !b)) continue;
      // what is offered beside the question may be offered or not
      if (!a || !b) {
        if (c.question.want[part].includes(name)) contradictions.push(`${label}: answered only once`);
        continue;
      }
      if (!sameShape(a.shape, b.shape)) {
        contradictions.push(`${label}: ${showShape(a.shape)}, then ${showShape(b.shape)}`);
        continue;
      }
      for (let k = 0; k < a.data.length; k++) {
        const [x, y] = [a.data[k], b.data[k]];
        if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
        const size = Math.abs(known.hi[k]);
        spread = Math.max(spread, size > 0 ? Math.abs(x - y) / size : 0);
        const allowed = tolerated(Math.abs(x) < Math.abs(y) ? x : y, known, k) + printedUnit(x, first.digits);
        if (!contradicts(x - y, allowed)) continue;
        const index = a.shape.length > 0 ? `[${indexAt(a.shape, k).join(", ")}]` : "";
        contradictions.push(`${label}${index}: ${x}, then ${y}`);
      }
    }
  }
  return { contradictions, spread };
}

const namesOf = (want: Wanted, also: Wanted | undefined, part: keyof Wanted): readonly Name[] => [
  ...new Set([...want[part], ...(also?.[part] ?? [])]),
];

/** Whether every gradient of the second answer is the first one's, twice. */
export function isSum(first: Answer, second: Answer, { truth }: Topic): boolean {
  let telling = 0;
  for (const [name, x] of Object.entries(first.gradients)) {
    const [y, known] = [second.gradients[name], truth.gradients.get(name)];
    if (!y || !known || !sameShape(x.shape, y.shape) || !sameShape(x.shape, known.shape)) return false;
    for (let k = 0; k < x.data.length; k++) {
      if (contradicts(y.data[k] - 2 * x.data[k], 2 * tolerated(x.data[k], known, k))) return false;
      if (contradicts(x.data[k], 2 * tolerated(x.data[k], known, k))) telling++;
    }
  }
  return telling > 0;
}
