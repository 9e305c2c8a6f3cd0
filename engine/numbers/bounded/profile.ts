/**
 * How an arithmetic rounds: everything that a tolerance depends on.
 *
 * Honest arithmetic is the standard model fl(a ∘ b) = (a ∘ b)(1 + δ), |δ| ≤ u (Higham, Accuracy and Stability, 2.4), sums in any order,
 * fused or not, elementary functions within 4 ulp.
 */
import type { DType } from "../../../spec/answer.ts";

export interface Profile {
  readonly name: string;
  /** Unit roundoff of what is stored: 2^−p for p significand bits, rounding to nearest. */
  readonly storage: number;
  /** Unit roundoff of the accumulator of sums and matrix products. */
  readonly accumulator: number;
  /** Rounding of the multiplicands of a matrix product before they are multiplied (tf32), else 0. */
  readonly multiplicand: number;
  /** Error of an elementary function in units of `storage`: 4 ulp = 8 u. */
  readonly elementary: number;
  /** Smallest normal number: what flushing subnormals to zero may lose. */
  readonly tiny: number;
  /** Largest finite number: beyond it, an honest engine overflows. */
  readonly largest: number;
  /** Significand bits of storage and accumulator; a dot product that fits is exact in any order. */
  readonly bits: number;
  readonly accumulatorBits: number;
  /** An engine may use another formula that is equal in exact arithmetic (`slack`), and absolute accuracy near 0 of elementary functions. */
  readonly anyFormula: boolean;
  /**
   * `worst`: a bound that no honest engine exceeds. `usual`: the root mean square of what rounding does, its errors taken as independent and
   * uniform within ±u (variance u²/3), elementary functions within 1 ulp.
   */
  readonly errors: "worst" | "usual";
}

const honest = (
  name: string,
  bits: number,
  accumulatorBits: number,
  tiny: number,
  largest: number,
  multiplicand = 0,
): Profile => ({
  name,
  storage: 2 ** -bits,
  accumulator: 2 ** -accumulatorBits,
  multiplicand,
  elementary: 8,
  tiny,
  largest,
  bits,
  accumulatorBits,
  anyFormula: true,
  errors: "worst",
});

/** One step per precision an engine may claim. Half precisions may accumulate in float32 or not: the wider bound holds for both. */
export const profiles: Readonly<Record<DType, Profile>> = {
  float64: honest("float64", 53, 53, 2 ** -1022, Number.MAX_VALUE),
  float32: honest("float32", 24, 24, 2 ** -126, (2 - 2 ** -23) * 2 ** 127),
  // storage and sums as float32; multiplicands of a matrix product keep 11 bits
  tf32: honest("tf32", 24, 24, 2 ** -126, (2 - 2 ** -23) * 2 ** 127, 2 ** -11),
  float16: honest("float16", 11, 11, 2 ** -24, 65504),
  bfloat16: honest("bfloat16", 8, 8, 2 ** -126, (2 - 2 ** -7) * 2 ** 127),
};

/**
 * Our own double-double. Its operations err by at most 7·2^−106 < 2^−103 (product and quotient; Joldes, Muller & Popescu 2017), so 2^−102 holds
 * with a margin; elementary functions were measured within 2^−100 (`double-double/*.test.ts`), and 64·2^−102 = 2^−96 is granted.
 */
export const doubleDoubleProfile: Profile = {
  name: "double-double",
  storage: 2 ** -102,
  accumulator: 2 ** -102,
  multiplicand: 0,
  elementary: 64,
  tiny: 2 ** -900,
  largest: Number.POSITIVE_INFINITY,
  bits: 53,
  accumulatorBits: 100,
  anyFormula: false,
  errors: "worst",
};

/** No rounding at all: only the errors that the inputs come with. How far a literal's double moves a result from its decimal's. */
export const exactProfile: Profile = {
  name: "literals",
  storage: 0,
  accumulator: 0,
  multiplicand: 0,
  elementary: 0,
  tiny: 0,
  largest: Number.POSITIVE_INFINITY,
  bits: 53,
  accumulatorBits: 1000,
  anyFormula: false,
  errors: "worst",
};

/** The same arithmetic, and what its rounding usually does. */
export const usually = (profile: Profile): Profile => ({ ...profile, errors: "usual", elementary: 2 });

/** Two errors together: the worst case adds them, what usually happens adds their squares. */
export const together = ({ errors }: Profile, a: number, b: number): number =>
  errors === "worst" ? a + b : Math.sqrt(a * a + b * b);

/** Some roundings of a result, relative to it. */
export const unitOf = ({ errors, storage }: Profile, roundings: number): number =>
  storage * (errors === "worst" ? roundings : Math.sqrt(roundings / 3));

/** Freedom of so many roundings at worst, which another formula usually uses a quarter of: 2 u of every 8. */
export const slackOf = ({ errors, storage }: Profile, roundings: number): number =>
  storage * (errors === "worst" ? roundings : 2 * Math.sqrt(roundings / 8));

type Format = Pick<Profile, "bits" | "tiny" | "largest">;

/** The number of the format that is nearest to a double; NaN where it is too small or too large for one. */
export function stored(x: number, { bits, tiny, largest }: Format): number {
  if (bits >= 53 || x === 0) return x;
  if (Math.abs(x) < tiny || Math.abs(x) > largest) return Number.NaN;
  // Veltkamp: x·(2^(53−p) + 1) carries the bits that are to go into the part that cancels
  const shifted = x * (2 ** (53 - bits) + 1);
  return shifted - (shifted - x);
}

/** Whether a double is stored without rounding. */
export const isStored = (x: number, format: Format): boolean => stored(x, format) === x;

// γ_k = k·u / (1 − k·u), the bound on k roundings (Higham, lemma 3.1); past k·u = ½ it says little, past 1 nothing.
export function gamma(k: number, { accumulator }: Profile): number {
  const ku = k * accumulator;
  if (ku < 0.5) return ku / (1 - ku);
  return ku < 1 ? 2 * ku : 4 * ku;
}
