/**
 * Whether the numbers that a fixture holds are true: recomputed in 64 digits at the exact decimals of its literals, by two methods that share
 * no derivative (the tape, reverse; dual numbers, forward).
 */
import type { BigNumber } from "mathjs";
import { type Precise, precise } from "../engine/numbers/precise.ts";
import { type Sweep, sweep } from "../engine/reference/tape.ts";
import { descend } from "../engine/reference/training.ts";
import type { Case, Promised, Written } from "../spec/case.ts";
import { certifiedDigits, halfUnitOfLastDigit, significantDigits } from "../spec/decimal.ts";
import type { Graph, Name } from "../spec/graph.ts";
import { lower } from "../spec/lower/index.ts";
import { atStep, lowerTraining } from "../spec/lower/network.ts";
import { indexAt, sameShape, scalar, sizeOf } from "../spec/tensor.ts";
import { forwardMode } from "./oracles/dual.ts";

const digits = 64;
const n = precise(digits);
type Kind = keyof Promised;
type Computed = Readonly<Record<Kind, ReadonlyMap<Name, Precise>>>;
type Names = Readonly<Record<Kind, readonly Name[]>>;

export interface Certificate {
  readonly id: string;
  readonly checked: number;
  readonly problems: readonly string[];
}

/** Inputs at their written decimals. */
function decimals(inputs: Graph["inputs"], literals: Case["literals"]): Record<Name, Precise> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [
      name,
      literals[name] ? n.fromText(x.shape, literals[name].text) : n.from(x),
    ]),
  );
}

const zero = (shape: Precise["shape"]): Precise => n.from({ shape, data: new Float64Array(sizeOf(shape)) });

/** Forward mode in the shape of a sweep. */
function byDuals(
  graph: Graph,
  given: Readonly<Record<Name, Precise>>,
  names: readonly Name[],
): Sweep<Precise> {
  const { values, gradients } = forwardMode(graph, n, names, given);
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
  const { values, gradients } = sweep(graph, n, { given, wanted: names });
  const filled = names.map(
    (name) => [name, gradients.get(name) ?? zero((values.get(name) as Precise).shape)] as const,
  );
  return { values, gradients: new Map(filled) };
}

type Method = typeof byTape;

/** All that the case promises, by one method. */
function compute(c: Case, method: Method, wanted: Names = namesOf(c)): Computed {
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
  for (const pass of descend(question, n, { start, given, learningRate, differentiate: method })) {
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

/** Names that are promised, and those that must fall. */
function namesOf(c: Case): Names {
  const all = (kind: Kind) => [
    ...Object.keys(c.printed?.[kind] ?? {}),
    ...Object.keys(c.certified?.[kind] ?? {}),
  ];
  const falling = c.question.want.values.filter((name) => c.falling?.includes(atStep(name)?.node ?? ""));
  return { values: [...new Set([...all("values"), ...falling])], gradients: [...new Set(all("gradients"))] };
}

/** |a − b| against a bound in powers of ten, without rounding either. */
const apart = (a: BigNumber, b: BigNumber): BigNumber => a.minus(b).abs();

function checkWritten(place: string, written: Written, x: Precise, isCertified: boolean): string[] {
  if (!sameShape(written.shape, x.shape)) return [`${place} is written with another shape`];
  const read = n.fromText(written.shape, written.text);
  return written.text.flatMap((text, k) => {
    const difference = apart(x.entries[k], read.entries[k]);
    if (difference.isZero()) return [];
    const at = `${place}${x.shape.length > 0 ? `[${indexAt(x.shape, k).join(", ")}]` : ""}`;
    const computed = x.entries[k].toSignificantDigits(35).toString();
    if (!difference.lte(halfUnitOfLastDigit(text) * (1 + 1e-12)))
      return [`${at} is written ${text}, but is ${computed}`];
    if (isCertified && significantDigits(text) < certifiedDigits) {
      return [
        `${at} has ${significantDigits(text)} digits; a certified number has ${certifiedDigits} or is exact: ${computed}`,
      ];
    }
    return [];
  });
}

/** Every number of the case by both methods; the problems in words, empty if all is proved. */
export function certify(c: Case): Certificate {
  const [reverse, forward] = [compute(c, byTape), compute(c, byDuals)];
  const names = namesOf(c);
  const problems: string[] = [];
  let checked = 0;
  for (const kind of ["values", "gradients"] as const) {
    for (const name of names[kind]) {
      const [a, b] = [reverse[kind].get(name), forward[kind].get(name)];
      const place = `${kind}.${name}`;
      if (!a || !b) {
        problems.push(`${place} is promised, but is nowhere in the case`);
        continue;
      }
      a.entries.forEach((x, k) => {
        const bound = x.abs().times(`1e-${certifiedDigits}`);
        if (!apart(x, b.entries[k]).lte(bound))
          problems.push(`${place}: the two methods differ, ${x} and ${b.entries[k]}`);
      });
      for (const [promise, isCertified] of [
        [c.printed, false],
        [c.certified, true],
      ] as const) {
        const written = promise?.[kind][name];
        if (!written) continue;
        checked += written.text.length;
        problems.push(...checkWritten(place, written, a, isCertified));
      }
    }
  }
  return { id: c.id, checked, problems: [...problems, ...risen(c, reverse)] };
}

function risen(c: Case, { values }: Computed): string[] {
  return (c.falling ?? []).flatMap((name) => {
    const steps = [...values].flatMap(([key, x]) =>
      atStep(key)?.node === name ? [{ step: atStep(key)?.step ?? 0, x: x.entries[0] }] : [],
    );
    steps.sort((a, b) => a.step - b.step);
    const at = steps.findIndex(({ x }, i) => i > 0 && !x.lt(steps[i - 1].x));
    return at < 0 ? [] : [`${name} is promised to fall, but does not at step ${steps[at].step}`];
  });
}

/** The certified numbers of a case, to paste into its fixture: 34 digits each. */
export function certifiedBlock(c: Case): string {
  const computed = compute(c, byTape, c.question.want);
  const lines = ["  certified:"];
  for (const kind of ["values", "gradients"] as const) {
    const names = kind === "values" ? c.question.want.values : c.question.want.gradients;
    const found = names.flatMap((name) =>
      computed[kind].has(name) ? [[name, computed[kind].get(name) as Precise] as const] : [],
    );
    if (found.length > 0) lines.push(`    ${kind}:`);
    for (const [name, x] of found) lines.push(`      ${JSON.stringify(name)}: ${nested(x, 0, 0)}`);
  }
  return lines.join("\n");
}

function nested(x: Precise, depth: number, start: number): string {
  if (depth === x.shape.length) return x.entries[start].toSignificantDigits(34).toString();
  const inner = sizeOf(x.shape.slice(depth + 1));
  return `[${Array.from({ length: x.shape[depth] }, (_, k) => nested(x, depth + 1, start + k * inner)).join(", ")}]`;
}
