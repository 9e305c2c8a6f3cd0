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
import type { Estimate, Estimates } from "./oracles/oracle.ts";
import { type Comparison, compare, contradicts, isInformative, type TrueEntry } from "./tolerance.ts";
import type { Known, Truth } from "./truth/truth.ts";

export type Answer = Extract<Observation, { kind: "answered" }>;
export interface Witness {
  readonly oracle: string;
  readonly method: string;
  readonly said: Estimates | { readonly out: string };
}
/** A quantity judged, with what its report does not need to know. */
export interface Judged {
  readonly quantity: Quantity;
  readonly wrongEntries: readonly number[];
}
export interface Judgement {
  readonly verdict: Verdict;
  readonly quantities: readonly Judged[];
  readonly digits: number | null;
}

/** JSON-safe form of any double. */
export function cellOf(x: number): Cell {
  if (Number.isNaN(x)) return "NaN";
  if (x === Number.POSITIVE_INFINITY) return "Infinity";
  if (x === Number.NEGATIVE_INFINITY) return "-Infinity";
  return Object.is(x, -0) ? "-0" : x;
}

/** How many entries of one quantity a report shows: the worst ones. */
const mostEntries = 64;

export const labelOf = (kind: "value" | "gradient", name: Name, output: Name): string =>
  kind === "value" ? name : `∂${output}/∂${name}`;

const trueEntry = (known: Known, k: number): TrueEntry => ({
  hi: known.hi[k],
  lo: known.lo[k],
  own: known.own[k],
  bound: known.bound[k],
  usual: known.usual[k],
});

/** Half a unit of the last digit that the engine printed. */
function quantumOf(x: number, digits: Answer["digits"]): number {
  if (!digits) return 0;
  if (digits.kind === "decimals") return 0.5 * 10 ** -digits.count;
  return x === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(x))) - digits.count + 1);
}

interface Place {
  readonly kind: "value" | "gradient";
  readonly name: Name;
  readonly label: string;
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
  const undecided = compared.filter(
    (e) => !e.ok && e.bound === Number.POSITIVE_INFINITY && Number.isFinite(x.data[e.k]),
  );
  const wrong = compared.filter((e) => !e.ok && !undecided.includes(e));
  const shown = (
    compared.length > mostEntries ? compared.toSorted(worstFirst).slice(0, mostEntries) : compared
  ).map(
    ({ k, truth, bound, ok, digits }): Entry => ({
      index: indexAt(known.shape, k),
      engine: cellOf(x.data[k]),
      truth: doubleDoubleText(truth.hi, truth.lo, truth.own),
      bound: cellOf(bound),
      digits,
      ok,
      ...(printed && { printed: printed.text[k] }),
      ...(certified && { certified: certified.text[k] }),
    }),
  );
  const informative = compared.filter(({ truth }) => isInformative(truth));
  const digits = informative.flatMap((e) => (e.digits === null ? [] : [e.digits]));
  const isBlind = undecided.length > 0 || informative.length === 0;
  const status =
    wrong.length > 0
      ? "wrong"
      : compared.some((e) => e.suspect)
        ? "suspect"
        : isBlind
          ? "undecided"
          : "right";
  return {
    quantity: {
      ...place,
      shape: known.shape,
      status: known.hi.length === 0 ? "right" : status,
      ...(status === "undecided" && {
        because: "carries no information: rounding alone could move it by as much as it is large",
      }),
      ...(status === "suspect" && {
        because: "is within the tolerance, but 12 times further off than rounding usually takes it",
      }),
      entries: shown,
      compared: compared.length,
      wrong: wrong.length,
      digits: digits.length > 0 ? Math.min(...digits) : null,
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

/** What one oracle makes of the truth. */
export function opinionOf(
  { oracle, method, said }: Witness,
  truth: Truth,
  judged: readonly Judged[],
  output: Name,
): Opinion {
  if ("out" in said) return { oracle, method, kind: "abstains", because: said.out };
  let entries = 0;
  let worst = 0;
  for (const { quantity } of judged) {
    const { kind, name } = quantity;
    const [known, estimate] = [truthAt(truth, kind, name), estimateAt(said, kind, name)];
    if (!known || !estimate || !sameShape(known.shape, estimate.shape)) continue;
    for (let k = 0; k < known.hi.length; k++) {
      if (!(estimate.error[k] < Number.POSITIVE_INFINITY)) continue;
      const difference = estimate.hi[k] - known.hi[k] + (estimate.lo[k] - known.lo[k]);
      // two computations of the same double-double may differ in its last bit
      if (contradicts(difference, estimate.error[k] + known.own[k] + 2 ** -104 * Math.abs(known.hi[k]))) {
        const index = known.shape.length > 0 ? `[${indexAt(known.shape, k).join(", ")}]` : "";
        const numbers = `${doubleDoubleText(estimate.hi[k], estimate.lo[k])} against ${doubleDoubleText(known.hi[k], known.lo[k])}`;
        return {
          oracle,
          method,
          kind: "disagrees",
          at: `${labelOf(kind, name, output)}${index}: ${numbers}`,
        };
      }
      // an error as large as the number itself witnesses nothing
      if (!(estimate.error[k] <= 0.1 * Math.abs(known.hi[k]) || estimate.error[k] <= known.bound[k]))
        continue;
      entries++;
      if (known.hi[k] !== 0) worst = Math.max(worst, estimate.error[k] / Math.abs(known.hi[k]));
    }
  }
  if (entries === 0)
    return { oracle, method, kind: "abstains", because: "its own error is too large to say anything here" };
  return { oracle, method, kind: "agrees", entries, error: cellOf(worst) };
}

const truthAt = (truth: Truth, kind: "value" | "gradient", name: Name): Known | undefined =>
  (kind === "value" ? truth.values : truth.gradients).get(name);
const estimateAt = (said: Estimates, kind: "value" | "gradient", name: Name): Estimate | undefined =>
  (kind === "value" ? said.values : said.gradients).get(name);

/** Whether the witness, too, finds one of the wrong entries out of reach of an honest engine. */
export function corroborates(
  { said }: Witness,
  judged: readonly Judged[],
  answer: Answer,
  truth: Truth,
): boolean {
  if ("out" in said) return false;
  return judged.some(({ quantity: { kind, name, compared }, wrongEntries }) => {
    // what is missing or of another shape needs no witness
    if (wrongEntries.length === 0) return compared === 0;
    const [known, estimate] = [truthAt(truth, kind, name), estimateAt(said, kind, name)];
    const x = answer[kind === "value" ? "values" : "gradients"][name];
    if (!known || !estimate || !x) return false;
    return wrongEntries.some((k) => {
      const entry = { hi: estimate.hi[k], lo: estimate.lo[k], own: estimate.error[k], bound: known.bound[k] };
      const seen = compare(x.data[k], entry, quantumOf(x.data[k], answer.digits));
      return !seen.ok && seen.bound < Number.POSITIVE_INFINITY;
    });
  });
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
  return "conforms";
}
