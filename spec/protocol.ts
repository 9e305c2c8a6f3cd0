/** The wire, once: every message and reply as one zod schema; types, JSON Schema file and checks all come from here. */
import { z } from "zod";
import { dtypes } from "./answer.ts";
import { type Named, questionOver } from "./protocol/asked.ts";

export const PROTOCOL = 1;
/** Tensors with more entries than this travel as base64, if the engine lists that encoding. */
export const BASE64_ABOVE = 4096;
/** A line longer than this is no answer. */
export const LINE_LIMIT = 64 * 1024 * 1024;

/** A number, or one of the four doubles that JSON cannot write. */
export type WireNumber = number | "NaN" | "Infinity" | "-Infinity" | "-0";
export type WireNested = WireNumber | readonly WireNested[];
/** Row-major, little-endian. */
export interface WirePacked {
  readonly dtype: "float64" | "float32";
  readonly shape: readonly number[];
  readonly base64: string;
}
export type WireTensor = WireNested | WirePacked;

const KINDS = ["graph", "expression", "loss", "network", "training", "problem"] as const;

/** The whole protocol over one schema of tensors: the exact one for documents, a permissive one for reading (see `spec/protocol/numbers.ts`). */
function protocolOver<T extends z.ZodType>(tensor: T) {
  const names = z.registry<{ id?: string; description?: string }>();
  const named: Named = (id, description, schema) => {
    names.add(schema, { id, description });
    return schema;
  };
  const id = z.int();
  const tensors = z.record(z.string(), tensor);
  const wanted = named(
    "Wanted",
    "Names of nodes: values, and gradients of the output with respect to them.",
    z.object({ values: z.array(z.string()), gradients: z.array(z.string()) }),
  );
  const question = questionOver(tensor, tensors, named);
  const asking = { question, want: wanted, also: wanted.optional() };
  const message = {
    hello: named(
      "HelloMessage",
      "The first line an engine reads.",
      z.object({
        id,
        op: z.literal("hello"),
        protocol: z.array(z.int()),
        harness: z.object({ name: z.string(), version: z.string() }),
      }),
    ),
    echo: named(
      "EchoMessage",
      "Is the wire exact? Send x back.",
      z.object({ id, op: z.literal("echo"), x: tensor }),
    ),
    ask: named(
      "AskMessage",
      "want: must be answered; also: helps to localise.",
      z.object({ id, op: z.literal("ask"), ...asking }),
    ),
    evaluate: named(
      "EvaluateMessage",
      "Forward only: the question at many points, each replacing some inputs.",
      z.object({ id, op: z.literal("evaluate"), ...asking, points: z.array(tensors) }),
    ),
    problems: named(
      "ProblemsMessage",
      "Which functions of your own do you have? Only to engines whose answers list `problem`.",
      z.object({ id, op: z.literal("problems") }),
    ),
    reset: named("ResetMessage", "Forget everything.", z.object({ id, op: z.literal("reset") })),
    bye: named("ByeMessage", "Answer, then end.", z.object({ id, op: z.literal("bye") })),
  };

  const ok = z.literal(true);
  const failure = named(
    "FailureReply",
    "unsupported: not built for this; rejected: the question is invalid; numeric: no number came out; internal: a bug of the engine.",
    z.object({
      id,
      ok: z.literal(false),
      error: z.object({
        kind: z.enum(["unsupported", "rejected", "numeric", "internal"]),
        what: z.string().optional(),
        message: z.string().optional(),
      }),
    }),
  );
  const strings = z.array(z.string());
  const reply = {
    hello: named(
      "HelloReply",
      "Who the engine is and what it takes. Absent: ask and see.",
      z.object({
        id,
        ok,
        protocol: z.literal(PROTOCOL),
        engine: z.object({
          name: z.string(),
          version: z.string().optional(),
          language: z.string().optional(),
        }),
        answers: z.array(z.enum(KINDS)).optional(),
        supports: z
          .object({ activations: strings.optional(), losses: strings.optional(), ops: strings.optional() })
          .optional(),
        dtype: z.enum(dtypes).optional(),
        encodings: z.array(z.string()).optional(),
        layout: z
          .object({
            weights: z.enum(["out_in", "in_out"]).optional(),
            samples: z.enum(["columns", "rows"]).optional(),
          })
          .optional(),
        squaredError: z.enum(["declared", "unnamed"]).optional(),
        evaluates: z.boolean().optional(),
        notes: strings.optional(),
      }),
    ),
    echo: named("EchoReply", "The same x.", z.object({ id, ok, x: tensor })),
    ask: named(
      "AskReply",
      "gradients.N is ∂L/∂N with the shape of N; unavailable.N says why the engine's interface cannot give N.",
      z.object({
        id,
        ok,
        values: tensors.optional(),
        gradients: tensors.optional(),
        unavailable: z.record(z.string(), z.string()).optional(),
      }),
    ),
    evaluate: named(
      "EvaluateReply",
      "One record a point; own: whose loss L is, if it is not the question's.",
      z.object({ id, ok, values: z.array(tensors), own: z.string().optional() }),
    ),
    problems: named(
      "ProblemsReply",
      "Scalar functions L of named parameters: their shapes, and the point at which they are judged.",
      z.object({
        id,
        ok,
        problems: z.array(
          z.object({
            name: z.string(),
            parameters: z.record(z.string(), z.array(z.int().min(0))),
            start: tensors,
            precision: z.enum(dtypes).optional(),
          }),
        ),
      }),
    ),
    done: named("DoneReply", "To reset and bye.", z.object({ id, ok })),
  };
  return { names, message, reply, failure, question };
}

const wireNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity", "-0"])]);
const nested: z.ZodType<WireNested> = z.lazy(() => z.union([wireNumber, z.array(nested)]));
const packed = z.object({
  dtype: z.enum(["float64", "float32"]),
  shape: z.array(z.int().min(0)),
  base64: z.string(),
});
const exact = protocolOver<z.ZodType<WireTensor>>(z.union([nested, packed]));

/** For reading what an engine wrote: tensors are left to `decodeTensor`, which is faster and says exactly where it went wrong. */
const lenient = protocolOver(z.unknown());
export const replies = { ...lenient.reply, failure: lenient.failure };

const values = <T extends object>(record: T) => Object.values(record) as [T[keyof T], ...T[keyof T][]];
export const messageSchema = z.union(values(exact.message));
export const replySchema = z.union([exact.failure, ...values(exact.reply)]);
export type Message = z.infer<typeof messageSchema>;
export type WireQuestion = z.infer<typeof exact.question>;
export type HelloReply = z.infer<typeof replies.hello>;
export type FailureReply = z.infer<typeof replies.failure>;

/** The protocol as JSON Schema (2020-12): what `spec/protocol.schema.json` holds. */
export function protocolJsonSchema(): unknown {
  exact.names.add(nested, {
    id: "NestedNumbers",
    description: "Nested lists carry their shape; a bare number is a scalar.",
  });
  exact.names.add(packed, {
    id: "PackedNumbers",
    description: "Little-endian, row-major; for tensors over 4096 entries.",
  });
  const schema = z.toJSONSchema(z.union([messageSchema, replySchema]), {
    io: "input",
    metadata: exact.names,
  });
  return {
    $id: "backproof-protocol-1",
    title: "backproof protocol 1: one JSON object a line, either way",
    ...schema,
  };
}
