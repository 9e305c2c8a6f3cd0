/** Bugs of one parameter, whose number is looked for where none of the usual ones fits. One line per family. */
import { eluAlpha, eluScale, leakyAlpha, leakySlope } from "./alpha.ts";
import type { Family } from "./family.ts";
import { clippedProbability, epsilonInTheLogarithm } from "./logarithm.ts";
import { labelSmoothing } from "./loss.ts";
import { momentum, weightDecay } from "./optimiser.ts";
import { elementClip, normClip } from "./policy.ts";
import { updateBeforePropagating } from "./propagation.ts";
import { penaltyCoefficient } from "./regularisation.ts";
import { constantFactor } from "./scale.ts";
import { geluSlope, softplusSlope } from "./smooth.ts";
import { learningRateUsed } from "./update.ts";

export type { Family } from "./family.ts";

export const families: readonly Family[] = [
  constantFactor,
  labelSmoothing,
  epsilonInTheLogarithm,
  clippedProbability,
  leakySlope,
  leakyAlpha,
  eluScale,
  eluAlpha,
  geluSlope,
  softplusSlope,
  updateBeforePropagating,
  penaltyCoefficient,
  elementClip,
  normClip,
  learningRateUsed,
  momentum,
  weightDecay,
];
