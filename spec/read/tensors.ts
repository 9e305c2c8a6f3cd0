/** Tensors as nested lists in YAML, or in a JSON file beside it; the text of every number is kept. */
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isScalar, isSeq, type Node, type Scalar } from "yaml";
import type { Written } from "../case.ts";
import { isDecimal, isExactly } from "../decimal.ts";
import { type Shape, type Tensor, tensor as tensorOf } from "../tensor.ts";
import type { Range, Source } from "./complain.ts";
import { type Kind, kindOf, numberProblem, type Placed } from "./kinds.ts";
import { rangeOf } from "./syntax.ts";

export interface WrittenTensor {
  readonly tensor: Tensor;
  readonly written: Written;
  /** Some entry is a decimal that no double holds. */
  readonly inexact: boolean;
}

const mostAxes = 8;
const biggestSidecar = 64 * 1024 * 1024;
/** A number, lists of numbers, or `!file big.json`. */
const schema = { $ref: "#/$defs/tensor" };
export const tensorSchema = {
  anyOf: [{ type: "number" }, { type: "string" }, { type: "array", minItems: 1, items: schema }],
};

/** Why a scalar is no entry. */
type EntryProblem = (scalar: Scalar, text: string) => { problem: string; hint?: string } | undefined;

/** An input: finite numbers, unquoted. */
export const tensor: Kind<WrittenTensor> = {
  schema,
  read(node, source, around) {
    const read = readNested(node, source, around, numberProblem);
    if (!read) return undefined;
    const { shape, text } = read.value;
    const data = Float64Array.from(text, Number);
    const inexact = !read.sidecar && text.some((entry, i) => !isExactly(entry, data[i]));
    return { value: { tensor: tensorOf(shape, data), written: { shape, text }, inexact }, at: read.at };
  },
};

/** Decimals, and where each of them stands. */
export interface WrittenEntries extends Written {
  readonly places: readonly Range[];
}

/** What is expected: decimals of any length, quoted or not. */
export const written: Kind<WrittenEntries> = {
  schema,
  read: (node, source, around) =>
    readNested(node, source, around, (scalar, text) => {
      if (isDecimal(text)) return undefined;
      return {
        problem: `expected a number, not ${kindOf(scalar)}`,
        hint: "decimals, such as -0.254 or 1.2e-9; their digits count",
      };
    }),
};

type ReadNested = (Placed<WrittenEntries> & { readonly sidecar?: true }) | undefined;

function readNested(node: Node | null, source: Source, around: Range, wrong: EntryProblem): ReadNested {
  const at = rangeOf(node, around);
  if (isScalar(node) && node.tag === "!file") return readSidecar(String(node.value), source, at);
  const shape = shapeOfFirst(node);
  const text: string[] = [];
  const places: Range[] = [];
  const wrongs: { place: Range; problem: string; hint?: string }[] = [];
  const walk = (inner: Node | null, depth: number, outer: Range): void => {
    const place = rangeOf(inner, outer);
    const found =
      levelProblem(inner, depth, shape) ?? (isScalar(inner) ? wrong(inner, textOf(inner)) : undefined);
    if (found) wrongs.push({ place, ...found });
    else if (isSeq(inner)) for (const item of inner.items) walk(item as Node | null, depth + 1, place);
    else {
      text.push(textOf(inner as Scalar));
      places.push(place);
    }
  };
  walk(node, 0, at);
  const [first, ...more] = wrongs;
  if (!first) return { value: { shape, text, places }, at };
  // one slip, such as a comma left out, makes all that follows look wrong
  const others = more.length > 0 ? `; ${more.length} more of this tensor may follow from it` : "";
  source.complain(first.place, first.problem + others, first.hint);
  return undefined;
}

const textOf = (scalar: Scalar) => String(scalar.source ?? scalar.value);

/** Why a node does not fit at a depth of a tensor of this shape. */
function levelProblem(
  node: Node | null,
  depth: number,
  shape: Shape,
): { problem: string; hint?: string } | undefined {
  const alike = "lists of one level must be alike";
  if (isSeq(node)) {
    const length = node.items.length;
    if (length === 0) return { problem: "this list is empty" };
    if (depth >= mostAxes) return { problem: `a tensor has at most ${mostAxes} axes` };
    if (depth >= shape.length)
      return { problem: "a list where the entries before it are numbers", hint: alike };
    if (length === shape[depth]) return undefined;
    const problem = `this list has ${length} entries, the first of its level ${shape[depth]}`;
    return { problem, hint: "rows of one tensor are equally long" };
  }
  if (!isScalar(node) || node.value === null || node.tag?.startsWith("!")) {
    return { problem: `expected a number or lists of numbers, not ${kindOf(node)}` };
  }
  return depth < shape.length
    ? { problem: "a number where the entries before it are lists", hint: alike }
    : undefined;
}

/** The shape that the first entries suggest; the walk finds what does not keep to it. */
function shapeOfFirst(node: Node | null): Shape {
  const shape: number[] = [];
  for (
    let level: unknown = node;
    isSeq(level) && level.items.length > 0 && shape.length < mostAxes;
    level = level.items[0]
  ) {
    shape.push(level.items.length);
  }
  return shape;
}

/** Nested lists of numbers (taken as the doubles they are) or of decimal texts, in a JSON file of the same folder. */
function readSidecar(name: string, source: Source, at: Range): ReadNested {
  const complain = (message: string, hint?: string) => {
    source.complain(at, message, hint);
    return undefined;
  };
  if (name !== basename(name) || !/^[\w][\w.-]*\.json$/.test(name)) {
    return complain("!file takes the name of a JSON file that stands beside this one", "x: !file big.json");
  }
  const path = join(dirname(source.file), name);
  let parsed: unknown;
  try {
    if (statSync(path).size > biggestSidecar)
      return complain(`${name} is bigger than ${biggestSidecar} bytes`);
    parsed = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return complain(`${name} cannot be read: ${(error as Error).message}`);
  }
  const shape: number[] = [];
  for (
    let level = parsed;
    Array.isArray(level) && level.length > 0 && shape.length < mostAxes;
    level = level[0]
  )
    shape.push(level.length);
  const text: string[] = [];
  const fits = (level: unknown, depth: number): boolean => {
    if (depth < shape.length)
      return (
        Array.isArray(level) &&
        level.length === shape[depth] &&
        level.every((inner) => fits(inner, depth + 1))
      );
    const entry = typeof level === "number" ? (Object.is(level, -0) ? "-0" : String(level)) : level;
    if (typeof entry !== "string" || !isDecimal(entry)) return false;
    text.push(entry);
    return true;
  };
  if (!fits(parsed, 0)) return complain(`${name} does not hold equally long nested lists of numbers`);
  return { value: { shape, text, places: text.map(() => at) }, at, sidecar: true };
}
