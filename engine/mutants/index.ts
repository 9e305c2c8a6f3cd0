/** The catalogue: one line per family. */
import { activationMutants } from "./activation.ts";
import { affineMutants } from "./affine.ts";
import { biasMutants } from "./bias.ts";
import { broadcastingMutants } from "./broadcasting.ts";
import { chainMutants } from "./chain.ts";
import { graphMutants } from "./graph.ts";
import { headMutants } from "./head.ts";
import { layersMutants } from "./layers.ts";
import { lossMutants } from "./loss.ts";
import type { Mutant } from "./mutant.ts";
import { operationMutants } from "./operation.ts";
import { precisionAndPolicyMutants } from "./precision-and-policy.ts";
import { reductionMutants } from "./reduction.ts";
import { regularisationMutants } from "./regularisation.ts";
import { scaleMutants } from "./scale.ts";
import { slopeMutants } from "./slope.ts";
import { slopePlaceMutants } from "./slope-place.ts";
import { trainingMutants } from "./training.ts";

export const mutants: readonly Mutant[] = [
  ...scaleMutants,
  ...reductionMutants,
  ...lossMutants,
  ...headMutants,
  ...activationMutants,
  ...slopeMutants,
  ...slopePlaceMutants,
  ...affineMutants,
  ...biasMutants,
  ...layersMutants,
  ...regularisationMutants,
  ...precisionAndPolicyMutants,
  ...graphMutants,
  ...operationMutants,
  ...broadcastingMutants,
  ...chainMutants,
  ...trainingMutants,
];
