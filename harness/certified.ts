/**
 * The numbers of a case in 64 digits at the exact decimals of its literals, by two methods that share no derivative (the tape, reverse; dual
 * numbers, forward), with what each may be off by.
 */
import type { BigNumber } from "mathjs";
import { doubleDoubleProfile, profiles } from "../engine/numbers/bounded/profile.ts";
import { type Precise, precise } from "../engine/numbers/precise.ts";
import { type Sweep, sweep } from "../engine/reference/tape.ts";
import { descend } from "../engine/reference/training.ts";
import type { Case, Promised } from "../spec/case.ts";
import { certifiedDigits } from "../spec/decimal.ts";
import type { Graph, Name } from "../spec/graph.ts";
import { lower } from "../spec/lower/index.ts";
import { atStep, lowerTraining } from "../spec/lower/network.ts";
import { indexAt, scalar, sizeOf } from "../spec/tensor.ts";
import { roundingsOf, roundingUnit } from "./oracles/digits.ts";
import { forwardMode } from "./oracles/forward.ts";
import { truthOf } from "./truth/truth.ts";

export const digits64 = precise(64);

export type Kind = keyof Promised;
export type Names = Readonly<Record<Kind, readonly Name[]>>;
type Computed = Readonly<Record<Kind, ReadonlyMap<Name, Precise>>>;

/** A quantity by the tape, what each entry may be off by, and where the duals say something else: in words. */
export interface Certified {
  readonly name: Name;
  readonly x: Precise;
  readonly errors: readonly BigNumber[];
  readonly differences: readonly string[];
}

/** Inputs at their written decimals. */
function decimals(inputs: Graph["inputs"], literals: Case["literals"]): Record<Name, Precise> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [
      name,
      literals[name] ? digits64.fromText(x.shape, literals[name].text) : digits64.from(x),
    ]),
  );
}

const zero = (shape: Precise["shape"]): Precise =>
  digits64.from({ shape, data: new Float64Array(sizeOf(shape)) });

/** Forward mode in the shape of a sweep. */
function byDuals(
  graph: Graph,
  given: Readonly<Record<Name, Precise>>,
  names: readonly Name[],
): Sweep<Precise> {
  const { values, gradients } = forwardMode(graph, digits64, names, given);
  const gathered = new Map<Name, Precise>();
  for (const [name, slopes] of gradients) {
    const { shape } = values.get(name) as Precise;
    gathered.set(name, { shape, entries: slopes.map((slope) => (slope ?? zero([])).entries[0]) });
  }
  return { values, gradients: gathered };
}

function byTape(
  graph: Graph,
  given: Readonly<Record<Name, Precise>>,
  names: readonly Name[],
): Sweep<Precise> {
  const { values, gradients } = sweep(graph, digits64, { given, wanted: names });
  const filled = names.map(
    (name) => [name, gradients.get(name) ?? zero((values.get(name) as Precise).shape)] as const,
  );
  return { values, gradients: new Map(filled) };
}

type Method = typeof byTape;

/** All of these names, by one method. */
function compute(c: Case, method: Method, wanted: Names): Computed {
  const { question } = c;
  if (question.kind !== "training") {
    const graph = lower(question);
    return method(graph, decimals(graph.inputs, c.literals), wanted.gradients);
  }
  const { step } = lowerTraining(question);
  const given = decimals(step.inputs, c.literals);
  const learningRate = decimals({ learningRate: scalar(question.learningRate) }, c.literals).learningRate;
  const found = { values: new Map<Name, Precise>(), gradients: new Map<Name, Precise>() };
  const start = Object.fromEntries(lowerTraining(question).parameters.map((name) => [name, given[name]]));
  for (const pass of descend(question, digits64, { start, given, learningRate, differentiate: method })) {
    for (const kind of ["values", "gradients"] as const) {
      for (const name of wanted[kind]) {
        const at = atStep(name);
        const x = at?.step === pass.step ? pass[kind].get(at.node) : undefined;
        if (x) found[kind].set(name, x);
      }
    }
  }
  return found;
}

/** How far 64 digits may be from what they stand for, entry by entry: between exact and 0 there is no other difference. */
type Errors = (kind: Kind, name: Name, k: number, x: BigNumber) => BigNumber;

function errorsOf(c: Case, names: Names): Errors {
  const { question } = c;
  const own = ((): ((kind: Kind, name: Name, k: number) => number) => {
    if (question.kind !== "training") {
      const roundings = roundingsOf(lower(question), names.gradients);
      return (kind, name, k) => roundings[kind].get(name)?.[k] ?? 0;
    }
    const truth = truthOf(c, profiles.float64);
    const scale = roundingUnit / doubleDoubleProfile.storage;
    return (kind, name, k) => (truth[kind].get(name)?.own[k] ?? 0) * scale;
  })();
  return (kind, name, k, x) =>
    x
      .abs()
      .times(roundingUnit)
      .plus(own(kind, name, k));
}

/** A number that 64 digits do not tell from 0, or know to fewer digits than a certified one has. */
export type Knowledge = "zero" | "known" | "vague";
export function knowledgeOf(x: BigNumber, error: BigNumber): Knowledge {
  if (x.abs().lte(error)) return "zero";
  return error.lte(x.abs().times(`1e-${certifiedDigits + 5}`)) ? "known" : "vague";
}

export const unknown = `so much cancels that 64 digits do not know ${certifiedDigits} of it`;

export const placeOf = (place: string, x: Precise, k: number): string =>
  `${place}${x.shape.length > 0 ? `[${indexAt(x.shape, k).join(", ")}]` : ""}`;

/** Each of these names by both methods; undefined where it is nowhere in the case. */
export function certified(c: Case, names: Names): (kind: Kind, name: Name) => Certified | undefined {
  const [reverse, forward, errorOf] = [
    compute(c, byTape, names),
    compute(c, byDuals, names),
    errorsOf(c, names),
  ];
  return (kind, name) => {
    const [x, other] = [reverse[kind].get(name), forward[kind].get(name)];
    if (!x || !other) return undefined;
    const errors = x.entries.map((entry, k) => errorOf(kind, name, k, entry));
    const differences = x.entries.flatMap((entry, k) =>
      entry.minus(other.entries[k]).abs().lte(errors[k].times(2))
        ? []
        : [`${placeOf(`${kind}.${name}`, x, k)}: the two methods differ, ${entry} and ${other.entries[k]}`],
    );
    return { name, x, errors, differences };
  };
}
