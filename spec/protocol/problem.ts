/** Black boxes on the wire: a list of problems in, parameters out, the loss and its gradients back. */
import type { Evaluation, Observation, Problem } from "../answer.ts";
import type { Name } from "../graph.ts";
import { BASE64_ABOVE, replies, type WireQuestion, type WireTensor } from "../protocol.ts";
import type { Tensor } from "../tensor.ts";
import { printedDigits } from "./digits.ts";
import { decodeTensor, encodeTensor, expectShape, Malformed } from "./numbers.ts";
import type { Manner } from "./question.ts";
import { asStored, describeFailure, isFailure, observationOf, type RawReply, readReply } from "./reply.ts";

type Tensors = Readonly<Record<Name, Tensor>>;

export function encodePoint(point: Tensors, { base64 }: Pick<Manner, "base64">): Record<Name, WireTensor> {
  const above = base64 ? BASE64_ABOVE : undefined;
  return Object.fromEntries(Object.entries(point).map(([name, x]) => [name, encodeTensor(x, above)]));
}

export function encodeProblem(name: string, at: Tensors, manner: Pick<Manner, "base64">): WireQuestion {
  return { kind: "problem", name, at: encodePoint(at, manner) };
}

/** The problems of a reply; an engine that answers with a failure has none, and says why. Throws Malformed. */
export function readProblems({ json }: RawReply): readonly Problem[] | { readonly failed: string } {
  const reply = readReply(replies.problems, json);
  if (isFailure(reply)) return { failed: describeFailure(reply) };
  const names = reply.problems.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Malformed(`problems lists "${twice}" twice`);
  return reply.problems.map(({ name, parameters, start, precision }, i) => ({
    name,
    parameters,
    start: asStored(
      startOf(parameters, start, `problems[${i}].start`),
      { dtype: precision ?? "float64" },
      undefined,
    ),
    ...(precision && { precision }),
  }));
}

/** A start for every parameter, of its shape. */
function startOf(
  parameters: Problem["parameters"],
  start: Readonly<Record<Name, unknown>>,
  path: string,
): Record<Name, Tensor> {
  const extra = Object.keys(start).find((name) => !Object.hasOwn(parameters, name));
  if (extra !== undefined) throw new Malformed(`${path}.${extra} is no parameter`);
  return tensorsOf(start, parameters, path, (name) => {
    throw new Malformed(`${path}.${name} is missing`);
  });
}

/** Tensors of these names and shapes out of a record; names that it lacks go to `missing`. */
function tensorsOf(
  record: Readonly<Record<Name, unknown>>,
  shapes: Readonly<Record<Name, readonly number[]>>,
  path: string,
  missing: (name: Name) => void = () => {},
): Record<Name, Tensor> {
  const found: Record<Name, Tensor> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    if (!Object.hasOwn(record, name)) {
      missing(name);
      continue;
    }
    found[name] = decodeTensor(record[name], `${path}.${name}`);
    expectShape(found[name], shape, `${path}.${name}`);
  }
  return found;
}

type Known = Pick<Problem, "parameters" | "precision">;
const LOSS = { L: [] } as const;

/** Throws Malformed. */
export function readGradient(
  { json, raw }: RawReply,
  { parameters, precision = "float64" }: Known,
): Observation {
  const reply = readReply(replies.ask, json);
  if (isFailure(reply)) return observationOf(reply);
  const digits = printedDigits(raw, precision);
  const stored = (tensors: Record<Name, Tensor>) => asStored(tensors, { dtype: precision }, digits);
  return {
    kind: "answered",
    values: stored(tensorsOf(reply.values ?? {}, LOSS, "values")),
    gradients: stored(tensorsOf(reply.gradients ?? {}, parameters, "gradients")),
    ...(reply.unavailable && { unavailable: reply.unavailable }),
    ...(digits && { digits }),
  };
}

/** Throws Malformed. */
export function readLosses(
  { json, raw }: RawReply,
  points: number,
  { precision = "float64" }: Known,
): Evaluation {
  const reply = readReply(replies.evaluate, json);
  if (isFailure(reply)) return { kind: "failed", because: describeFailure(reply) };
  if (reply.values.length !== points)
    throw new Malformed(`values holds ${reply.values.length} points, expected ${points}`);
  const digits = printedDigits(raw, precision);
  const values = reply.values.map((point, i) => {
    const path = `values[${i}]`;
    const L = tensorsOf(point, LOSS, path, () => {
      throw new Malformed(`${path}.L is missing`);
    });
    return asStored(L, { dtype: precision }, digits);
  });
  return { kind: "evaluated", values, ...(digits && { digits }) };
}
