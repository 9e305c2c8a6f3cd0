/**
 * Pure: what an engine answered, held against the truth and its witnesses.
 *
 * An entry is wrong where it is further from the truth than any honest engine can be. An engine is accused only where a second oracle, which
 * shares no derivative with the first, says the same of one of the wrong entries; oracles that contradict the truth accuse us.
 */
import type { Observation } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import { doubleDoubleText } from "../spec/decimal.ts";
import type { Name } from "../spec/graph.ts";
import type { Cell, Entry, Opinion, Quantity, Verdict } from "../spec/report.ts";
import { indexAt, type Shape, sameShape, showShape, type Tensor } from "../spec/tensor.ts";
import { type Comparison, compare, isInformative, type TrueEntry } from "./tolerance.ts";
import { type Known, type Truth, trueEntry } from "./truth/known.ts";

export type Answer = Extract<Observation, { kind: "answered" }>;
/** A quantity judged, with what its report does not need to know. */
export interface Judged {
  readonly quantity: Quantity;
  readonly wrongEntries: readonly number[];
}
/** JSON-safe form of any double. */
export function cellOf(x: number): Cell {
  if (Number.isNaN(x)) return "NaN";
  if (x === Number.POSITIVE_INFINITY) return "Infinity";
  if (x === Number.NEGATIVE_INFINITY) return "-Infinity";
  return Object.is(x, -0) ? "-0" : x;
}

/** The least of any number of digits; null of none. (Spread into Math.min, a million arguments overflow the stack.) */
export const fewest = (digits: readonly number[]): number | null =>
  digits.length > 0 ? digits.reduce((a, b) => Math.min(a, b)) : null;

/** How many entries of one quantity a report shows: the worst ones. */
const mostEntries = 64;

export const labelOf = (kind: "value" | "gradient", name: Name, output: Name): string =>
  kind === "value" ? name : `∂${output}/∂${name}`;

const texts = new WeakMap<Known, Map<number, string>>();

/** The truth of an entry in decimal, worked out once: it takes longer than judging an answer by it, and many answers are. */
function textOf(known: Known, k: number): string {
  const kept = texts.get(known) ?? new Map<number, string>();
  texts.set(known, kept);
  const text = kept.get(k) ?? doubleDoubleText(known.hi[k], known.lo[k], known.own[k]);
  kept.set(k, text);
  return text;
}

/** Half a unit of the last digit that the engine printed. */
export function quantumOf(x: number, digits: Answer["digits"]): number {
  if (!digits) return 0;
  if (digits.kind === "decimals") return 0.5 * 10 ** -digits.count;
  return x === 0 || !Number.isFinite(x)
    ? 0
    : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(x))) - digits.count + 1);
}

interface Place {
  readonly kind: "value" | "gradient";
  readonly name: Name;
  readonly label: string;
}

type Status = Pick<Quantity, "status" | "because">;
const unstable: Status = {
  status: "suspect",
  because:
    "is not finite: it overflows or is numerically unstable here, where a plain formula of an honest engine may be so too",
};
const farOff: Status = {
  status: "suspect",
  because: "is within the tolerance, but 12 times further off than rounding usually takes it",
};
const blind: Status = {
  status: "undecided",
  because: "carries no information: rounding alone could move it by as much as it is large",
};

/** Wrong, or the first reason not to call it right. */
function statusOf(wrong: number, doubts: readonly (readonly [boolean, Status])[]): Status {
  if (wrong > 0) return { status: "wrong" };
  return doubts.find(([isSo]) => isSo)?.[1] ?? { status: "right" };
}

export function judgeQuantity(place: Place, x: Tensor, known: Known, answer: Answer, c: Case): Judged {
  const { kind, name } = place;
  const promises = kind === "value" ? "values" : "gradients";
  const [printed, certified] = [c.printed?.[promises][name], c.certified?.[promises][name]];
  const compared: (Comparison & { readonly k: number; readonly truth: TrueEntry })[] = [];
  for (let k = 0; k < known.hi.length; k++) {
    const truth = trueEntry(known, k);
    compared.push({ k, truth, ...compare(x.data[k], truth, quantumOf(x.data[k], answer.digits)) });
  }
  const undecided = compared.filter((e) => !e.ok && e.bound === Number.POSITIVE_INFINITY);
  const wrong = compared.filter((e) => !e.ok && !undecided.includes(e));
  const shown = (
    compared.length > mostEntries ? compared.toSorted(worstFirst).slice(0, mostEntries) : compared
  ).map(
    ({ k, bound, ok, digits }): Entry => ({
      index: indexAt(known.shape, k),
      engine: cellOf(x.data[k]),
      truth: textOf(known, k),
      bound: cellOf(bound),
      digits,
      ok,
      ...(printed && { printed: printed.text[k] }),
      ...(certified && { certified: certified.text[k] }),
    }),
  );
  const informative = compared.filter(({ truth }) => isInformative(truth));
  const digits = informative.flatMap((e) => (e.digits === null ? [] : [e.digits]));
  const status = statusOf(wrong.length, [
    [undecided.some((e) => !Number.isFinite(x.data[e.k])), unstable],
    [compared.some((e) => e.suspect), farOff],
    [undecided.length > 0 || (informative.length === 0 && compared.length > 0), blind],
  ]);
  return {
    quantity: {
      ...place,
      shape: known.shape,
      ...status,
      entries: shown,
      compared: compared.length,
      wrong: wrong.length,
      digits: fewest(digits),
    },
    wrongEntries: wrong.toSorted(worstFirst).map(({ k }) => k),
  };
}

const excess = ({ error, bound }: Comparison): number =>
  Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / bound;
const worstFirst = (a: Comparison, b: Comparison): number =>
  Math.min(excess(b), 1e300) - Math.min(excess(a), 1e300) || 0;

function withoutNumbers(place: Place, shape: Shape, status: Quantity["status"], because: string): Judged {
  const quantity = {
    ...place,
    shape,
    status,
    because,
    entries: [],
    compared: 0,
    wrong: status === "wrong" ? 1 : 0,
    digits: null,
  };
  return { quantity, wrongEntries: [] };
}

/** Shapes are compared exactly; the message says which usual slip fits. */
function shapeProblem(got: Shape, due: Shape): string {
  const flat = got.length === 1 && got[0] === due.reduce((a, b) => a * b, 1);
  const slip = sameShape(got, due.toReversed()) ? " (its transpose)" : flat ? " (flattened)" : "";
  return `has the shape ${showShape(got)}${slip} where ${showShape(due)} is due`;
}

/** Every quantity that was wanted, and those offered beside it, each judged alone. */
export function judgeQuantities(c: Case, answer: Answer, truth: Truth, output: Name): readonly Judged[] {
  const { want, also } = c.question;
  const judged: Judged[] = [];
  for (const [kind, all] of [
    ["value", "values"],
    ["gradient", "gradients"],
  ] as const) {
    const optional = (also?.[all] ?? []).filter((name) => !want[all].includes(name) && answer[all][name]);
    for (const name of [...want[all], ...optional]) {
      const known = truth[all].get(name);
      const x = answer[all][name];
      const place = { kind, name, label: labelOf(kind, name, output) };
      if (!known) continue;
      const reason = answer.unavailable?.[name];
      if (!x && reason !== undefined) judged.push(withoutNumbers(place, known.shape, "unavailable", reason));
      else if (!x)
        judged.push(withoutNumbers(place, known.shape, "wrong", "was asked for and is not in the answer"));
      else if (!sameShape(x.shape, known.shape)) {
        judged.push(withoutNumbers(place, known.shape, "wrong", shapeProblem(x.shape, known.shape)));
      } else judged.push(judgeQuantity(place, x, known, answer, c));
    }
  }
  return judged;
}

/** The verdict follows from the quantities and the witnesses; nobody sets it. */
export function verdictOf(
  judged: readonly Judged[],
  opinions: readonly Opinion[],
  witnessed: boolean,
): Verdict {
  const statuses = judged.map(({ quantity }) => quantity.status);
  if (opinions.some((opinion) => opinion.kind === "disagrees")) return "disputed";
  if (statuses.includes("wrong")) return witnessed ? "violates" : "inconclusive";
  if (statuses.every((status) => status === "unavailable")) return "unsupported";
  if (statuses.includes("imprecise")) return "imprecise";
  if (statuses.includes("suspect") || !statuses.includes("right")) return "inconclusive";
  // tensors without entries alone prove nothing
  if (judged.every(({ quantity: { compared } }) => compared === 0)) return "inconclusive";
  return "conforms";
}
