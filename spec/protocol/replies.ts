/** What an engine writes back, over one schema of tensors. */
import { z } from "zod";
import { dtypes, profileNames } from "../answer.ts";
import type { Words } from "./says.ts";

const kinds = ["graph", "expression", "loss", "network", "training", "problem"] as const;

export function repliesOver<T extends z.ZodType, R extends z.ZodType>(
  { tensor, tensors, protocol }: { readonly tensor: T; readonly tensors: R; readonly protocol: number },
  { part, field }: Words,
) {
  const id = () => field("of the message that is answered", z.int());
  const ok = () => z.literal(true);
  const strings = () => z.array(z.string());
  const failure = part(
    "FailureReply",
    "To any message: why there is no answer.",
    z.object({
      id: id(),
      ok: z.literal(false),
      error: part(
        "Failure",
        "Why there is no answer.",
        z.object({
          kind: field(
            "unsupported: not built for this, and nothing is held against the engine that it does not claim; rejected: the question is invalid; numeric: no number came out; internal: a bug of the engine",
            z.enum(["unsupported", "rejected", "numeric", "internal"]),
          ),
          what: field(
            "what is not supported, in one word: `question:KIND`, `activation:NAME`, `loss:NAME`, `option:clip`, `option:l2`, `op:NAME`",
            z.string().optional(),
          ),
          message: field("for people", z.string().optional()),
        }),
      ),
    }),
  );
  const engine = part(
    "Engine",
    "Who answers.",
    z.object({ name: z.string(), version: z.string().optional(), language: z.string().optional() }),
  );
  const supports = part(
    "Supports",
    "What the engine knows by name. A list is complete: a question that takes anything else is not asked in this form. A list that is absent: ask and see.",
    z.object({
      activations: field("of layers", strings().optional()),
      losses: field("of losses, networks and training runs", strings().optional()),
      ops: field("of graphs", strings().optional()),
    }),
  );
  const layout = part(
    "Layout",
    "How matrices lie. Questions and points are turned round on the way in, values and gradients on the way out; graphs and formulas never are.",
    z.object({
      weights: field("of W; default `out_in`", z.enum(["out_in", "in_out"]).optional()),
      samples: field(
        "of x, target, p, z and a: `columns` is [features, samples], `rows` is [samples, features]; default `columns`",
        z.enum(["columns", "rows"]).optional(),
      ),
    }),
  );
  const problem = part(
    "Problem",
    "A scalar function L of named parameters.",
    z.object({
      name: z.string(),
      parameters: field("the shape of each", z.record(z.string(), z.array(z.int().min(0)))),
      start: field("where it is judged: every parameter", tensors),
      precision: field("where it is not the engine's `dtype`", z.enum(dtypes).optional()),
    }),
  );
  const reply = {
    hello: part(
      "HelloReply",
      "Who the engine is, and what it takes.",
      z.object({
        id: id(),
        ok: ok(),
        protocol: field("the version that it speaks", z.literal(protocol)),
        engine,
        answers: field(
          "the kinds of question that it takes; absent: ask and see. A case of another kind is asked in one that it takes, where it can be said in that",
          z.array(z.enum(kinds)).optional(),
        ),
        supports: supports.optional(),
        profiles: field(
          "the conformance profiles that it claims; absent: none (see profiles.md)",
          z.array(z.enum(profileNames)).optional(),
        ),
        dtype: field(
          "the precision that it computes in, and by which it is judged; default `float64`",
          z.enum(dtypes).optional(),
        ),
        encodings: field(
          "`base64`: it reads packed numbers, and is sent them where a tensor has more than 4096 entries; default `json` alone",
          strings().optional(),
        ),
        layout: layout.optional(),
        evaluates: field("whether it answers `evaluate`; default false", z.boolean().optional()),
        squaredError: field(
          "`unnamed`: its interface cannot say which squared error it differentiates, so any is taken, the same one in every case",
          z.enum(["declared", "unnamed"]).optional(),
        ),
        notes: field("for the head of the report", strings().optional()),
      }),
    ),
    echo: part("EchoReply", "To `echo`.", z.object({ id: id(), ok: ok(), x: field("the same x", tensor) })),
    ask: part(
      "AskReply",
      "To `ask`. Names that are neither in `want` nor in `also` are not read.",
      z.object({
        id: id(),
        ok: ok(),
        values: field("by name", tensors.optional()),
        gradients: field("by name: ∂output/∂N in the shape of N", tensors.optional()),
        unavailable: field(
          "names that the engine's interface cannot show, each with the reason: they are not judged",
          z.record(z.string(), z.string()).optional(),
        ),
      }),
    ),
    evaluate: part(
      "EvaluateReply",
      "To `evaluate`. Names that are not in `want` are not read.",
      z.object({
        id: id(),
        ok: ok(),
        values: field("one record a point, in the order of the points: values by name", z.array(tensors)),
        own: field(
          "says that `L` is a loss of the engine's own and not the question's, and which: `train_step`",
          z.string().optional(),
        ),
      }),
    ),
    problems: part(
      "ProblemsReply",
      "To `problems`.",
      z.object({ id: id(), ok: ok(), problems: field("no name twice", z.array(problem)) }),
    ),
    done: part("DoneReply", "To `reset` and `bye`.", z.object({ id: id(), ok: ok() })),
  };
  return { reply, failure };
}
