/**
 * The certified numbers of a fixture: recorded by `backproof certify` from two independent 64-digit computations.
 *
 * They belong to the exact decimals of the fixture's literals; the truth belongs to the doubles nearest to them. The distance between the two
 * is bounded by what the literals' conversion does to the result (`literal`), and that is their stated error.
 */
import type { Written } from "../../spec/case.ts";
import { halfUnitOfLastDigit, toDoubleDouble } from "../../spec/decimal.ts";
import type { Name } from "../../spec/graph.ts";
import type { Known } from "../truth/known.ts";
import type { Estimate, Oracle } from "./oracle.ts";

function estimateOf(written: Written, known: Known): Estimate {
  const read = written.text.map(toDoubleDouble);
  return {
    shape: written.shape,
    hi: Float64Array.from(read, ({ hi }) => hi),
    lo: Float64Array.from(read, ({ lo }) => lo),
    error: Float64Array.from(read, ({ hi }, k) => {
      return halfUnitOfLastDigit(written.text[k]) + known.literal[k] * (1 + 1e-6) + 2 ** -106 * Math.abs(hi);
    }),
  };
}

function estimatesOf(
  promised: Readonly<Record<Name, Written>> = {},
  known: ReadonlyMap<Name, Known>,
): Map<Name, Estimate> {
  return new Map(
    Object.entries(promised).flatMap(([name, written]) => {
      const truth = known.get(name);
      return truth ? [[name, estimateOf(written, truth)] as const] : [];
    }),
  );
}

export const recorded: Oracle = {
  name: "certified",
  method: "the fixture's recorded number: two 64-digit computations that share no derivative",
  scope: ({ case: c }) => (c.certified ? "in" : { out: "the fixture records no certified number" }),
  estimate: async ({ case: c, truth }) => ({
    values: estimatesOf(c.certified?.values, truth.values),
    gradients: estimatesOf(c.certified?.gradients, truth.gradients),
  }),
};
