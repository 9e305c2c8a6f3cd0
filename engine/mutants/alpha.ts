/** Another alpha than the one that was asked: in the slope of leaky relu or elu only, or in the function itself. */
import type { Family } from "./family.ts";
import { type Mutant, rewriteNodes } from "./mutant.ts";
import { slopeIs } from "./slope.ts";

const bends = {
  leaky_relu: { range: [-1, 2], usual: [0, 0.01, 0.1, 0.2, 0.25, 0.3, 1] },
  elu: { range: [0, 3], usual: [0, 0.5, 1, 1.6732632423543772] },
} as const;

export const leakySlope: Family = {
  name: "leaky-slope-going-back",
  story: (slope) =>
    `uses ${slope} for the slope of leaky relu below 0 when it goes back, whatever slope was asked`,
  formula: "∂L/∂z = s ∂L/∂a where z < 0, not α ∂L/∂a",
  clause: "ACT-2",
  mend: "use the layer's own alpha when going back",
  symbol: "s",
  ...bends.leaky_relu,
  scale: "linear",
  of: (slope) => slopeIs(/^leaky_relu$/, ({ z }) => (z > 0 ? 1 : slope)),
};
export const eluScale: Family = {
  name: "elu-scale-going-back",
  story: (scale) => `uses ${scale} for elu's alpha when it goes back, whatever alpha was asked`,
  formula: "elu′ = s e^z where z < 0, not α e^z",
  clause: "ACT-2",
  mend: "below 0, elu′ is alpha·e^z with the layer's own alpha",
  symbol: "s",
  ...bends.elu,
  scale: "linear",
  of: (scale) => slopeIs(/^elu$/, ({ z }) => (z > 0 ? 1 : scale * Math.exp(z))),
};

/** Another alpha in both directions. */
const alphaIs =
  (op: keyof typeof bends) =>
  (alpha: number): Mutant["sabotage"] =>
  (graph) =>
    rewriteNodes(
      graph,
      (node) => node.op === op,
      (node) => [{ ...node, attributes: { alpha } }],
    );
const alphaEverywhere = (op: keyof typeof bends): Family => ({
  name: `${op.replace("_", "-")}-alpha-ignored`,
  story: (alpha) =>
    `computes ${op.replace("_", " ")} with alpha = ${alpha} in both directions, whatever alpha was asked`,
  formula: "σ(z) with alpha = s, not with the alpha of the layer",
  clause: "ACT-2",
  mend: "take alpha from the layer",
  symbol: "s",
  ...bends[op],
  scale: "linear",
  of: alphaIs(op),
});
export const leakyAlpha = alphaEverywhere("leaky_relu");
export const eluAlpha = alphaEverywhere("elu");
