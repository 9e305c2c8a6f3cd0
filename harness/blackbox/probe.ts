/** One look along a direction: the slope of the loss, the slope that the gradient claims, and how far honest ones may be apart. */
import type { Direction } from "./direction.ts";

export interface Probe {
  readonly direction: Direction;
  /** In units of the parameters. */
  readonly step: number;
  /** ⟨gradient, v⟩, or its mean along a segment. */
  readonly claimed: number;
  /** From losses alone. */
  readonly measured: number;
  /** |measured − claimed| of an honest engine is at most this. */
  readonly tolerance: number;
  /** The part of the tolerance that only a wider step makes smaller. */
  readonly noise: number;
  /** How far the looks of this probe contradict each other: goes down fast with the step, unless a kink is in between. */
  readonly rough: number;
  /** √Σ (gᵢ vᵢ)²: what a slope of random signs is like. */
  readonly size: number;
  /** The loss was the same to the bit everywhere. */
  readonly flat: boolean;
  readonly losses: readonly number[];
}

/** A way to probe. Throws Unanswered. */
export interface Prober {
  readonly name: string;
  readonly method: string;
  /** Calls of the engine for one look. */
  readonly cost: number;
  /** Whether all points of a look are near the start: a kink is then seen in its roughness. Along a segment it may hide between the nodes. */
  readonly isLocal: boolean;
  look(direction: Direction, step: number): Promise<Probe>;
  /** The same direction at half the step. */
  finer(probe: Probe): Promise<Probe>;
}

export const residualOf = ({ measured, claimed }: Probe): number => measured - claimed;
/** Written so that NaN is flagged. */
export const isFlagged = (probe: Probe): boolean => !(Math.abs(residualOf(probe)) <= probe.tolerance);
/** A residual that roughness cannot explain, were there a kink or more truncation than the tolerance grants. */
const isPlain = (probe: Probe): boolean =>
  isFlagged(probe) && Math.abs(residualOf(probe)) > 8 * probe.rough + probe.tolerance;

const mostHalvings = 8;

export interface Settled {
  readonly probe: Probe;
  /** False where roughness never went down: kinks all along, or a step that is far too wide. */
  readonly quiet: boolean;
  /** The first look was rough, and a finer one cleared it. */
  readonly halvings: number;
}

/**
 * A flagged look that a kink could explain is repeated at half the step, until it is clear, or flagged beyond what roughness explains, or
 * until the roughness behaves as that of a smooth function (a quarter a halving; a kink between the points keeps it as it is). `trusts`: a
 * residual beyond roughness needs no second look.
 */
export async function settle(prober: Prober, first: Probe, trusts = prober.isLocal): Promise<Settled> {
  let probe = first;
  for (let halvings = 0; ; halvings++) {
    if (!isFlagged(probe) || (trusts && isPlain(probe))) return { probe, quiet: true, halvings };
    if (halvings === mostHalvings) return { probe, quiet: false, halvings };
    const finer = await prober.finer(probe);
    const was = probe;
    probe = finer;
    if (isFlagged(finer) && isFlagged(was) && stays(was, finer, prober.isLocal)) {
      return { probe, quiet: true, halvings: halvings + 1 };
    }
  }
}

/** Whether the residual is there at both steps for the same reason: the gradient, which does not change with the step. */
function stays(was: Probe, finer: Probe, isLocal: boolean): boolean {
  const smooth = finer.rough <= 0.4 * was.rough + finer.noise;
  if (isLocal) return smooth && Math.abs(residualOf(finer)) > 2 * finer.rough;
  const change = Math.abs(residualOf(finer) - residualOf(was));
  return change <= 0.25 * Math.abs(residualOf(was)) + was.noise + finer.noise;
}
