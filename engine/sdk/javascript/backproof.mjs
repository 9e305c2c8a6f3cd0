/**
 * The backproof SDK for JavaScript and TypeScript on Node 18 and newer: this file alone (types: `backproof.d.mts`), with nothing to install.
 *
 *     import { serve } from "./backproof.mjs";              // first: from here on, whatever is printed goes to stderr
 *
 *     serve({
 *       answers: ["loss"],
 *       losses: ["mse"],
 *       answer(question) {
 *         const { p, target } = question;                   // tensors: { shape, data: Float64Array }, row-major
 *         …
 *         return { values: { L }, gradients: { p: slope } }; // gradients.N is ∂L/∂N in the shape of N
 *       },
 *     });
 *
 *     $ backproof run "cmd:node engine.mjs"
 *
 * A question is what spec/protocol.md of backproof says, with its tensors decoded: `question.layers[0].W`, `question.loss.reduction`.
 * `question.want.gradients` names what must be answered; more does no harm. Throw `Unsupported` for what you have not built, `Rejected` for what
 * makes no sense, `Numeric` where no number comes out; any other exception is told as a bug of the engine.
 */
import { basename } from "node:path";

// The protocol leaves stdout before any other module is loaded. At a terminal there is no protocol to protect.
const write = process.stdout.write.bind(process.stdout);
if (!process.stdout.isTTY) {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  console.log = console.info = console.debug = console.error;
}

/** Tensors with more entries than this travel as base64. */
const BASE64_ABOVE = 4096;

class Failure extends Error {
  constructor(kind, what) {
    super(what);
    this.kind = kind;
  }
}
/** This engine is not built for that: `throw new Unsupported("activation:gelu")`. It is not held against it. */
export class Unsupported extends Failure {
  constructor(what) {
    super("unsupported", what);
  }
}
/** The question makes no sense: `throw new Rejected("W2 does not fit W1")`. */
export class Rejected extends Failure {
  constructor(message) {
    super("rejected", message);
  }
}
/** No number comes out. */
export class Numeric extends Failure {
  constructor(message) {
    super("numeric", message);
  }
}

/** Answers questions until there are no more. See `Engine` in backproof.d.mts for everything that it takes. */
export async function serve(engine) {
  const { name, version, activations, losses, ops, profiles, problems = {}, dtype = "float64" } = engine;
  const hasProblems = Object.keys(problems).length > 0;
  const answers = hasProblems ? [...(engine.answers ?? []), "problem"] : engine.answers;
  const supports = { activations, losses, ops };

  const read = (message) => {
    const question = decodeQuestion(message);
    if (answers && !answers.includes(question.kind)) throw new Unsupported(`question:${question.kind}`);
    check(question, supports);
    return question;
  };
  const ownProblem = async (question, point) => {
    const problem = Object.hasOwn(problems, question.name) && problems[question.name];
    if (!problem) throw new Unsupported(`problem:${question.name}`);
    const { L, gradients } = await problem.at({ ...mapped(problem.start, tensor), ...question.at, ...point });
    return { values: { L }, gradients };
  };
  const valuesAt = async (question, point) => {
    if (question.kind === "problem") return (await ownProblem(question, point)).values;
    return engine.evaluate(moved(question, point));
  };

  const operations = {
    hello: () => ({
      protocol: 1,
      engine: { name: name ?? basename(process.argv[1]), version, language: "javascript" },
      answers,
      supports,
      profiles,
      dtype,
      encodings: ["json", "base64"],
      layout: { weights: engine.weights ?? "out_in", samples: engine.samples ?? "columns" },
      evaluates: engine.evaluate !== undefined,
    }),
    echo: ({ x }) => ({ x: encode(decode(x)) }),
    async ask(message) {
      const question = read(message);
      const answered =
        question.kind === "problem" ? await ownProblem(question, {}) : await engine.answer(question);
      const { values, gradients, unavailable } = answered;
      return { values: mapped(values, encode), gradients: mapped(gradients, encode), unavailable };
    },
    async evaluate(message) {
      const question = read(message);
      if (question.kind !== "problem" && !engine.evaluate) throw new Unsupported("op:evaluate");
      const values = [];
      for (const point of message.points)
        values.push(mapped(await valuesAt(question, mapped(point, decode)), encode));
      return { values };
    },
    problems: () => ({
      problems: Object.entries(problems).map(([one, { start }]) => ({
        name: one,
        parameters: mapped(start, (x) => tensor(x).shape),
        start: mapped(start, encode),
      })),
    }),
    async reset() {
      await engine.reset?.();
      return {};
    },
    bye: () => ({}),
  };

  if (process.stdin.isTTY)
    console.error(`An engine, waiting for questions. Judge it: backproof run "cmd:node ${process.argv[1]}"`);
  for await (const line of linesOf(process.stdin)) {
    const message = JSON.parse(line);
    const operation = Object.hasOwn(operations, message.op) ? operations[message.op] : undefined;
    const reply = await attempt(operation, message);
    write(`${JSON.stringify({ id: message.id, ...reply })}\n`);
    if (message.op === "bye") break;
  }
}

/** The reply, or why there is none. */
async function attempt(operation, message) {
  try {
    if (!operation) throw new Unsupported(`op:${message.op}`);
    return { ok: true, ...(await operation(message)) };
  } catch (error) {
    if (error instanceof Failure)
      return { ok: false, error: { kind: error.kind, what: error.message, message: error.message } };
    const text = String(error?.stack ?? error);
    console.error(text);
    return { ok: false, error: { kind: "internal", message: text } };
  }
}

/** Lines out of bytes: joined only at a newline, so that no character is cut and long lines stay cheap. */
async function* linesOf(input) {
  let pieces = [];
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...pieces, chunk.subarray(start, end)])
        .toString("utf8")
        .replace(/^\uFEFF/, "");
      pieces = [];
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
  }
}

// Questions

const mapped = (record, f) =>
  Object.fromEntries(Object.entries(record ?? {}).map(([name, x]) => [name, f(x)]));

function decodeQuestion({ question, want, also = { values: [], gradients: [] } }) {
  const decoded = { ...question, want, also };
  for (const key of ["x", "p", "target"]) if (key in question) decoded[key] = decode(question[key]);
  for (const key of ["inputs", "seed", "at"])
    if (key in question) decoded[key] = mapped(question[key], decode);
  if (question.layers)
    decoded.layers = question.layers.map((layer) => ({ ...layer, W: decode(layer.W), b: decode(layer.b) }));
  return decoded;
}

/** Throws Unsupported for the first word of the question that was not declared. */
function check({ loss, report, layers = [], nodes = [] }, supports) {
  const asked = [
    ["loss", supports.losses, [loss, report].flatMap((one) => one?.name ?? [])],
    ["activation", supports.activations, layers.map(({ activation }) => activation)],
    ["op", supports.ops, nodes.map(({ op }) => op)],
  ];
  for (const [word, known, names] of asked)
    for (const one of names) if (known && !known.includes(one)) throw new Unsupported(`${word}:${one}`);
}

/** The question with some of its inputs replaced: `W1` is the W of the first layer, `t` the target. */
function moved(question, point) {
  if (question.kind === "graph") return { ...question, inputs: { ...question.inputs, ...point } };
  if (question.kind === "expression") return { ...question, at: { ...question.at, ...point } };
  const { t: target = question.target, x = question.x, p = question.p } = point;
  const layers = question.layers?.map((layer, i) => {
    const { [`W${i + 1}`]: W = layer.W, [`b${i + 1}`]: b = layer.b } = point;
    return { ...layer, W, b };
  });
  return { ...question, x, p, target, layers };
}

// Tensors

const SPECIAL = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity, "-0": -0 };

/** From the wire: a number, nested lists, or the bytes of an array. */
function decode(wire) {
  if (wire?.base64 === undefined) return tensor(wire);
  // a copy, because a slice of Node's pool need not be aligned
  const { buffer } = Uint8Array.from(Buffer.from(wire.base64, "base64"));
  const data =
    wire.dtype === "float64" ? new Float64Array(buffer) : Float64Array.from(new Float32Array(buffer));
  return { shape: wire.shape, data };
}

/** A tensor from a number, nested or typed arrays, or a tensor. */
export function tensor(x) {
  if (x?.data !== undefined) return x;
  const shape = [];
  for (let level = x; Array.isArray(level) || ArrayBuffer.isView(level); level = level[0])
    shape.push(level.length);
  const flat = ArrayBuffer.isView(x) ? x : [x].flat(Number.POSITIVE_INFINITY);
  return { shape, data: Float64Array.from(flat, (entry) => SPECIAL[entry] ?? entry) };
}

/** To the wire: what is large goes as bytes, what JSON cannot write as text. */
function encode(x) {
  const { shape, data } = tensor(x);
  if (data.length > BASE64_ABOVE) {
    const { buffer, byteOffset, byteLength } = Float64Array.from(data);
    return {
      dtype: "float64",
      shape,
      base64: Buffer.from(buffer, byteOffset, byteLength).toString("base64"),
    };
  }
  let at = 0;
  const build = (depth) =>
    depth === shape.length ? word(data[at++]) : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}

const word = (x) => (Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? "-0" : String(x));
