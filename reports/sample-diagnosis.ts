/** What the numbers of the sample report say of its engine: one bug in two cases, a tie in one, and one that nobody knows. */
import type { Bug, Diagnosis } from "../spec/report.ts";

export const slopeAtTheActivation: Bug = {
  name: "sigmoid-slope-at-the-activation",
  story: "applies σ′ to the activation a where the pre-activation z is meant, at every activation",
  formula: "∂L/∂z = ∂L/∂a ⊙ σ′(a), not ∂L/∂a ⊙ σ′(z)",
  clause: "BACK-1",
  mend: "with a stored, write a(1 − a) or 1 − a²; or call σ′ with z",
};
const meanForgotten: Bug = {
  name: "mean-forgotten",
  story: "forgets the 1/n of a mean: it gives the gradient of the sum",
  formula: "∂L/∂p = 2(p − t), not 2(p − t)/n",
  clause: "LOSS-6",
  mend: "divide by the number of entries that the mean is over",
};
const batchMeanForgotten: Bug = {
  name: "batch-mean-forgotten",
  story: "adds up the samples of the batch without dividing by their number m",
  formula: "∂L/∂W = ∂L/∂z aᵀ, not ∂L/∂z aᵀ / m",
  clause: "BACK-5",
  mend: "divide the error of the output by m, once",
};
const softmaxOverTheSamples: Bug = {
  name: "softmax-over-the-samples",
  story: "normalises softmax over the samples instead of over the classes of each",
  formula: "",
  clause: "ACT-4",
  mend: "samples are columns: softmax goes down a column",
};
const subtractsOne: Bug = {
  name: "subtracts-one-from-every-class",
  story: "subtracts 1 from the probability of every class instead of from the target's only",
  formula: "∂L/∂z = p − 1, not p − t",
  clause: "LOSS-5",
  mend: "subtract the target, entry by entry",
};
/** Farther than the truth: it says nothing. */
const oneActivation: Bug = {
  name: "one-activation-everywhere",
  story: "uses the first layer's activation in every layer",
  formula: "",
  clause: "ACT-3",
  mend: "keep one activation per layer",
};

export const diagnosis: Diagnosis = {
  type: "diagnosis",
  suspects: [
    {
      bugs: [slopeAtTheActivation],
      explains: ["networks/square-4-4-4", "networks/square-5-5-5"],
      digits: 15.2,
      evidence: "matches 2 of 4 failing cases to 15 digits",
    },
    {
      bugs: [meanForgotten, batchMeanForgotten],
      explains: ["losses/mse-of-one-output"],
      digits: 16,
      evidence: "matches 1 of 4 failing cases to 16 digits",
    },
  ],
  unexplained: ["edges/overflow"],
  startsAt: "L; p is right",
  nearest: [
    { bug: softmaxOverTheSamples, distance: 0.304 },
    { bug: subtractsOne, distance: 0.9996 },
    { bug: oneActivation, distance: 1.7 },
  ],
};
