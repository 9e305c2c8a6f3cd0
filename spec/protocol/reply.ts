/** From an engine's reply to an observation: every way in which a reply can be wrong becomes words here. */
import type { z } from "zod";
import type { Description, Evaluation, Observation } from "../answer.ts";
import type { Question, Wanted } from "../case.ts";
import type { Name } from "../graph.ts";
import { type FailureReply, type HelloReply, replies } from "../protocol.ts";
import type { Tensor } from "../tensor.ts";
import { type Digits, printedDigits } from "./digits.ts";
import { decodeTensor, expectShape, Malformed } from "./numbers.ts";
import { dueAtPoints, type Manner, shapeOfNode, turned } from "./question.ts";

/** What an engine wrote on one line: the JSON of it and its raw text. */
export interface RawReply {
  readonly json: unknown;
  readonly raw: string;
}

/** The reply, if it fits the schema of its operation. Throws Malformed saying where it does not. */
export function readReply<S extends z.ZodType>(schema: S, json: unknown): z.infer<S> | FailureReply {
  const failed = typeof json === "object" && json !== null && (json as { ok?: unknown }).ok === false;
  const result = (failed ? replies.failure : schema).safeParse(json);
  if (result.success) return result.data as z.infer<S> | FailureReply;
  const issue = result.error.issues[0]!;
  const where = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  throw new Malformed(`${where.slice(1) || "the reply"}: ${issue.message}`);
}

export function isFailure(reply: unknown): reply is FailureReply {
  return (reply as FailureReply).ok === false;
}

export function describeFailure({ error }: FailureReply): string {
  return [error.what, error.message].filter(Boolean).join(": ") || error.kind;
}

export function descriptionOf(hello: HelloReply): Description {
  const { engine, answers, supports, profiles, squaredError, notes } = hello;
  return {
    ...engine,
    dtype: hello.dtype ?? "float64",
    ...(answers && { answers }),
    ...(supports && { supports }),
    ...(profiles && { profiles }),
    ...(squaredError && { squaredError }),
    evaluates: hello.evaluates ?? false,
    ...(notes && { notes }),
  };
}

function named(
  list: unknown,
  names: readonly Name[],
  path: string,
  question: Question,
  manner: Manner,
): Record<Name, Tensor> {
  const found: Record<Name, Tensor> = {};
  for (const name of names) {
    if (!Object.hasOwn(list as object, name)) continue;
    const at = `${path}.${name}`;
    const tensor = turned(question, name, decodeTensor((list as Record<Name, unknown>)[name], at), manner);
    const shape = shapeOfNode(question, name);
    if (shape) expectShape(tensor, shape, at);
    found[name] = tensor;
  }
  return found;
}

/** float32 numbers in their shortest decimals are meant as floats: 0.1 is fround(0.1). */
export function asStored(
  tensors: Record<Name, Tensor>,
  description: Pick<Description, "dtype">,
  digits: Digits | undefined,
): Record<Name, Tensor> {
  if (digits || (description.dtype !== "float32" && description.dtype !== "tf32")) return tensors;
  return Object.fromEntries(
    Object.entries(tensors).map(([name, x]) => [name, { ...x, data: x.data.map(Math.fround) }]),
  );
}

const asked = (kind: keyof Wanted, question: Question): Name[] => [
  ...new Set([...question.want[kind], ...(question.also?.[kind] ?? [])]),
];

/** The observation that a reply to `ask` amounts to; names that nobody asked for are left out. Throws Malformed. */
export function readAnswer(
  { json, raw }: RawReply,
  question: Question,
  description: Description,
  manner: Manner,
): Observation {
  const reply = readReply(replies.ask, json);
  if (isFailure(reply)) return observationOf(reply);
  const values = named(reply.values ?? {}, asked("values", question), "values", question, manner);
  const gradients = named(reply.gradients ?? {}, asked("gradients", question), "gradients", question, manner);
  const digits = printedDigits(raw, description.dtype);
  return {
    kind: "answered",
    values: asStored(values, description, digits),
    gradients: asStored(gradients, description, digits),
    ...(reply.unavailable && { unavailable: reply.unavailable }),
    ...(digits && { digits }),
  };
}

/** An engine that reports its own exception has crashed politely: it must not count as a correct rejection. */
export function observationOf(reply: FailureReply): Observation {
  const message = describeFailure(reply);
  if (reply.error.kind === "unsupported") return { kind: "unsupported", what: reply.error.what ?? message };
  return reply.error.kind === "internal"
    ? { kind: "crashed", stderr: message }
    : { kind: "rejected", message };
}

/** Throws Malformed. */
export function readEvaluation(
  { json, raw }: RawReply,
  question: Question,
  points: number,
  description: Description,
  manner: Manner,
): Evaluation {
  const reply = readReply(replies.evaluate, json);
  if (isFailure(reply)) return { kind: "failed", because: describeFailure(reply) };
  if (reply.values.length !== points)
    throw new Malformed(`values holds ${reply.values.length} points, expected ${points}`);
  const digits = printedDigits(raw, description.dtype);
  const values = reply.values.map((point, i) =>
    asStored(
      named(point, dueAtPoints(question).values, `values[${i}]`, question, manner),
      description,
      digits,
    ),
  );
  return {
    kind: "evaluated",
    values,
    ...(reply.own !== undefined && { own: reply.own }),
    ...(digits && { digits }),
  };
}
