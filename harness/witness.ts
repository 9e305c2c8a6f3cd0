/** What the oracles make of the truth, and whether a second one bears out an accusation. */

import { doubleDoubleText } from "../spec/decimal.ts";
import type { Name } from "../spec/graph.ts";
import type { Opinion } from "../spec/report.ts";
import { indexAt, sameShape } from "../spec/tensor.ts";
import { type Answer, cellOf, type Judged, labelOf, quantumOf } from "./judge.ts";
import type { Estimate, Estimates, Oracle } from "./oracles/oracle.ts";
import { compare, contradicts } from "./tolerance.ts";
import type { Known, Truth } from "./truth/known.ts";

export interface Witness {
  readonly oracle: string;
  readonly method: string;
  readonly said: Estimates | { readonly out: string };
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

/** An oracle as it is heard. One that only repeats the engine can contradict the engine's other answers, but not the truth. */
export function heard(
  { name, method, isOfEngine }: Oracle,
  said: Witness["said"],
  truth: Truth,
  judged: readonly Judged[],
  output: Name,
): { readonly witness: Witness; readonly opinion: Opinion } {
  const witness = { oracle: name, method, said };
  const opinion = opinionOf(witness, truth, judged, output);
  if (!isOfEngine || opinion.kind !== "disagrees") return { witness, opinion };
  const out = `the engine's own loss has another slope, so it bears no witness: ${opinion.at}`;
  return {
    witness: { ...witness, said: { out } },
    opinion: { oracle: name, method, kind: "abstains", because: out },
  };
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
