/** Bugs of the loop around the steps: which gradient a step is made of, and which state is told as which. */
import type { TrainingQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { gross, type Mutant, map, type Named, times } from "./mutant.ts";
import { inTraining, moved } from "./update.ts";

const each = (gradients: Named, change: (g: Tensor, name: Name) => Tensor): Named =>
  new Map([...gradients].map(([name, g]) => [name, change(g, name)]));
/** The last state is taken after another number of updates. */
const endsAfter =
  (more: 1 | -1) =>
  ({ steps }: TrainingQuestion) => ({
    passOf: (step: number) => (step === steps ? Math.max(0, step + more) : step),
  });

export const trainingMutants: readonly Mutant[] = [
  gross(
    "learning-rate-in-the-gradient",
    [
      "hands out gradients that are multiplied by the learning rate",
      "∂L/∂W := η ∂L/∂W",
      "UPDATE-1",
      "multiply by η when stepping, not before",
    ],
    inTraining(({ learningRate }) => ({
      after: (gradients) => each(gradients, (g) => times(g, learningRate)),
      update: (step) => moved(step, 1),
    })),
  ),
  gross(
    "step-handed-out-for-the-gradient",
    [
      "hands out the step that is added to a parameter where its gradient is asked",
      "∂L/∂W := −η ∂L/∂W",
      "UPDATE-1",
      "keep the gradient and the step apart",
    ],
    inTraining(({ learningRate }) => ({
      after: (gradients) => each(gradients, (g) => times(g, -learningRate)),
      update: (step) => moved(step, -1),
    })),
  ),
  gross(
    "gradients-never-zeroed",
    [
      "adds each step's gradients to those of all steps before",
      "∂L/∂W at step k := Σ of those at steps 0 … k",
      "STATE-3",
      "start every backward pass from gradients of 0",
    ],
    inTraining(() => {
      let total: Named = new Map();
      return {
        after: (gradients) => {
          const before = total;
          total = each(gradients, (g, name) => map(g, (x, k) => x + (before.get(name)?.data[k] ?? 0)));
          return total;
        },
      };
    }),
  ),
  gross(
    "first-gradient-in-every-step",
    [
      "repeats the first step's gradient in every step",
      "W ← W − η ∂L/∂W₀, not W − η ∂L/∂W",
      "UPDATE-2",
      "go forward and back anew with the parameters of each step",
    ],
    inTraining(() => {
      let first: Named | undefined;
      return {
        after: (gradients) => {
          first ??= gradients;
          return first;
        },
      };
    }),
  ),
  gross(
    "gradient-of-the-step-before",
    [
      "updates before it goes back: each step uses the gradient of the step before, and the first one none",
      "W_{k+1} = W_k − η ∂L/∂W_{k−1}, not W_k − η ∂L/∂W_k",
      "UPDATE-2",
      "go back first, then update",
    ],
    inTraining(() => {
      const last = new Map<Name, Tensor>();
      return {
        update: (step) => {
          const gradient = last.get(step.name);
          last.set(step.name, step.gradient);
          return gradient ? moved({ ...step, gradient }, step.rate) : step.parameter;
        },
      };
    }),
  ),
  gross(
    "every-step-from-the-first-parameters",
    [
      "starts every step from the first parameters: what a step has moved is thrown away",
      "W_{k+1} = W₀ − η ∂L/∂W_k, not W_k − η ∂L/∂W_k",
      "UPDATE-2",
      "keep the parameters that the last step has left",
    ],
    inTraining(() => {
      const first = new Map<Name, Tensor>();
      return {
        update: (step) => {
          const parameter = first.get(step.name) ?? step.parameter;
          first.set(step.name, parameter);
          return moved({ ...step, parameter }, step.rate);
        },
      };
    }),
  ),
  gross(
    "one-step-too-few",
    [
      "ends one step too early",
      "W after n − 1 updates, not after n",
      "UPDATE-2",
      "let the loop over the steps run to its end",
    ],
    inTraining(endsAfter(-1)),
  ),
  gross(
    "one-step-too-many",
    [
      "makes one step more than was asked",
      "W after n + 1 updates, not after n",
      "UPDATE-2",
      "end the loop over the steps where it is asked to",
    ],
    inTraining(endsAfter(1)),
  ),
  gross(
    "loss-told-one-step-late",
    [
      "tells the loss that it had before the last update",
      "L at step k := L(W_{k−1}), not L(W_k)",
      "UPDATE-2",
      "go forward once more after the last update, with the parameters that are told",
    ],
    inTraining(() => ({ passOf: (step, node) => (/^[LR]$/.test(node) ? Math.max(0, step - 1) : step) })),
  ),
];
