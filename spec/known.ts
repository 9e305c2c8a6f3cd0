/** A list of known failures: what an engine is known to get wrong, and how. */
import type { Verdict } from "./report.ts";

/** Every verdict that fails a run. */
export const failingVerdicts = ["violates", "imprecise", "inconclusive", "disputed", "errored"] as const;
export type FailingVerdict = (typeof failingVerdicts)[number] & Verdict;

/**
 * How a case fails, in what does not change with the machine, the order of a sum or the other cases of the run. Numbers keep the digits that
 * were written: `0.73` promises two.
 */
export interface Failure {
  readonly verdict: FailingVerdict;
  /** The first wrong quantity: `∂L/∂W1`. */
  readonly at?: string;
  /** Its entries are this number times the true ones. */
  readonly times?: string;
  /** Or: ‖engine − truth‖ / ‖truth‖ over its entries. */
  readonly off?: string;
  /** What is wrong where no number says it: `crashed, exit code 3`. */
  readonly says?: string;
}

/** A function of the engine's own, or all of them: only the engine knows which there are. */
export const isProblem = (id: string): boolean => /^problems(\/|$)/.test(id);

/** Of a case, a behaviour or a function of the engine's own, by its id. */
export interface Entry {
  readonly id: string;
  readonly because: string;
  readonly issue?: string;
  readonly line: number;
}
export interface KnownEntry extends Entry {
  readonly fails: Failure;
}

export interface KnownList {
  readonly file: string;
  /** Must fail, each in its way. */
  readonly known: readonly KnownEntry[];
  /** May fail or not. */
  readonly flaky: readonly Entry[];
}
