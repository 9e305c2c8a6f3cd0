/** The wire, once: every message and reply as one zod schema; types, JSON Schema file and checks all come from here. */
import { z } from "zod";
import { questionOver } from "./protocol/asked.ts";
import { messagesOver } from "./protocol/messages.ts";
import { repliesOver } from "./protocol/replies.ts";
import { wordsOf } from "./protocol/says.ts";

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

/** The whole protocol over one schema of tensors: the exact one for documents, a permissive one for reading (see `spec/protocol/numbers.ts`). */
function protocolOver<T extends z.ZodType>(numbers: T) {
  const { registry, words } = wordsOf();
  const tensor = words.part("Tensor", "Numbers in a shape: nested lists, or packed bytes.", numbers);
  const tensors = z.record(z.string(), tensor);
  const question = questionOver(tensor, tensors, words);
  const message = messagesOver({ tensor, tensors, question }, words);
  const { reply, failure } = repliesOver({ tensor, tensors, protocol: PROTOCOL }, words);
  return { registry, message, reply, failure, question };
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
  exact.registry.add(nested, {
    id: "NestedNumbers",
    description: "Nested lists carry their shape: a matrix is a list of its rows, a bare number a scalar.",
  });
  exact.registry.add(packed, {
    id: "PackedNumbers",
    description: "The bytes of the entries, little-endian, in row-major order.",
  });
  const schema = z.toJSONSchema(z.union([messageSchema, replySchema]), {
    io: "input",
    metadata: exact.registry,
  });
  return {
    $id: "backproof-protocol-1",
    title: "backproof protocol 1: one JSON object a line, either way",
    ...schema,
  };
}
