/** Many honest engines against the tolerance: how many are falsely accused, and how much room they had. */
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case, NetworkQuestion } from "../../spec/case.ts";
import { lower } from "../../spec/lower/index.ts";
import { type Answer, judgeQuantities } from "../judge.ts";
import { localProblems } from "../local.ts";
import { caseOf } from "../made.ts";
import { compare } from "../tolerance.ts";
import { type Known, type Truth, trueEntry } from "../truth/known.ts";
import { truthOf } from "../truth/truth.ts";
import { type Precision, rangeOf } from "./arithmetic.ts";
import { type Honest, honestEngine } from "./honest.ts";
import { type Family, families, randomNetwork } from "./networks.ts";
import { type Random, randomFrom } from "./random.ts";
import { type Variant, variants } from "./variants.ts";

export interface Measured {
  readonly entries: number;
  /** Entries out of tolerance: false alarms. */
  readonly violations: readonly string[];
  /** Entries within the tolerance, but said to be further off than honest engines are seen. */
  readonly suspects: readonly string[];
  /** Largest error over its root mean square. */
  readonly worstOverUsual: number;
  /** Largest error over its bound, of entries with a finite bound above 0. */
  readonly worst: number;
  /** Answers that are not finite, or unbounded: nothing is said about them. */
  readonly undecided: number;
}

/** One engine's answer held against the truth. */
export function measure(answer: Honest, truth: Truth): Measured {
  let [entries, worst, worstOverUsual, undecided] = [0, 0, 0, 0];
  const violations: string[] = [];
  const suspects: string[] = [];
  for (const kind of ["values", "gradients"] as const) {
    for (const [name, x] of Object.entries(answer[kind])) {
      const known = truth[kind].get(name) as Known;
      for (let k = 0; k < known.hi.length; k++) {
        const entry = trueEntry(known, k);
        const usual = known.usual[k];
        const { error, bound, ok, suspect } = compare(x.data[k], entry);
        entries++;
        if (ok && bound > 0) worst = Math.max(worst, error / bound);
        if (ok && usual > 0) worstOverUsual = Math.max(worstOverUsual, error / usual);
        if (suspect) suspects.push(`${kind} ${name}[${k}]: ${error / usual} times the usual error`);
        if (ok) continue;
        // past log 0 the tolerance is unbounded, and a naive formula may answer 0·∞
        if (bound === Number.POSITIVE_INFINITY || !Number.isFinite(entry.hi)) undecided++;
        else
          violations.push(`${kind} ${name}[${k}]: ${x.data[k]} against ${known.hi[k]}, ${error} > ${bound}`);
      }
    }
  }
  return { entries, violations, suspects, worst, worstOverUsual, undecided };
}

/** What operations of an honest engine are said not to follow from its own numbers. */
function localAlarms(
  c: Case & { readonly question: NetworkQuestion },
  honest: Honest,
  truth: Truth,
  precision: Precision,
): string[] {
  const answer: Answer = { kind: "answered", ...honest };
  const judged = judgeQuantities(c, answer, truth, "L");
  const problems = localProblems(lower(c.question), answer, judged, profiles[precision]);
  return [...problems].map(([{ quantity }, problem]) => `${quantity.label} ${problem}`);
}

/** Whether every pre-activation is where naive exponentials neither overflow nor vanish: outside, nobody is judged for them. */
export function isInRange({ layers }: NetworkQuestion, { values }: Truth, precision: Precision): boolean {
  // e^2z is taken by tanh, and two probabilities of e^(z − max z) are multiplied by softmax's Jacobian
  const limit = rangeOf(precision) / 4;
  return layers.every((_, i) => (values.get(`z${i + 1}`) as Known).hi.every((z) => Math.abs(z) <= limit));
}

export interface Group {
  readonly precision: Precision;
  readonly family: Family;
  cases: number;
  runs: number;
  entries: number;
  violations: number;
  /** Engines of which a number, or an operation held against their own numbers, is suspect. */
  suspects: number;
  undecided: number;
  outOfRange: number;
  /** Largest error / bound. */
  worst: number;
  worstOverUsual: number;
  /** Per case: bound over the worst error of all its engines. */
  readonly slack: number[];
}
export interface Alarm {
  readonly seed: number;
  readonly precision: Precision;
  readonly family: Family;
  readonly variant: string;
  readonly what: string;
}
export interface Campaign {
  readonly groups: readonly Group[];
  readonly alarms: readonly Alarm[];
}
export interface Plan {
  readonly runs: number;
  readonly seed: number;
  readonly precisions: readonly Precision[];
  /** Engines per network and precision; default: all variants. */
  readonly variantsPerCase?: number;
  /** Of so many engines one is also held against its own numbers, operation by operation; default 4. */
  readonly localEvery?: number;
  /** Called after each network. */
  progress?(runs: number): void;
}

function chosen(random: Random, count: number): readonly Variant[] {
  if (count >= variants.length) return variants;
  return Array.from({ length: count }, () => random.pick(variants));
}

/** Networks in turn of every family, each answered by many engines in every precision, until there were enough runs. */
export function campaign({
  runs,
  seed,
  precisions,
  variantsPerCase = variants.length,
  localEvery = 4,
  progress,
}: Plan): Campaign {
  const groups = precisions.flatMap((precision) =>
    families.map(
      (family): Group => ({
        ...{
          precision,
          family,
          cases: 0,
          runs: 0,
          entries: 0,
          violations: 0,
          suspects: 0,
          undecided: 0,
          outOfRange: 0,
        },
        worst: 0,
        worstOverUsual: 0,
        slack: [],
      }),
    ),
  );
  const alarms: Alarm[] = [];
  let done = 0;
  for (let number = 0; done < runs; number++) {
    const own = (Math.imul(seed, 1_000_003) + number) >>> 0;
    const random = randomFrom(own);
    const family = families[number % families.length];
    const question = randomNetwork(random, family);
    const c = { ...caseOf(question), question };
    for (const group of groups.filter((one) => one.family === family)) {
      const { precision } = group;
      const truth = truthOf(c, profiles[precision]);
      const inRange = isInRange(question, truth, precision);
      let worst = 0;
      for (const variant of chosen(random, variantsPerCase)) {
        done++;
        group.runs++;
        if (!inRange) {
          group.outOfRange++;
          continue;
        }
        const honest = honestEngine(question, precision, variant, random);
        const measured = measure(honest, truth);
        group.entries += measured.entries;
        group.undecided += measured.undecided;
        worst = Math.max(worst, measured.worst);
        group.worstOverUsual = Math.max(group.worstOverUsual, measured.worstOverUsual);
        const suspects = [
          ...measured.suspects,
          ...(done % localEvery === 0 ? localAlarms(c, honest, truth, precision) : []),
        ];
        group.violations += measured.violations.length > 0 ? 1 : 0;
        group.suspects += suspects.length > 0 ? 1 : 0;
        for (const what of [measured.violations[0], suspects[0]]) {
          if (what !== undefined) alarms.push({ seed: own, precision, family, variant: variant.name, what });
        }
      }
      group.cases++;
      group.worst = Math.max(group.worst, worst);
      if (worst > 0) group.slack.push(1 / worst);
    }
    progress?.(done);
  }
  return { groups, alarms };
}

export function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor(sorted.length / 2)];
}
