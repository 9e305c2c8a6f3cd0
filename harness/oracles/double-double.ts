/** Reverse mode in double-double, certified by its own running error bound: every entry, about 32 digits. */

import type { Known } from "../truth/known.ts";
import type { Estimate, Oracle } from "./oracle.ts";

const estimateOf = ({ shape, hi, lo, own }: Known): Estimate => ({ shape, hi, lo, error: own });
const all = (known: ReadonlyMap<string, Known>) =>
  new Map([...known].map(([name, x]) => [name, estimateOf(x)]));

export const doubleDoubleReverse: Oracle = {
  name: "double-double",
  method: "reverse mode in double-double arithmetic, with a running bound on its own error",
  scope: () => "in",
  estimate: async ({ truth }) => ({ values: all(truth.values), gradients: all(truth.gradients) }),
};
