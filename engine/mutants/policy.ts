/** Policies that change finished gradients where nobody asked for it. */
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type Family, member } from "./family.ts";
import { type Mutant, type Named, times } from "./mutant.ts";
import { entryByEntry } from "./precision.ts";

const clipping = {
  clause: "BACK-7",
  mend: "clip when updating, if at all: not in the gradient",
  symbol: "c",
  range: [1e-4, 100],
  scale: "log",
  usual: [0.1, 0.5, 1, 5, 10],
} as const;

export const elementClip: Family = {
  name: "gradient-clipped-at",
  story: (most) => `clips every entry of the gradients to ±${most}`,
  formula: "max(−c, min(c, ∂L/∂W)), not ∂L/∂W",
  ...clipping,
  of: (most) => entryByEntry((x) => Math.max(-most, Math.min(most, x))),
};

/** g·min(1, c/‖g‖), with the norm over all names that are handed out. */
export function clippedByNorm(gradients: Named, isOwn: (name: Name) => boolean, most: number): Named {
  const own = [...gradients].filter(([name]) => isOwn(name));
  const norm = Math.hypot(...own.flatMap(([, { data }]) => [...data]));
  const clipped = own.map(([name, g]): [Name, Tensor] => [name, norm > most ? times(g, most / norm) : g]);
  return new Map([...gradients, ...clipped]);
}
export const normClip: Family = {
  name: "gradient-clipped-to-a-norm",
  story: (most) => `scales all gradients down to a norm of ${most}`,
  formula: "∂L/∂W · min(1, c/‖∂L/∂W‖), not ∂L/∂W",
  ...clipping,
  of: (most) => (graph) => ({
    after: (gradients) => clippedByNorm(gradients, (name) => name in graph.inputs, most),
  }),
};

export const policyMutants: readonly Mutant[] = [
  member(elementClip, 0.1, "gradient-clipped", "fine"),
  member(normClip, 1, "gradient-clipped-by-norm", "fine"),
];
