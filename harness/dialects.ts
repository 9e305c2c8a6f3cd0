/** Right answers of another dialect: a slope at a kink, a squared error that the engine cannot name, a lower precision than claimed. */
import { isStored, type Profile, profiles } from "../engine/numbers/bounded/profile.ts";
import { type Conventions, usualConventions } from "../engine/reference/vjps/rule.ts";
import type { Description, DType } from "../spec/answer.ts";
import type { Case, Loss } from "../spec/case.ts";
import type { Name } from "../spec/graph.ts";
import { divisor } from "../spec/lower/loss.ts";
import { type Answer, type Judged, judgeQuantities } from "./judge.ts";
import type { Kink } from "./kinks.ts";
import type { Truth } from "./truth/known.ts";
import { truthOf } from "./truth/truth.ts";

/** The judgement under a dialect that explains every number, and its name. */
export interface Explained {
  readonly judged: readonly Judged[];
  readonly note: string;
}
export interface Question {
  readonly case: Case;
  readonly answer: Answer;
  readonly profile: Profile;
  readonly output: Name;
}

export const isRight = (judged: readonly Judged[]): boolean =>
  judged.every(({ quantity }) => quantity.status !== "wrong");

/** Tries the usual slopes, then solves for one: gradients are linear in the slope of a single kink. Undefined if none fits. */
export function fitConvention(q: Question, kinks: readonly Kink[]): Explained | undefined {
  const kinds = [...new Map(kinks.map((kink) => [kink.convention, kink])).values()];
  const judgedWith = (conventions: Conventions) =>
    judgeQuantities(q.case, q.answer, truthOf(q.case, q.profile, { conventions }), q.output);
  const noteOf = (slopes: readonly number[]) =>
    `convention ${kinds.map(({ name }, i) => `${name} = ${Number(slopes[i].toPrecision(12))}`).join(", ")}: admissible`;
  for (const slopes of choices(kinds.map(({ admits: [low, high] }) => [low, high, (low + high) / 2]))) {
    const conventions = {
      ...usualConventions,
      ...Object.fromEntries(kinds.map((kind, i) => [kind.convention, slopes[i]])),
    };
    const judged = judgedWith(conventions);
    if (isRight(judged)) return { judged, note: noteOf(slopes) };
  }
  if (kinds.length !== 1) return undefined;
  const [{ convention, admits }] = kinds;
  const slope = solve(q, convention);
  if (slope === undefined || !(slope >= admits[0] && slope <= admits[1])) return undefined;
  const judged = judgedWith({ ...usualConventions, [convention]: slope });
  return isRight(judged) ? { judged, note: noteOf([slope]) } : undefined;
}

function choices(sets: readonly (readonly number[])[]): number[][] {
  return sets.reduce<number[][]>((all, set) => all.flatMap((start) => set.map((x) => [...start, x])), [[]]);
}

/** s with g(s) = g(0) + s·(g(1) − g(0)) at the entry where the slope matters most. */
function solve({ case: c, answer, profile }: Question, convention: keyof Conventions): number | undefined {
  const [zero, one] = [0, 1].map((slope) =>
    truthOf(c, profile, { conventions: { ...usualConventions, [convention]: slope } }),
  );
  let best: { effect: number; slope: number } | undefined;
  for (const [name, low] of zero.gradients) {
    const [high, x] = [one.gradients.get(name), answer.gradients[name]];
    if (!high || !x || x.data.length !== low.hi.length) continue;
    for (let k = 0; k < low.hi.length; k++) {
      const effect = high.hi[k] - low.hi[k];
      if (Math.abs(effect) > Math.abs(best?.effect ?? 0))
        best = { effect, slope: (x.data[k] - low.hi[k]) / effect };
    }
  }
  return best?.slope;
}

export const squaredErrors: readonly Loss[] = [
  { name: "half_squared_error", reduction: "batchmean" },
  { name: "mse", reduction: "batchmean" },
  { name: "mse", reduction: "mean" },
  { name: "half_squared_error", reduction: "mean" },
  { name: "half_squared_error", reduction: "sum" },
  { name: "mse", reduction: "sum" },
];

/** Whether the question asks for the gradient of a squared error of an engine whose interface cannot say which one it differentiates. */
export function leavesSquaredErrorOpen(question: Case["question"], { squaredError }: Description): boolean {
  if (squaredError !== "unnamed" || !("loss" in question) || question.kind === "loss") return false;
  return question.loss.name === "mse" || question.loss.name === "half_squared_error";
}

/** Squared errors that explain a case, of which one must explain the later ones; as a dialect where the one that is asked is not among them. */
export interface FittingSquaredErrors {
  readonly squaredErrors: readonly Loss[];
  readonly dialect?: Explained;
  /** The case with the first of them in place of the one that is asked, what is answered to it, and what is true of it. */
  readonly meant: Case;
  readonly answer: Answer;
  readonly truth: Truth;
  readonly judged: readonly Judged[];
}

/** The case with this squared error; where that is another number, what its fixture says of numbers holds no longer. */
export function withSquaredError(c: Case, loss: Loss): Case {
  const { question } = c;
  if (!("loss" in question) || question.kind === "loss") return c;
  const { shape } = question.target;
  // of one sample, a sum is a mean over samples
  if (question.loss.name === loss.name && divisor(question.loss, shape) === divisor(loss, shape)) return c;
  const meant = { ...question, loss: { ...question.loss, ...loss } };
  return { ...c, question: meant, certified: undefined, printed: undefined };
}

const isLoss = (name: Name): boolean => /^L(@\d+)?$/.test(name);

/** The loss that is asked may be shown by an engine that differentiates another one: where it is right, it is not held to that other. */
export function withoutAskedLoss(q: Question, meant: Case): Answer {
  if (meant === q.case || !Object.keys(q.answer.values).some(isLoss)) return q.answer;
  const asAsked = judgeQuantities(q.case, q.answer, truthOf(q.case, q.profile), q.output);
  const right = asAsked.flatMap(({ quantity: { kind, name, status } }) =>
    kind === "value" && isLoss(name) && status === "right" ? [name] : [],
  );
  if (right.length === 0) return q.answer;
  const because = "is right for the squared error that is asked; the gradients are those of another one";
  return {
    ...q.answer,
    values: Object.fromEntries(Object.entries(q.answer.values).filter(([name]) => !right.includes(name))),
    unavailable: { ...q.answer.unavailable, ...Object.fromEntries(right.map((name) => [name, because])) },
  };
}

/**
 * An engine whose interface cannot say which squared error it differentiates may mean any of them, but the same one in every case: of those that
 * earlier cases left possible, the ones that explain this case. Several may (with one output a mean over entries is a mean over samples).
 */
export function fitSquaredError(q: Question, possible = squaredErrors): FittingSquaredErrors | undefined {
  const { question } = q.case;
  if (!("loss" in question) || question.kind === "loss") return undefined;
  const asked = question.loss;
  const fitting = possible.flatMap((loss) => {
    const meant = withSquaredError(q.case, loss);
    const truth = truthOf(meant, q.profile);
    const answer = withoutAskedLoss(q, meant);
    const judged = judgeQuantities(meant, answer, truth, q.output);
    return isRight(judged) ? [{ loss, meant, answer, truth, judged }] : [];
  });
  if (fitting.length === 0) return undefined;
  const losses = fitting.map(({ loss }) => loss);
  const [{ meant, answer, truth, judged }] = fitting;
  const isAsked = losses.some(({ name, reduction }) => name === asked.name && reduction === asked.reduction);
  if (isAsked) return { squaredErrors: losses, meant, answer, truth, judged };
  const text = losses.map(({ name, reduction }) => `${name}, ${reduction}`).join(" or ");
  const note = `its interface does not name a squared error; its gradients are those of ${text}`;
  return { squaredErrors: losses, dialect: { judged, note }, meant, answer, truth, judged };
}

/** Formats narrower than float32 are believed only of numbers that all fit in them: their tolerance is wide enough to hide a bug. */
function couldBe(dtype: DType, answer: Answer): boolean {
  if (dtype === "float32") return true;
  const all = [...Object.values(answer.values), ...Object.values(answer.gradients)];
  return all.every(({ data }) =>
    data.every((x) => !Number.isFinite(x) || isStored(x, profiles[dtype]) || Math.abs(x) < 1e-4),
  );
}

/** A lower precision shows in most numbers, not in one: half of those that could show it, at least. */
function isThroughout({ case: c, answer, profile, output }: Question): boolean {
  const truth = truthOf(c, profile);
  let [able, wrong] = [0, 0];
  for (const { quantity, wrongEntries } of judgeQuantities(c, answer, truth, output)) {
    const known = (quantity.kind === "value" ? truth.values : truth.gradients).get(quantity.name);
    able += known?.hi.filter((x, k) => x !== 0 && known.bound[k] > 0).length ?? 0;
    wrong += wrongEntries.length;
  }
  return wrong >= able / 2;
}

/** A NaN or an infinity where a number is due: that a narrower format may overflow there makes it no number of that format. */
const isLost = ({ quantity }: Judged): boolean =>
  quantity.entries.some(({ ok, engine }) => !ok && typeof engine === "string");

/** The narrowest claim that the numbers keep: right formulas in a lower precision than claimed. */
export function fitPrecision(q: Question): Explained | undefined {
  if (!isThroughout(q)) return undefined;
  for (const dtype of ["float32", "float16", "bfloat16"] as const) {
    if (profiles[dtype].storage <= q.profile.storage || !couldBe(dtype, q.answer)) continue;
    const judged = judgeQuantities(q.case, q.answer, truthOf(q.case, profiles[dtype]), q.output);
    if (!isRight(judged) || judged.some(isLost)) continue;
    if (!judged.some(({ quantity }) => quantity.status === "right")) continue;
    const because = `right formula, ${dtype} precision (claimed ${q.profile.name})`;
    const marked = judged.map(
      (one): Judged => ({
        ...one,
        quantity:
          one.quantity.status === "right" ? { ...one.quantity, status: "imprecise", because } : one.quantity,
      }),
    );
    return { judged: marked, note: because };
  }
  return undefined;
}
