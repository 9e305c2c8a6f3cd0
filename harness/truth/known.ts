/** What is known of a number: the truth, and what it, an honest engine and a literal may each be off by. */
import type { bounded } from "../../engine/numbers/bounded/bounded.ts";
import type { Bounded } from "../../engine/numbers/bounded/errors.ts";
import {
  doubleDoubleProfile,
  exactProfile,
  type Profile,
  usually,
} from "../../engine/numbers/bounded/profile.ts";
import type { Case } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import type { Shape, Tensor } from "../../spec/tensor.ts";
import type { TrueEntry } from "../tolerance.ts";
import { literalErrors } from "./literals.ts";

/** A tensor of true numbers with what each may be off by. All arrays are row-major. */
export interface Known {
  readonly shape: Shape;
  readonly hi: Float64Array;
  readonly lo: Float64Array;
  readonly own: Float64Array;
  readonly bound: Float64Array;
  readonly literal: Float64Array;
  /** What an honest engine is usually off by: the root mean square. */
  readonly usual: Float64Array;
  /** How far storing the inputs in the engine's format moves it; absent where the format holds them. */
  readonly stored?: Float64Array;
}

export const trueEntry = (known: Known, k: number): TrueEntry => ({
  hi: known.hi[k],
  lo: known.lo[k],
  own: known.own[k],
  bound: known.bound[k],
  usual: known.usual[k],
  ...(known.stored && { stored: known.stored[k] }),
});

export interface Truth {
  readonly values: ReadonlyMap<Name, Known>;
  readonly gradients: ReadonlyMap<Name, Known>;
  /** Largest number of the format that is claimed. */
  readonly largest: number;
}

/** Position of each profile in the sweeps below. */
export const truthProfiles = (engine: Profile): readonly Profile[] => [
  doubleDoubleProfile,
  engine,
  exactProfile,
  usually(engine),
];

export function knownOf(x: Bounded, moved?: Tensor | null): Known {
  const { shape, hi, lo } = x.value;
  const [own, bound, literal] = x.errors.map((e) => e ?? new Float64Array(hi.length));
  const [, , , squares] = x.errors;
  // Squares below 1e-280 underflow; there a quarter of the bound stands for what is usual. Without a fourth profile nothing is said of it.
  const usual = bound.map((e, k) => {
    if (squares === undefined) return e;
    return squares === null || squares[k] === 0 || e < 1e-140 ? e / 4 : squares[k];
  });
  return { shape, hi, lo, own, bound, literal, usual, ...(moved && { stored: moved.data.map(Math.abs) }) };
}

/** Inputs as error bounds: doubles, with how far each literal's decimal is from its double. */
export function boundedInputs(
  inputs: Graph["inputs"],
  literals: Case["literals"],
  n: ReturnType<typeof bounded>,
): Record<Name, Bounded> {
  const withLiteral = (name: Name, x: Tensor): Bounded => {
    const plain = n.from(x);
    const [own, bound, , usual] = plain.errors;
    return {
      value: plain.value,
      errors: [own, bound, literals[name] ? literalErrors(x, literals[name]) : null, usual],
    };
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, withLiteral(name, x)]));
}
