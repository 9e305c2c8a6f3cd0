/** Tensors on the wire: exact for every double, both ways, and precise about where an engine's lists go wrong. */
import { endianness } from "node:os";
import type { WireNested, WireNumber, WireTensor } from "../protocol.ts";
import { type Shape, showShape, sizeOf, type Tensor } from "../tensor.ts";
import { quoteBare } from "./bare.ts";

/** What an engine wrote is not what the protocol says; the message says what and where. */
export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Malformed";
  }
}

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
  "-0": -0,
};

function encodeNumber(x: number): WireNumber {
  if (Number.isFinite(x)) return Object.is(x, -0) ? "-0" : x;
  return Number.isNaN(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
}

/** Nested lists, or base64 of little-endian doubles when there are more than `base64Above` entries. */
export function encodeTensor({ shape, data }: Tensor, base64Above = Number.POSITIVE_INFINITY): WireTensor {
  if (data.length > base64Above) {
    return { dtype: "float64", shape, base64: littleEndian(data).toString("base64") };
  }
  let at = 0;
  const build = (depth: number): WireNested =>
    depth === shape.length
      ? encodeNumber(data[at++]!)
      : Array.from({ length: shape[depth]! }, () => build(depth + 1));
  return build(0);
}

/** Axes of a tensor: as many as NumPy had for long. */
const mostAxes = 32;

/** A tensor from what JSON.parse gave. `path` names it in complaints: `gradients.W1`. Throws Malformed. */
export function decodeTensor(wire: unknown, path: string): Tensor {
  if (typeof wire === "object" && wire !== null && !Array.isArray(wire)) return decodePacked(wire, path);
  const shape: number[] = [];
  for (let level = wire; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (shape.length > mostAxes) throw new Malformed(`${path} is nested deeper than ${mostAxes} lists`);
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  let filled = 0;
  const walk = (level: unknown, depth: number, at: string): void => {
    if (depth === shape.length) {
      data[filled++] = decodeNumber(level, at);
    } else if (!Array.isArray(level)) {
      throw new Malformed(`${at} is ${show(level)} where its neighbours are lists: the lists are ragged`);
    } else if (level.length !== shape[depth]) {
      throw new Malformed(
        `${at} has length ${level.length} where its neighbours have ${shape[depth]}: the lists are ragged`,
      );
    } else {
      for (let i = 0; i < level.length; i++) walk(level[i], depth + 1, `${at}[${i}]`);
    }
  };
  if (filled < data.length) walk(wire, 0, path);
  return { shape, data };
}

function decodeNumber(x: unknown, at: string): number {
  if (typeof x === "number") return x;
  if (typeof x === "string" && Object.hasOwn(SPECIAL, x)) return SPECIAL[x]!;
  if (x === null) {
    throw new Malformed(
      `${at} is null where a number belongs (JavaScript's JSON.stringify writes NaN and Infinity as null: write "NaN")`,
    );
  }
  if (Array.isArray(x))
    throw new Malformed(`${at} is a list where its neighbours are numbers: the lists are ragged`);
  throw new Malformed(`${at} is ${show(x)}, not a number`);
}

function decodePacked(wire: object, path: string): Tensor {
  const { dtype, shape, base64 } = wire as Record<string, unknown>;
  if (typeof base64 !== "string")
    throw new Malformed(`${path} is ${show(wire)}, neither nested lists nor {dtype, shape, base64}`);
  if (dtype !== "float64" && dtype !== "float32")
    throw new Malformed(`${path}.dtype is ${show(dtype)}, neither "float64" nor "float32"`);
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw new Malformed(`${path}.shape is ${show(shape)}, not a list of sizes`);
  }
  const width = dtype === "float64" ? 8 : 4;
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== sizeOf(shape) * width) {
    throw new Malformed(
      `${path}.base64 holds ${bytes.length} bytes, but ${dtype} of shape ${showShape(shape)} takes ${sizeOf(shape) * width}`,
    );
  }
  // a copy, because what Buffer gives need not be aligned to whole numbers
  const { buffer } = swapped(Buffer.from(new Uint8Array(bytes).buffer), width);
  return {
    shape,
    data: dtype === "float64" ? new Float64Array(buffer) : new Float64Array(new Float32Array(buffer)),
  };
}

const isBigEndian = endianness() === "BE";

/** Bytes of little-endian numbers as this machine keeps them; in place. */
function swapped(bytes: Buffer<ArrayBuffer>, width: 4 | 8): Buffer<ArrayBuffer> {
  if (!isBigEndian) return bytes;
  return width === 8 ? bytes.swap64() : bytes.swap32();
}

const littleEndian = (data: Float64Array): Buffer =>
  isBigEndian
    ? Buffer.from(data.slice().buffer).swap64()
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** Throws Malformed unless the shape is exactly the expected one: [1] is not a scalar. */
export function expectShape(tensor: Tensor, expected: Shape, path: string): void {
  if (tensor.shape.length === expected.length && tensor.shape.every((n, i) => n === expected[i])) return;
  throw new Malformed(`${path} has shape ${showShape(tensor.shape)}, expected ${showShape(expected)}`);
}

/** A short quotation of any JSON value. */
export function show(x: unknown): string {
  if (x === undefined) return "missing";
  const text = jsonOf(x);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function jsonOf(x: unknown): string {
  try {
    return JSON.stringify(x);
  } catch {
    return "something nested too deeply to be shown";
  }
}

/**
 * JSON, forgiving bare NaN and Infinity (Python's json and C's printf write them): `bare` says that it had to.
 * Undefined if the text is not JSON all the same.
 */
export function parseLine(text: string): { readonly json: unknown; readonly bare: boolean } | undefined {
  try {
    return { json: JSON.parse(text), bare: false };
  } catch {
    if (!/nan|inf/i.test(text)) return undefined;
  }
  try {
    return { json: JSON.parse(quoteBare(text)), bare: true };
  } catch {
    return undefined;
  }
}
