/** What may stand at a place of a fixture: each kind reads a YAML node, complains exactly, and describes itself to editors. */
import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { isDecimal } from "../decimal.ts";
import type { Range, Source } from "./complain.ts";
import { suggest } from "./nearest.ts";
import { rangeOf } from "./syntax.ts";

/** A value and where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Range;
}
export type Json = { readonly [key: string]: unknown };

export interface Kind<T> {
  /** JSON Schema of what may stand here. */
  readonly schema: Json;
  /** What was read; undefined after a complaint. `around` is the place to point at where there is no node. */
  read(node: Node | null, source: Source, around: Range): Placed<T> | undefined;
}

/** `a list`, `the text "x"`, `nothing`: what a node is, in a reader's words. */
export function kindOf(node: Node | null): string {
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (!isScalar(node) || node.value === null) return "nothing";
  return typeof node.value === "string"
    ? `the text ${JSON.stringify(clip(node.value))}`
    : `${clip(String(node.source ?? node.value))}`;
}
const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** A kind of one scalar: `check` gives the value, or what is wrong and a hint. */
export function scalarKind<T>(
  schema: Json,
  expected: string,
  check: (scalar: Scalar, text: string) => { value: T } | { problem: string; hint?: string } | undefined,
): Kind<T> {
  return {
    schema,
    read(node, source, around) {
      const at = rangeOf(node, around);
      const plain = isScalar(node) && (!node.tag || node.tag.startsWith("tag:yaml.org,2002:"));
      const result =
        plain && node.value !== null ? check(node, String(node.source ?? node.value)) : undefined;
      if (result && "value" in result) return { value: result.value, at };
      if (result) source.complain(at, result.problem, result.hint);
      else source.complain(at, `expected ${expected}, not ${kindOf(node)}`, tagHint(node));
      return undefined;
    },
  };
}
const tagHint = (node: Node | null) =>
  node?.tag?.startsWith("!") ? "the only tag is !file, where a tensor stands" : undefined;

export const text: Kind<string> = scalarKind<string>({ type: "string", minLength: 1 }, "text", (scalar) => {
  if (typeof scalar.value !== "string") return undefined;
  return scalar.value.trim() === "" ? { problem: "this text is empty" } : { value: scalar.value };
});

/** A finite number with the text it was written in. */
export interface WrittenNumber {
  readonly number: number;
  readonly text: string;
}
export const number: Kind<WrittenNumber> = scalarKind({ type: "number" }, "a number", (scalar, source) => {
  const problem = numberProblem(scalar, source);
  return problem ?? { value: { number: Number(source), text: source } };
});

/** Why a scalar is not a finite decimal number, or undefined if it is one. */
export function numberProblem(scalar: Scalar, text: string): { problem: string; hint?: string } | undefined {
  if (typeof scalar.value !== "number") {
    return {
      problem: `expected a number, not ${kindOf(scalar)}`,
      hint: isDecimal(text) ? "write it without quotes" : undefined,
    };
  }
  if (!Number.isFinite(scalar.value)) {
    const hint = isDecimal(text)
      ? "the greatest double is about 1.8e308"
      : "every number of a fixture is finite";
    return { problem: `${text} is not a finite number`, hint };
  }
  if (!isDecimal(text))
    return { problem: `${text} is not written in decimal`, hint: `write ${scalar.value}` };
  if (scalar.value === 0 && /[1-9]/.test(text.split(/[eE]/)[0])) {
    return {
      problem: `${text} is too small: as a double it is 0`,
      hint: "the least double is about 4.9e-324",
    };
  }
  return undefined;
}

export const count = (least: number, most: number): Kind<number> =>
  scalarKind<number>({ type: "integer", minimum: least, maximum: most }, "a whole number", (scalar) => {
    if (typeof scalar.value !== "number") return undefined;
    const fits = Number.isInteger(scalar.value) && scalar.value >= least && scalar.value <= most;
    return fits ? { value: scalar.value } : { problem: `expected a whole number from ${least} to ${most}` };
  });

/** One of a list of words; `what` names them: `activation`. */
export const oneOf = <T extends string>(what: string, words: readonly T[]): Kind<T> =>
  scalarKind<T>({ enum: words }, `the name of ${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`, (scalar) => {
    const found = words.find((word) => word === scalar.value);
    if (found !== undefined) return { value: found };
    if (typeof scalar.value !== "string") return undefined;
    return {
      problem: `there is no ${what} ${JSON.stringify(clip(scalar.value))}`,
      hint: suggest(scalar.value, words),
    };
  });

export const listOf = <T>(kind: Kind<T>, least = 0): Kind<readonly Placed<T>[]> => ({
  schema: { type: "array", items: kind.schema, ...(least > 0 && { minItems: least }) },
  read(node, source, around) {
    const at = rangeOf(node, around);
    if (!isSeq(node)) {
      source.complain(
        at,
        `expected a list, not ${kindOf(node)}`,
        "a list is written [a, b], or with a `- ` line for each entry",
      );
      return undefined;
    }
    if (node.items.length < least) source.complain(at, `expected at least ${least} entries`);
    const read = node.items.map((item) => kind.read(item as Node | null, source, at));
    const value = read.filter((entry) => entry !== undefined);
    return value.length === read.length && value.length >= least ? { value, at } : undefined;
  },
});

/** A mapping whose keys are names of the fixture's own. Keys that fail `keyProblem` are complained about. */
export const recordOf = <T>(
  kind: Kind<T>,
  keyProblem: (key: string) => { problem: string; hint?: string } | undefined,
): Kind<ReadonlyMap<string, Placed<T> & { readonly key: Range }>> => ({
  schema: { type: "object", additionalProperties: kind.schema },
  read(node, source, around) {
    const entries = entriesOf(node, source, around);
    if (!entries) return undefined;
    const value = new Map<string, Placed<T> & { key: Range }>();
    let whole = isMap(node) && entries.length === node.items.length;
    for (const { key, at, node: inner } of entries) {
      const wrong = keyProblem(key);
      if (wrong) source.complain(at, wrong.problem, wrong.hint);
      const read = kind.read(inner, source, at);
      if (read && !wrong) value.set(key, { ...read, key: at });
      else whole = false;
    }
    return whole ? { value, at: rangeOf(node, around) } : undefined;
  },
});

/** The pairs of a mapping whose keys are all text; complains about the others. */
export function entriesOf(node: Node | null, source: Source, around: Range) {
  if (!isMap(node)) {
    source.complain(
      rangeOf(node, around),
      `expected a mapping, not ${kindOf(node)}`,
      "a mapping is written `key: value`",
    );
    return undefined;
  }
  const entries: { key: string; at: Range; node: Node | null }[] = [];
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    const at = rangeOf(key, rangeOf(node, around));
    if (isScalar(key) && key.value !== null)
      entries.push({ key: String(key.source ?? key.value), at, node: pair.value as Node | null });
    else source.complain(at, `a key must be text, not ${kindOf(key)}`);
  }
  return entries;
}
