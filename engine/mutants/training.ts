/** Bugs of the loop around the gradients: how parameters move, and what is left over from the step before. */
import type { Tensor } from "../../spec/tensor.ts";
import { type Mutant, map, type Named, type Sabotage } from "./mutant.ts";

const inTraining =
  (sabotage: () => Sabotage): Mutant["sabotage"] =>
  (_, question) =>
    question.kind === "training" ? sabotage() : undefined;

const moved = (parameter: Tensor, gradient: Tensor, rate: number): Tensor =>
  map(parameter, (w, k) => w - rate * gradient.data[k]);

export const trainingMutants: readonly Mutant[] = [
  {
    name: "update-adds-the-gradient",
    story: "goes up the gradient: adds η ∂L/∂W where it is to be subtracted",
    clause: "UPDATE-1",
    mend: "W ← W − η ∂L/∂W",
    group: "gross",
    sabotage: inTraining(() => ({
      update: ({ parameter, gradient, rate }) => moved(parameter, gradient, -rate),
    })),
  },
  {
    name: "learning-rate-ignored",
    story: "takes steps of the whole gradient: the learning rate is not used",
    clause: "UPDATE-1",
    mend: "multiply the gradient by η",
    group: "gross",
    sabotage: inTraining(() => ({ update: ({ parameter, gradient }) => moved(parameter, gradient, 1) })),
  },
  {
    name: "bias-not-updated",
    story: "never moves the biases",
    clause: "UPDATE-1",
    mend: "update biases as weights are",
    group: "gross",
    sabotage: inTraining(() => ({
      update: ({ name, parameter, gradient, rate }) =>
        name.startsWith("b") ? parameter : moved(parameter, gradient, rate),
    })),
  },
  {
    name: "gradients-never-zeroed",
    story: "adds each step's gradients to those of all steps before",
    clause: "STATE-1",
    mend: "start every backward pass from gradients of 0",
    group: "gross",
    sabotage: inTraining(() => {
      let total: Named = new Map();
      return {
        after: (gradients) => {
          const before = total;
          total = new Map(
            [...gradients].map(([name, g]) => [name, map(g, (x, k) => x + (before.get(name)?.data[k] ?? 0))]),
          );
          return total;
        },
      };
    }),
  },
  {
    name: "first-gradient-in-every-step",
    story: "repeats the first step's gradient in every step",
    clause: "UPDATE-2",
    mend: "go forward and back anew with the parameters of each step",
    group: "gross",
    sabotage: inTraining(() => {
      let first: Named | undefined;
      return {
        after: (gradients) => {
          first ??= gradients;
          return first;
        },
      };
    }),
  },
];
