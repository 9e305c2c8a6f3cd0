/** A witness of the truth: what it can speak of, what it says, and how far it may itself be off. */
import type { Profile } from "../../engine/numbers/bounded/profile.ts";
import type { Engine, Observation } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import type { Shape } from "../../spec/tensor.ts";
import type { Truth } from "../truth/known.ts";

/** hi + lo, off by `error` at most; an infinite error says nothing of that entry. */
export interface Estimate {
  readonly shape: Shape;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
  readonly error: Float64Array;
}
export interface Estimates {
  readonly values: ReadonlyMap<Name, Estimate>;
  readonly gradients: ReadonlyMap<Name, Estimate>;
}
/** What an oracle may use. It never sees the truth's numbers, save to say how large they are. */
export interface Scene {
  readonly case: Case;
  /** Absent for training runs. */
  readonly graph?: Graph;
  readonly engine?: Engine;
  readonly observation?: Observation;
  /** A kink that the case stands on, in words: there is no derivative to witness. */
  readonly kink?: string;
  /** Entries under suspicion by quantity: an oracle that cannot do all does these first. */
  readonly suspects: ReadonlyMap<Name, readonly number[]>;
  readonly truth: Truth;
  /** The arithmetic that the engine claims; default: float64. */
  readonly profile?: Profile;
}
export interface Oracle {
  readonly name: string;
  /** How it knows, in a few words. */
  readonly method: string;
  /** Its numbers are the engine's own: where they contradict the truth, the engine contradicts itself, and they bear no witness. */
  readonly isOfEngine?: true;
  scope(scene: Scene): "in" | { readonly out: string };
  estimate(scene: Scene): Promise<Estimates>;
}
