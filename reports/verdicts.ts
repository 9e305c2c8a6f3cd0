/** The seven verdicts in the reader's words: one glyph, one meaning, one order, the same in every format. */
import type { Verdict } from "../spec/report.ts";

export interface VerdictWords {
  /** One column wide, and told apart without colour. */
  readonly glyph: string;
  readonly means: string;
  /** Nothing for anybody to do. */
  readonly quiet: boolean;
  /** For counting in a sentence: `2 violate`. */
  readonly plural: string;
}

/** The worst first. */
export const VERDICTS: Readonly<Record<Verdict, VerdictWords>> = {
  violates: {
    glyph: "✗",
    plural: "violate",
    quiet: false,
    means: "A number is wrong, and two independent witnesses say so.",
  },
  errored: {
    glyph: "!",
    plural: "errored",
    quiet: false,
    means: "No answer to judge: a crash, a timeout, or a message that cannot be read.",
  },
  disputed: {
    glyph: "≠",
    plural: "are disputed",
    quiet: false,
    means: "The oracles contradict each other: the fault may be ours.",
  },
  inconclusive: {
    glyph: "?",
    plural: "are inconclusive",
    quiet: false,
    means: "Nobody could tell. This is not a pass.",
  },
  imprecise: {
    glyph: "≈",
    plural: "are imprecise",
    quiet: false,
    means: "The right formula, with more rounding than an honest engine of this precision commits.",
  },
  unsupported: {
    glyph: "○",
    plural: "are unsupported",
    quiet: true,
    means: "The engine says that it does not offer this.",
  },
  conforms: {
    glyph: "✓",
    plural: "conform",
    quiet: true,
    means: "Every number is as near to the truth as an honest engine of this precision gets.",
  },
};

export const WORST_FIRST = Object.keys(VERDICTS) as readonly Verdict[];
