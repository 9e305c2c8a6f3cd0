/** The catalogue: one line per family. */
import { activationMutants } from "./activation.ts";
import { batchMutants } from "./batch.ts";
import { biasMutants } from "./bias.ts";
import { broadcastingMutants } from "./broadcasting.ts";
import { chainMutants } from "./chain.ts";
import { differencesMutants } from "./differences.ts";
import { forwardMutants } from "./forward.ts";
import { graphMutants } from "./graph.ts";
import { headMutants } from "./head.ts";
import { instanceMutants } from "./instance.ts";
import { kinkedMutants } from "./kinked.ts";
import { layersMutants } from "./layers.ts";
import { logarithmMutants } from "./logarithm.ts";
import { lossMutants } from "./loss.ts";
import type { Mutant } from "./mutant.ts";
import { operationMutants } from "./operation.ts";
import { optimiserMutants } from "./optimiser.ts";
import { orderMutants } from "./order.ts";
import { overflowMutants } from "./overflow.ts";
import { policyMutants } from "./policy.ts";
import { precisionMutants } from "./precision.ts";
import { propagationMutants } from "./propagation.ts";
import { reductionMutants } from "./reduction.ts";
import { regularisationMutants } from "./regularisation.ts";
import { scaleMutants } from "./scale.ts";
import { selectionMutants } from "./selection.ts";
import { shapeMutants } from "./shape.ts";
import { slopeMutants } from "./slope.ts";
import { slopeLayerMutants } from "./slope-layer.ts";
import { slopePointMutants } from "./slope-point.ts";
import { smoothMutants } from "./smooth.ts";
import { softmaxMutants } from "./softmax.ts";
import { stateMutants } from "./state.ts";
import { trainingMutants } from "./training.ts";
import { updateMutants } from "./update.ts";
import { weightsMutants } from "./weights.ts";

export const mutants: readonly Mutant[] = [
  ...scaleMutants,
  ...reductionMutants,
  ...batchMutants,
  ...lossMutants,
  ...logarithmMutants,
  ...headMutants,
  ...softmaxMutants,
  ...forwardMutants,
  ...activationMutants,
  ...slopeMutants,
  ...kinkedMutants,
  ...smoothMutants,
  ...slopeLayerMutants,
  ...slopePointMutants,
  ...weightsMutants,
  ...biasMutants,
  ...propagationMutants,
  ...layersMutants,
  ...regularisationMutants,
  ...shapeMutants,
  ...precisionMutants,
  ...policyMutants,
  ...differencesMutants,
  ...overflowMutants,
  ...graphMutants,
  ...operationMutants,
  ...selectionMutants,
  ...broadcastingMutants,
  ...chainMutants,
  ...updateMutants,
  ...optimiserMutants,
  ...trainingMutants,
  ...orderMutants,
  ...stateMutants,
  ...instanceMutants,
];
