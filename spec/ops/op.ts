/** What an operation is: a forward meaning over any number system, a shape rule, a domain, kinks. Never a gradient. */
import type { Numbers } from "../numbers.ts";
import { broadcastShapes, type Shape, scalar, showShape } from "../tensor.ts";

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** Shape of the result, or in words why there is none. */
export type ShapeOrProblem = { readonly shape: Shape } | { readonly problem: string; readonly hint?: string };

/** Which operands an operation takes, entry by entry; `says` has places as `formula` has. */
export interface Domain {
  readonly says: string;
  has(operands: readonly number[]): boolean;
  /** Where it is narrower for a derivative. */
  hasSlope?(operands: readonly number[]): boolean;
}

export interface Op {
  readonly operands: 1 | 2;
  /** Names of the attributes that it takes, with the default of each; `undefined` marks one that must be given. */
  readonly attributes?: Readonly<Record<string, number | string | readonly number[] | undefined>>;
  /** In a reader's formula; `{0}` and `{1}` stand for the operands. */
  readonly formula: string;
  /** Where the operation is defined, if not everywhere. */
  readonly domain?: Domain;
  /** Where it has no derivative, and which values a backward pass may use there. */
  readonly kinks?: string;
  shape(operands: readonly Shape[], attributes: Attributes): ShapeOrProblem;
  forward<N>(n: Numbers<N>, operands: readonly N[], attributes: Attributes): N;
}

export const constant = <N>(n: Numbers<N>, x: number): N => n.from(scalar(x));

export const sameAsOperand = ([shape]: readonly Shape[]): ShapeOrProblem => ({ shape });

export function broadcastOperands([a, b]: readonly Shape[]): ShapeOrProblem {
  const shape = broadcastShapes(a, b);
  if (shape) return { shape };
  return {
    problem: `${showShape(a)} and ${showShape(b)} do not broadcast`,
    hint: "aligned on the right, sizes must agree or be 1",
  };
}

/** An axis counted from the left; negative ones count from the right. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

export const axesOf = (attributes: Attributes, rank: number): readonly number[] => {
  const { axes } = attributes;
  if (axes === undefined || typeof axes === "string") return Array.from({ length: rank }, (_, i) => i);
  return (typeof axes === "number" ? [axes] : axes).map((axis) => axisOf(axis, rank));
};

/** π as a sum of doubles, to 80 digits: each is the double nearest to what the ones before it leave. */
export const pi = <N>(n: Numbers<N>): N =>
  [5.672231979640316e-66, 1.1124542208633653e-49, -2.9947698097183397e-33, 1.2246467991473532e-16, Math.PI]
    .map((part) => constant(n, part))
    .reduce((sum, part) => n.add(sum, part));
