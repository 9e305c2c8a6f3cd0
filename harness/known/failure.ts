/**
 * How a case fails, in what another machine and another order of summation leave as it is, and whether it still fails so.
 *
 * The wrong number itself would not do: its last digits are rounding. Where the fault starts does, and how far that quantity is off: the ratio
 * engine / truth that all its entries have, or else ‖engine − truth‖ / ‖truth‖, in three digits. What honest rounding could move beyond
 * these is allowed for, from the bounds of the entries.
 */
import { type FailingVerdict, type Failure, failingVerdicts } from "../../spec/known.ts";
import type { Entry, Finding, Quantity } from "../../spec/report.ts";
import { behaviourIds } from "../behaviour/finding.ts";

const digits = 3;
/** A ratio this near to 1 says less than the error itself. */
const nearOne = 0.01;

export const isFailing = ({ verdict }: Finding): boolean =>
  failingVerdicts.some((failing) => failing === verdict);

/** How a finding fails. To be asked of what is failing only. */
export function failureOf(finding: Finding): Failure {
  const verdict = finding.verdict as FailingVerdict;
  const { at, quantity } = placeOf(finding);
  if (!quantity) return { verdict, says: sentenceOf(finding.summary) };
  const place = { verdict, ...(at !== undefined && { at }) };
  if (quantity.status !== "wrong") return place;
  if (quantity.entries.length === 0) return { ...place, says: sentenceOf(quantity.because ?? "") };
  const entries = numbersOf(quantity);
  if (!entries) return { ...place, says: "not finite" };
  const ratio = ratioOf(entries);
  if (ratio && Math.abs(ratio.value - 1) > nearOne) return { ...place, times: textOf(ratio.value) };
  const error = errorOf(entries);
  // a number that rounding could have made is no mark
  return error && 4 * error.slack < error.value ? { ...place, off: textOf(error.value) } : place;
}

/** `violates, ∂L/∂W1 times -1` */
export function failureText({ verdict, at, times, off, says }: Failure): string {
  const how = times !== undefined ? `times ${times}` : off !== undefined ? `off by ${off}` : "";
  const place = [at, how].filter(Boolean).join(" ");
  return [verdict, place, says].filter(Boolean).join(", ");
}

/** Whether it fails as is written. Only what is written is compared. */
export function failsAs(written: Failure, finding: Finding): boolean {
  const now = failureOf(finding);
  return (
    written.verdict === now.verdict &&
    (written.at === undefined || written.at === now.at) &&
    (written.says === undefined || written.says === now.says) &&
    (written.times === undefined || isTimes(Number(written.times), finding)) &&
    (written.off === undefined || isOffBy(Number(written.off), finding))
  );
}

/** Where the fault starts, and the quantity whose numbers tell: that one, if the engine shows it, or the first that is wrong, or not right. */
function placeOf(finding: Finding): { readonly at?: string; readonly quantity?: Quantity } {
  // what an engine remembers depends on all that it was asked
  if (behaviourIds.includes(finding.id)) return {};
  const { firstWrong: first, quantities } = finding;
  const wrong = quantities.filter(({ status }) => status === "wrong");
  const quantity =
    wrong.find(({ name, kind }) => name === first?.name && kind === first.kind) ??
    wrong[0] ??
    quantities.find(({ status }) => status !== "right" && status !== "unavailable");
  return quantity ? { at: first?.label ?? quantity.label, quantity } : {};
}

const details = /\b[A-Z]\w*(?:Error|Exception)\b|\bexit code \d+|\bSIG[A-Z]+\b|\b(?:values|gradients)\.\w+/;

/** The sentence without what may change from run to run: up to its colon or its time, and what kind of error is named behind it. */
function sentenceOf(summary: string): string {
  const [head = ""] = summary.split(/:| in \d/);
  const [detail] = details.exec(summary.slice(head.length)) ?? [];
  return [head.trim(), detail].filter(Boolean).join(", ");
}

interface Numbers {
  readonly engine: number;
  readonly truth: number;
  /** How far another honest way to compute the same wrong number may end from it: its rounding grows with it. */
  readonly slack: number;
}

/** Undefined where one of them is not finite. */
function numbersOf({ entries }: Quantity): readonly Numbers[] | undefined {
  const all = entries.map(({ engine, truth, bound }: Entry): Numbers => {
    const [x, t, b] = [Number(engine), Number(truth), Number(bound)];
    const growth = t === 0 ? 1 : Math.max(1, Math.abs(x / t));
    return { engine: x, truth: t, slack: (b === 0 ? 0 : b * growth) + 2 ** -51 * Math.abs(x) };
  });
  return all.every(({ engine, truth }) => Number.isFinite(engine - truth)) ? all : undefined;
}

/** A number, and how far rounding may move it. */
interface Measured {
  readonly value: number;
  readonly slack: number;
}

const allows = ({ engine, truth, slack }: Numbers, ratio: Measured): boolean =>
  Math.abs(engine - ratio.value * truth) <= 2 * slack + ratio.slack * Math.abs(truth);

/** The ratio that all entries have; undefined where they have none, or all are truly 0. */
function ratioOf(entries: readonly Numbers[]): Measured | undefined {
  const ratios = entries
    .filter(({ truth }) => truth !== 0)
    .map(({ engine, truth, slack }) => ({ value: engine / truth, slack: slack / Math.abs(truth) }));
  const [first, ...others] = ratios;
  if (!first) return undefined;
  const surest = others.reduce((a, b) => (b.slack < a.slack ? b : a), first);
  return entries.every((entry) => allows(entry, surest)) ? surest : undefined;
}

/** ‖engine − truth‖ / ‖truth‖; undefined where all are truly 0. */
function errorOf(entries: readonly Numbers[]): Measured | undefined {
  const size = norm(entries.map(({ truth }) => truth));
  if (size === 0) return undefined;
  const of = (part: (numbers: Numbers) => number) => norm(entries.map(part)) / size;
  return { value: of(({ engine, truth }) => engine - truth), slack: of(({ slack }) => slack) };
}

/** Scaled, so that no square overflows. */
function norm(all: readonly number[]): number {
  const most = all.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
  if (most === 0 || !Number.isFinite(most)) return most;
  return most * Math.sqrt(all.reduce((sum, x) => sum + (x / most) ** 2, 0));
}

const textOf = (x: number): string => String(Number(x.toPrecision(digits)));

/** One unit of the last digit that is written: half for rounding it, half for luck at its edge. Of 0: of its third decimal. */
const unitOf = (x: number, count = digits): number =>
  10 ** (x === 0 ? -digits : Math.floor(Math.log10(Math.abs(x))) + 1 - count);

function isTimes(value: number, finding: Finding): boolean {
  const entries = numbersIn(finding);
  return entries?.every((entry) => allows(entry, { value, slack: unitOf(value) })) ?? false;
}

function isOffBy(value: number, finding: Finding): boolean {
  const { quantity } = placeOf(finding);
  const error = errorOf(numbersIn(finding) ?? []);
  if (!error || !quantity) return false;
  // of many entries the worst are shown, and on another machine one of them may be another one
  const count = quantity.entries.length < quantity.compared ? 1 : digits;
  return Math.abs(error.value - value) <= unitOf(value, count) + 2 * error.slack;
}

function numbersIn(finding: Finding): readonly Numbers[] | undefined {
  const { quantity } = placeOf(finding);
  return quantity?.status === "wrong" && quantity.entries.length > 0 ? numbersOf(quantity) : undefined;
}
