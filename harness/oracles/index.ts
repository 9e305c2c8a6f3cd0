/** Every witness, one line each. */
import { doubleDoubleReverse } from "./double-double.ts";
import { dualNumbers } from "./dual.ts";
import { ownDifferences, referenceDifferences } from "./finite-differences.ts";
import type { Oracle } from "./oracle.ts";
import { recorded } from "./recorded.ts";
import { symbolic } from "./symbolic.ts";

export const oracles: readonly Oracle[] = [
  doubleDoubleReverse,
  dualNumbers,
  symbolic,
  recorded,
  referenceDifferences,
  ownDifferences,
];
