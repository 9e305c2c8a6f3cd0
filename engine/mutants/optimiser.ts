/** Bugs of the method: the steps of another one than plain gradient descent, which nobody asked for. */
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type Family, member } from "./family.ts";
import { gross, type Mutant, map } from "./mutant.ts";
import { inTraining, moved, stepOf } from "./update.ts";

/** v ← μ v + ∂L/∂W, W ← W − η v; a new run starts from v = 0. */
export const momentum: Family = {
  name: "momentum",
  story: (share) => `adds ${share} of the step before to every step: momentum, which nobody asked for`,
  formula: "W ← W − η v with v ← μ v + ∂L/∂W, not W − η ∂L/∂W",
  clause: "UPDATE-1",
  mend: "step by the gradient alone",
  symbol: "μ",
  range: [-0.99, 0.99],
  scale: "linear",
  usual: [0.5, 0.9, 0.95],
  of: (share) =>
    inTraining(() => {
      const velocity = new Map<Name, Tensor>();
      return {
        update: (step) => {
          const before = velocity.get(step.name)?.data;
          const now = map(step.gradient, (g, k) => g + share * (before?.[k] ?? 0));
          velocity.set(step.name, now);
          return moved({ ...step, gradient: now }, step.rate);
        },
      };
    }),
};

export const weightDecay: Family = {
  name: "weight-decay",
  story: (share) =>
    `shrinks every parameter by ${share} η in each step: weight decay, which nobody asked for`,
  formula: "W ← (1 − η λ) W − η ∂L/∂W, not W − η ∂L/∂W",
  clause: "UPDATE-1",
  mend: "step by the gradient alone; a penalty belongs to the loss",
  symbol: "λ",
  range: [-0.5, 1],
  scale: "linear",
  usual: [0.0001, 0.001, 0.01, 0.1],
  of: (share) =>
    inTraining(() => ({
      update: (step) =>
        map(step.parameter, (w, k) => (1 - step.rate * share) * w - step.rate * step.gradient.data[k]),
    })),
};

// m ← 0.9 m + 0.1 g, v ← 0.999 v + 0.001 g², W ← W − η m̂/(√v̂ + 10⁻⁸)
const adam = inTraining(() => {
  const moments = new Map<Name, readonly [m: Tensor, v: Tensor]>();
  return {
    update: ({ step, name, parameter, gradient: g, rate }) => {
      const [m, v] = moments.get(name) ?? [map(g, () => 0), map(g, () => 0)];
      const mean = map(m, (x, k) => 0.9 * x + 0.1 * g.data[k]);
      const square = map(v, (x, k) => 0.999 * x + 0.001 * g.data[k] ** 2);
      moments.set(name, [mean, square]);
      const unbiased = (x: number, decay: number) => x / (1 - decay ** (step + 1));
      return map(parameter, (w, k) => {
        const root = Math.sqrt(unbiased(square.data[k], 0.999));
        return w - (rate * unbiased(mean.data[k], 0.9)) / (root + 1e-8);
      });
    },
  };
});

export const optimiserMutants: readonly Mutant[] = [
  gross(
    "learning-rate-halved-each-step",
    [
      "halves the learning rate after every step",
      "η_k = η / 2ᵏ, not η",
      "UPDATE-1",
      "keep η as it is, unless a schedule is asked",
    ],
    stepOf(({ step }) => 2 ** -step),
  ),
  gross(
    "learning-rate-decays",
    [
      "divides the learning rate by the number of the step",
      "η_k = η / (k + 1), not η",
      "UPDATE-1",
      "keep η as it is, unless a schedule is asked",
    ],
    stepOf(({ step }) => 1 / (step + 1)),
  ),
  gross(
    "step-clipped",
    [
      "clips the gradient to ±0.1 before it steps; the gradient that it reports is right",
      "W ← W − η clip(∂L/∂W, ±0.1), not W − η ∂L/∂W",
      "UPDATE-1",
      "step by the gradient as it is",
    ],
    inTraining(() => ({
      update: (step) =>
        moved({ ...step, gradient: map(step.gradient, (g) => Math.max(-0.1, Math.min(0.1, g))) }, step.rate),
    })),
  ),
  gross(
    "step-by-the-sign",
    [
      "steps by the sign of the gradient",
      "W ← W − η sign(∂L/∂W), not W − η ∂L/∂W",
      "UPDATE-1",
      "step by the gradient as it is",
    ],
    inTraining(() => ({
      update: (step) => moved({ ...step, gradient: map(step.gradient, Math.sign) }, step.rate),
    })),
  ),
  member(momentum, 0.9, "momentum-uncalled-for", "gross"),
  member(weightDecay, 0.01, "weight-decay-uncalled-for", "gross"),
  gross(
    "adam-for-gradient-descent",
    [
      "steps as Adam does, by running means of the gradient and of its square",
      "W ← W − η m̂ / (√v̂ + ε), not W − η ∂L/∂W",
      "UPDATE-1",
      "choose plain gradient descent: it is not every library's default",
    ],
    adam,
  ),
];
