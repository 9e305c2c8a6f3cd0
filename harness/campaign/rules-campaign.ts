/** Every mutant and many honest engines on the same random networks: which rule finds the bugs, and which accuses the honest. */

import { mutants } from "../../engine/mutants/index.ts";
import type { Answered } from "../../engine/mutants/mutant.ts";
import { float32 } from "../../engine/mutants/rounded.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import type { NetworkQuestion } from "../../spec/case.ts";
import { lower } from "../../spec/lower/index.ts";
import { sameShape } from "../../spec/tensor.ts";
import { caseOf } from "../made.ts";
import { isInformative } from "../tolerance.ts";
import { truthOf } from "../truth/truth.ts";
import { isInRange } from "./campaign.ts";
import { nothing } from "./diagnosis.ts";
import { honestEngine } from "./honest.ts";
import { type Family, randomNetwork } from "./networks.ts";
import { type Random, randomFrom } from "./random.ts";
import { rules, type Setting } from "./rules.ts";
import { differencesOf, knownOf } from "./rules-setting.ts";
import { variants } from "./variants.ts";

export type Precision = "float64" | "float32";
export const precisions: readonly Precision[] = ["float64", "float32"];
export const circumstances = [
  "generic",
  "batch 1",
  "small",
  "tiny",
  "saturated",
  "symmetric",
  "zero",
  "dead",
] as const;
export type Circumstance = (typeof circumstances)[number];

/** How often each rule accused, in the order of `rules`. */
export interface Tally {
  runs: number;
  readonly accused: number[];
}
export interface Row {
  readonly precision: Precision;
  readonly circumstance: Circumstance;
  /** Mutants that move a number by more than rounding does in the precision. */
  readonly gross: Tally;
  readonly fine: Tally;
  /** Those that move a number that tells, out of reach of honest engines: what must be seen. */
  readonly informativeGross: Tally;
  readonly informativeFine: Tally;
  readonly honest: Tally;
  /** Mutants without an effect that could be seen. */
  unchanged: number;
}
export interface Missed {
  readonly mutant: string;
  readonly precision: Precision;
  readonly circumstance: Circumstance;
  readonly seed: number;
}
export interface Figures {
  readonly rows: readonly Row[];
  /** Informative bugs that our own rule did not see, and honest engines that it accused (mutant: the variant). */
  readonly missed: readonly Missed[];
  readonly accused: readonly Missed[];
}

const tally = (): Tally => ({ runs: 0, accused: rules.map(() => 0) });
/** Accused or suspected: what a user is shown. */
export const ourRule = rules.findIndex(({ name }) => name === "backproof, suspects too");
const numbers = { float64, float32 };
const round = { float64: (x: number) => x, float32: Math.fround };

/** A random network of a family, of one sample or of several. */
function network(random: Random, circumstance: Circumstance): NetworkQuestion {
  const family: Family = circumstance === "batch 1" ? "generic" : circumstance;
  for (;;) {
    const question = randomNetwork(random, family);
    const samples = question.x.shape[1];
    if (circumstance === "batch 1" ? samples === 1 : samples > 1) return { ...question, also: undefined };
  }
}

/** A wrong shape needs no rule to be seen. */
const keepsShapes = (bug: Answered, right: Answered): boolean =>
  Object.entries(right.gradients).every(([name, { shape }]) => sameShape(shape, bug.gradients[name].shape));

type Effect = "none" | "some" | "informative";
/**
 * What a mutant does to the numbers of a case. `some`: an entry moves by more than rounding usually moves it. `informative`: an entry moves out
 * of reach of rounding, by more than the precision can hold (2u·|g|), and its tolerance is small against it. Honest engines were seen 12
 * times the usual from the truth, and the bug's own rounding may be as far from the bug's number: less than twice that apart, no rule can
 * tell the two without accusing honest engines.
 */
function effectOf(bug: Answered, right: Answered, { names, truth, precision }: Setting): Effect {
  let effect: Effect = "none";
  for (const name of names) {
    const { hi, lo, own, bound, usual } = truth[name];
    for (let k = 0; k < hi.length; k++) {
      const change = Math.abs(bug.gradients[name].data[k] - right.gradients[name].data[k]);
      if (change <= usual[k] + own[k]) continue;
      effect = "some";
      const entry = { hi: hi[k], lo: lo[k], own: own[k], bound: bound[k] };
      const held = own[k] + 2 * profiles[precision].storage * Math.abs(hi[k]);
      if (!(change <= 2 * farthestSeen * usual[k] + held) && isInformative(entry)) return "informative";
    }
  }
  return effect;
}
/** As in `tolerance.ts`. */
const farthestSeen = 12;

function count(into: readonly Tally[], accusations: readonly boolean[]): void {
  for (const one of into) {
    one.runs++;
    accusations.forEach((accused, i) => {
      if (accused) one.accused[i]++;
    });
  }
}

export interface Plan {
  /** Networks per circumstance. */
  readonly cases: number;
  readonly seed: number;
  readonly circumstances?: readonly Circumstance[];
  /** Honest engines per network and precision; default: one of each variant. */
  readonly honestPerCase?: number;
}

export function compareRules(plan: Plan): Figures {
  const rows: Row[] = [];
  const missed: Missed[] = [];
  const accused: Missed[] = [];
  for (const circumstance of plan.circumstances ?? circumstances) {
    const own = precisions.map(
      (precision): Row => ({
        ...{ precision, circumstance, gross: tally(), fine: tally() },
        ...{ informativeGross: tally(), informativeFine: tally(), honest: tally(), unchanged: 0 },
      }),
    );
    rows.push(...own);
    for (let number = 0; number < plan.cases; number++) {
      const seed =
        (Math.imul(plan.seed, 1_000_003) +
          number * circumstances.length +
          circumstances.indexOf(circumstance)) >>>
        0;
      const found = onOneNetwork(seed, own, plan.honestPerCase ?? variants.length);
      missed.push(...found.missed);
      accused.push(...found.accused);
    }
  }
  return { rows, missed, accused };
}

function onOneNetwork(seed: number, rows: readonly Row[], honestPerCase: number): Omit<Figures, "rows"> {
  const random = randomFrom(seed);
  const [{ circumstance }] = rows;
  const question = network(random, circumstance);
  const graph = lower(question);
  const differences = differencesOf(question, graph, random);
  const right = runMutant(nothing, question, { graph }) as Answered;
  const bugs = mutants.map((mutant) => ({ mutant, bug: runMutant(mutant, question, { graph }) }));
  const missed: Missed[] = [];
  const accused: Missed[] = [];
  for (const row of rows) {
    const { precision } = row;
    const truth = truthOf(caseOf(question), profiles[precision]);
    if (!isInRange(question, truth, precision)) continue;
    const setting: Setting = { ...differences, truth: knownOf(differences.names, truth), precision };
    const accusations = (gradients: Answered["gradients"]) =>
      rules.map((rule) => rule.accuses(gradients, setting));
    for (const { mutant, bug } of bugs) {
      if (!bug || !keepsShapes(bug, right)) continue;
      const effect = effectOf(bug, right, setting);
      if (effect === "none") {
        row.unchanged++;
        continue;
      }
      const answer =
        precision === "float64" ? bug : runMutant(mutant, question, { graph, numbers: numbers[precision] });
      const found = accusations(rounded((answer as Answered).gradients, round[precision]));
      const isGross = mutant.group === "gross";
      const informative =
        effect === "informative" ? [isGross ? row.informativeGross : row.informativeFine] : [];
      count([isGross ? row.gross : row.fine, ...informative], found);
      if (informative.length > 0 && !found[ourRule])
        missed.push({ mutant: mutant.name, precision, circumstance, seed });
    }
    for (let k = 0; k < honestPerCase; k++) {
      const variant = variants[honestPerCase < variants.length ? random.integer(0, variants.length - 1) : k];
      const found = accusations(honestEngine(question, precision, variant, random).gradients);
      count([row.honest], found);
      if (found[ourRule]) accused.push({ mutant: variant.name, precision, circumstance, seed });
    }
  }
  return { missed, accused };
}

const rounded = (gradients: Answered["gradients"], to: (x: number) => number): Answered["gradients"] =>
  Object.fromEntries(
    Object.entries(gradients).map(([name, { shape, data }]) => [name, { shape, data: data.map(to) }]),
  );
