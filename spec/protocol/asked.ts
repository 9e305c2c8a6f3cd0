/** The question on the wire: it mirrors `Question` of spec/case.ts, over one schema of tensors. */
import { z } from "zod";
import { lossNames, reductions } from "../read/words.ts";
import type { Words } from "./says.ts";

export function questionOver<T extends z.ZodType, R extends z.ZodType>(
  tensor: T,
  tensors: R,
  { part, field }: Words,
) {
  const loss = part(
    "Loss",
    "The terms of all entries, reduced.",
    z.object({
      name: field("which term: see the losses", z.enum(lossNames)),
      reduction: field(
        "sum: of all terms; mean: the sum by the number of terms; batchmean: the sum by the number of samples",
        z.enum(reductions),
      ),
      clip: field(
        "`bce` and `cross_entropy` only: p is held within [clip, 1 − clip] before the logarithm; absent: it is not",
        z.number().optional(),
      ),
      l2: field(
        "networks only: adds l2/2 · Σ W² over all weights and no bias; absent: 0",
        z.number().optional(),
      ),
    }),
  );
  const layer = part(
    "Layer",
    "z = W · input + b, a = activation(z).",
    z.object({
      W: field("[out, in]", tensor),
      b: field("[out]: one bias a unit, the same for every sample", tensor),
      activation: field("which function: see the activations", z.string()),
      alpha: field("the parameter of `leaky_relu` and `elu`; absent: their default", z.number().optional()),
    }),
  );
  const node = part(
    "Node",
    "out = op(in…).",
    z.object({
      out: field("the name of the result: any text, used once", z.string()),
      op: field("which operation: see the operations", z.string()),
      in: field("names of inputs, or of nodes that come before this one", z.array(z.string())),
      attributes: field(
        "absent, or those that are not the default",
        z.record(z.string(), z.unknown()).optional(),
      ),
    }),
  );
  const network = () => ({
    layers: field("from the input to the output; the first is layer 1", z.array(layer)),
    loss: field("of the last layer's a against the target", loss),
    x: field("[features, samples]", tensor),
    target: field("[outputs, samples]", tensor),
  });
  const kinds = [
    part(
      "GraphQuestion",
      "A function of tensors. Gradients are those of Σ ⟨seed, output⟩: a vjp with these cotangents.",
      z.object({
        kind: z.literal("graph"),
        inputs: field("the leaves, by name: parameters, data and constants", tensors),
        nodes: field("every operand comes before its use", z.array(node)),
        seed: field("the cotangent of each output node, in its shape", tensors),
      }),
    ),
    part(
      "ExpressionQuestion",
      "A formula of numbers. Gradients are total derivatives of what stands left in `expression`.",
      z.object({
        kind: z.literal("expression"),
        expression: field("the output: `y = v^3`", z.string()),
        where: field("formulas of names that it uses, in any order: `u = x^2`", z.array(z.string())),
        at: field("the value of every other name: scalars", tensors),
      }),
    ),
    part(
      "LossQuestion",
      "A loss alone.",
      z.object({
        kind: z.literal("loss"),
        loss,
        p: field("predictions or logits: [features, samples], or a vector", tensor),
        target: field("in the shape of p", tensor),
      }),
    ),
    part("NetworkQuestion", "Layers and a loss.", z.object({ kind: z.literal("network"), ...network() })),
    part(
      "TrainingQuestion",
      "Full-batch gradient descent, N ← N − learningRate · ∂L/∂N for every W and b at once, `steps` times.",
      z.object({
        kind: z.literal("training"),
        ...network(),
        report: field(
          "the loss that is shown as `R@k`, where it is not the one that is descended",
          loss.optional(),
        ),
        learningRate: field("η", z.number()),
        steps: field("how many updates", z.int()),
      }),
    ),
    part(
      "ProblemQuestion",
      "A function of the engine's own, as it lists them in its reply to `problems`.",
      z.object({
        kind: z.literal("problem"),
        name: field("as listed", z.string()),
        at: field("parameters; those left out are as at the start", tensors.optional()),
      }),
    ),
  ] as const;
  return part("Question", "All that an engine may see of a case.", z.discriminatedUnion("kind", kinds));
}
