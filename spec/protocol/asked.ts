/** The question on the wire: it mirrors `Question` of spec/case.ts, over one schema of tensors. */
import { z } from "zod";

/** Gives a schema its name and description in the JSON Schema file. */
export type Named = <S extends z.ZodType>(id: string, description: string, schema: S) => S;

export function questionOver<T extends z.ZodType, R extends z.ZodType>(tensor: T, tensors: R, named: Named) {
  const loss = named(
    "Loss",
    "mean: over all entries; sum: over all entries; batchmean: summed over features, averaged over samples.",
    z.object({
      name: z.enum([
        "mse",
        "half_squared_error",
        "bce",
        "bce_with_logits",
        "cross_entropy",
        "softmax_cross_entropy",
      ]),
      reduction: z.enum(["mean", "sum", "batchmean"]),
      clip: z.number().optional(),
      l2: z.number().optional(),
    }),
  );
  const layer = named(
    "Layer",
    "a = activation(W · input + b); W is [out, in] unless the engine's layout says in_out.",
    z.object({ W: tensor, b: tensor, activation: z.string(), alpha: z.number().optional() }),
  );
  const node = z.object({
    out: z.string(),
    op: z.string(),
    in: z.array(z.string()),
    attributes: z.record(z.string(), z.unknown()).optional(),
  });
  const network = { layers: z.array(layer), loss, x: tensor, target: tensor };
  return named(
    "Question",
    "All that an engine may see of a case.",
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("graph"), inputs: tensors, nodes: z.array(node), seed: tensors }),
      z.object({
        kind: z.literal("expression"),
        expression: z.string(),
        where: z.array(z.string()),
        at: tensors,
      }),
      z.object({ kind: z.literal("loss"), loss, p: tensor, target: tensor }),
      z.object({ kind: z.literal("network"), ...network }),
      z.object({
        kind: z.literal("training"),
        ...network,
        report: loss.optional(),
        learningRate: z.number(),
        steps: z.int(),
      }),
      // a function of the engine's own; parameters that `at` leaves out are as at the start
      z.object({ kind: z.literal("problem"), name: z.string(), at: tensors.optional() }),
    ]),
  );
}
