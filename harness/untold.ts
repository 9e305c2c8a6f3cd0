/**
 * Cases that an honest engine of a precision may not pass: numbers of theirs lie beyond its largest, an input is 0 in it, or rounding alone may move
 * what is asked without bound, or all of it by as much as it is large. No profile requires them in that precision, and to be told nothing by them
 * is nobody's fault; what is wrong there is wrong all the same.
 */
import { profiles } from "../engine/numbers/bounded/profile.ts";
import type { DType } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import type { Name } from "../spec/graph.ts";
import type { Finding } from "../spec/report.ts";
import { graphOf } from "./telling.ts";
import { isInformative } from "./tolerance.ts";
import type { Known } from "./truth/known.ts";
import { truthOf } from "./truth/truth.ts";

const reasons = new WeakMap<Case, Map<DType, string | undefined>>();

/** Why nobody can be told right from wrong here. In float64, for which all cases are written, there is no such case. */
export function untold(c: Case, dtype: DType): string | undefined {
  if (dtype === "float64") return undefined;
  const known = reasons.get(c) ?? new Map<DType, string | undefined>();
  reasons.set(c, known);
  if (!known.has(dtype)) known.set(dtype, reasonOf(c, dtype));
  return known.get(dtype);
}

function reasonOf(c: Case, dtype: DType): string | undefined {
  const { values, gradients, largest } = truthOf(c, profiles[dtype]);
  const { want, also = { values: [], gradients: [] } } = c.question;
  const known = (kind: "values" | "gradients", names: readonly Name[]) =>
    names.flatMap((name) => (kind === "values" ? values : gradients).get(name) ?? []);
  const isFar = ({ hi }: Known) => hi.some((x) => Math.abs(x) > largest);
  if ([...values.values(), ...gradients.values()].some(isFar))
    return `precision:${dtype} ends at ${largest}, and numbers of this question lie beyond`;
  const inputs = Object.keys(graphOf(c.question)?.inputs ?? {});
  if (inputs.some((name) => isLost(values.get(name))))
    return `precision:${dtype} takes an input of this question for 0`;
  const wanted = [...known("values", want.values), ...known("gradients", want.gradients)];
  if (wanted.some(({ bound }) => !bound.every(Number.isFinite)))
    return `precision:${dtype} may round what is asked to anything`;
  const asked = [...wanted, ...known("values", also.values), ...known("gradients", also.gradients)];
  return asked.some(tells) ? undefined : `precision:${dtype} rounds away all that is asked`;
}

/** Inconclusive because of the precision: told as a skip with the reason. */
export function spared(finding: Finding, c: Case, dtype: DType): Finding {
  const because = finding.verdict === "inconclusive" ? untold(c, dtype) : undefined;
  return because === undefined
    ? finding
    : { ...finding, verdict: "unsupported", summary: `${because}: ${finding.summary}` };
}

const isLost = (x: Known | undefined): boolean =>
  x?.hi.some((value, k) => value !== 0 && x.bound[k] >= Math.abs(value)) ?? false;
const tells = ({ hi, lo, own, bound }: Known): boolean =>
  hi.some((x, k) => isInformative({ hi: x, lo: lo[k], own: own[k], bound: bound[k] }));
