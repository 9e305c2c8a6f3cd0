/** Runs a JavaScript or TypeScript engine behind the wire: `node module_host.mjs file.ts#make`. Prints of the engine go to stderr. */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const write = process.stdout.write.bind(process.stdout);
const input = process.stdin;
process.stdout.write = process.stderr.write.bind(process.stderr);
Object.defineProperty(process, "stdin", { value: Readable.from([]) });
console.log = console.info = console.debug = console.error;

/** Tensors with more entries than this travel as base64. */
const BASE64_ABOVE = 4096;
const KINDS = ["graph", "expression", "loss", "network", "training"];
const SPECIAL = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity, "-0": -0 };
const isTensor = (x) => typeof x === "object" && x !== null && Array.isArray(x.shape) && x.data !== undefined;

/** Wire → { shape, data }, as the Engine interface has it. */
function decode(wire) {
  if (wire?.base64 !== undefined) {
    const bytes = Uint8Array.from(Buffer.from(wire.base64, "base64"));
    return { shape: wire.shape, data: new Float64Array(bytes.buffer) };
  }
  const shape = [];
  for (let level = wire; Array.isArray(level); level = level[0]) shape.push(level.length);
  const entries = Array.isArray(wire) ? wire.flat(Number.POSITIVE_INFINITY) : [wire];
  return { shape, data: Float64Array.from(entries, (x) => SPECIAL[x] ?? x) };
}

/** { shape, data }, typed arrays or nested lists → wire. */
function encode(x) {
  if (typeof x === "number")
    return Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? "-0" : String(x);
  if (!isTensor(x)) return Array.isArray(x) || ArrayBuffer.isView(x) ? Array.from(x, encode) : x;
  if (x.data.length > BASE64_ABOVE) {
    const { buffer } = Float64Array.from(x.data);
    return { dtype: "float64", shape: x.shape, base64: Buffer.from(buffer).toString("base64") };
  }
  let at = 0;
  const build = (depth) =>
    depth === x.shape.length
      ? encode(x.data[at++])
      : Array.from({ length: x.shape[depth] }, () => build(depth + 1));
  return build(0);
}

const mapped = (record, f) =>
  Object.fromEntries(Object.entries(record ?? {}).map(([name, x]) => [name, f(x)]));

function decodeQuestion({ question, want, also }) {
  const all = { ...question, want, ...(also && { also }) };
  for (const key of ["inputs", "seed", "at"]) if (all[key]) all[key] = mapped(all[key], decode);
  for (const key of ["x", "p", "target"]) if (all[key] !== undefined) all[key] = decode(all[key]);
  if (all.layers)
    all.layers = all.layers.map((layer) => ({ ...layer, W: decode(layer.W), b: decode(layer.b) }));
  return all;
}

const failure = (kind, message, what) => ({ ok: false, error: { kind, message, ...(what && { what }) } });

/** The engine's observation (or a bare { values, gradients }) as a reply. */
function replyOf(seen) {
  switch (seen?.kind) {
    case "unsupported":
      return failure("unsupported", seen.what, seen.what);
    case "rejected":
      return failure("rejected", seen.message);
    case "answered":
    case undefined: {
      const { values, gradients, unavailable } = seen ?? {};
      return {
        ok: true,
        values: mapped(values, encode),
        gradients: mapped(gradients, encode),
        ...(unavailable && { unavailable }),
      };
    }
    default:
      return failure("internal", seen.stderr ?? seen.problem ?? seen.because ?? seen.kind);
  }
}

/** The file is no engine: told in a sentence, without a stack of ours. */
class Refused extends Error {}

async function load(spec) {
  const [file, name] = spec.split("#");
  if (/\.[cm]?tsx?$/.test(file)) (await import("tsx/esm/api")).register();
  const module = await import(pathToFileURL(file).href);
  const candidates = name ? [name] : ["make", "engine", "default"];
  const found = candidates.find((candidate) => candidate in module);
  if (!found)
    throw new Refused(
      `${file} exports ${Object.keys(module).join(", ") || "nothing"}, but not ${candidates.join(" or ")}`,
    );
  const engine = typeof module[found] === "function" ? await module[found]() : await module[found];
  if (typeof engine?.ask !== "function")
    throw new Refused(`${found} of ${file} gives no engine: it has no function ask(question)`);
  return engine;
}

let engine;
const operations = {
  async hello() {
    engine = await load(process.argv[2]);
    const { name, version, language, squaredError, ...rest } = (await engine.describe?.()) ?? {};
    const { dtype, answers, supports, profiles, notes } = rest;
    const about = { name: name ?? process.argv[2], version, language: language ?? "javascript" };
    const evaluates = (rest.evaluates ?? true) && typeof engine.evaluate === "function";
    return {
      ok: true,
      protocol: 1,
      engine: about,
      encodings: ["json", "base64"],
      dtype,
      answers: engine.problems ? [...new Set([...(answers ?? KINDS), "problem"])] : answers,
      supports,
      profiles,
      squaredError,
      notes,
      evaluates,
    };
  },
  echo: async ({ x }) => ({ ok: true, x: encode(decode(x)) }),
  async ask(message) {
    const { kind, name, at } = message.question;
    const isOwn = kind === "problem";
    return replyOf(
      await (isOwn
        ? engine.problems.gradient(name, mapped(at, decode))
        : engine.ask(decodeQuestion(message))),
    );
  },
  async problems() {
    const listed = await engine.problems.list();
    if (listed.kind === "failed") return failure("internal", listed.because);
    const problems = (listed.problems ?? listed).map((one) => ({ ...one, start: mapped(one.start, encode) }));
    return { ok: true, problems };
  },
  async evaluate(message) {
    const points = message.points.map((point) => mapped(point, decode));
    const { kind, name } = message.question;
    const seen = await (kind === "problem"
      ? engine.problems.evaluate(name, points)
      : engine.evaluate(decodeQuestion(message), points));
    if (seen.kind === "failed") return failure("internal", seen.because);
    return {
      ok: true,
      values: seen.values.map((point) => mapped(point, encode)),
      ...(seen.own && { own: seen.own }),
    };
  },
  reset: async () => ({ ok: true }),
  async bye() {
    await engine?.close?.();
    return { ok: true };
  },
};

for await (const line of createInterface({ input })) {
  const message = JSON.parse(line);
  const operation = operations[message.op];
  const reply = operation
    ? await operation(message).catch((error) =>
        failure("internal", error instanceof Refused ? error.message : String(error?.stack ?? error)),
      )
    : failure("unsupported", message.op, message.op);
  write(`${JSON.stringify({ id: message.id, ...reply })}\n`);
  if (message.op === "bye") process.exit(0);
}
process.exit(0);
