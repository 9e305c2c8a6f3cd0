/** A mapping with known keys: what each holds, whether it must be there, and what an editor says about it. */
import { isMap } from "yaml";
import type { Range, Source } from "./complain.ts";
import { entriesOf, type Json, type Kind, type Placed } from "./kinds.ts";
import { nearest, suggest } from "./nearest.ts";
import { rangeOf } from "./syntax.ts";

export interface Field<T, Required extends boolean> {
  readonly kind: Kind<T>;
  readonly required: Required;
  readonly says: string;
}
// biome-ignore lint/suspicious/noExplicitAny: a table of fields holds fields of every type
type Fields = Readonly<Record<string, Field<any, boolean>>>;
export type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T, infer R>
    ? R extends true
      ? Placed<T>
      : Placed<T> | undefined
    : never;
};

export const required = <T>(kind: Kind<T>, says: string): Field<T, true> => ({ kind, required: true, says });
export const optional = <T>(kind: Kind<T>, says: string): Field<T, false> => ({
  kind,
  required: false,
  says,
});

/** `what` names the mapping in complaints: `a layer`. `wrongly` are keys of other tools or habits, with the key that is meant. */
export function mapping<F extends Fields>(
  what: string,
  fields: F,
  wrongly: Readonly<Record<string, keyof F & string>> = {},
): Kind<Read<F>> {
  const keys = Object.keys(fields);
  const hintFor = (key: string): string | undefined => {
    if (Object.hasOwn(wrongly, key)) return `it is called ${wrongly[key]}`;
    const near = nearest(key, keys);
    return near && `did you mean ${near}?`;
  };
  return {
    schema: schemaOf(fields),
    read(node, source, around) {
      const entries = entriesOf(node, source, around);
      if (!entries) return undefined;
      const at = rangeOf(node, around);
      const value: Record<string, Placed<unknown> | undefined> = {};
      const unknown: Foreign[] = [];
      for (const { key, at: keyAt, node: inner } of entries) {
        if (Object.hasOwn(fields, key)) value[key] ??= fields[key].kind.read(inner, source, keyAt);
        else unknown.push({ key, at: keyAt, hint: hintFor(key) });
      }
      complainOfForeign(source, what, unknown, keys);
      const given = new Set(entries.map(({ key }) => key));
      const missing = keys.filter((key) => fields[key].required && !given.has(key));
      const isClean = unknown.length === 0 && isMap(node) && entries.length === node.items.length;
      // a key that is not known is probably the one that is missing
      if (isClean && missing.length > 0) {
        const message = `${what} needs the ${missing.length > 1 ? "keys" : "key"} ${missing.join(", ")}`;
        const says = missing.map((key) => (missing.length > 1 ? `${key}: ` : "") + fields[key].says);
        source.complain(startOf(at, around, what), message, says.join("; "));
      }
      // a part that was not read is not the same as one that is not there; only the fixture as a whole goes on without
      const lost = keys.filter((key) => given.has(key) && !value[key]);
      const isWhole =
        what === "a fixture" ? lost.every((key) => !fields[key].required) : isClean && lost.length === 0;
      return isWhole && missing.length === 0 ? { value: value as Read<F>, at } : undefined;
    },
  };
}

interface Foreign {
  readonly key: string;
  readonly at: Range;
  /** Where a known key is probably meant. */
  readonly hint: string | undefined;
}

/** Each with what is meant by it; those that resemble nothing together, since one missing colon or quote makes several. */
function complainOfForeign(
  source: Source,
  what: string,
  unknown: readonly Foreign[],
  keys: readonly string[],
): void {
  for (const { key, at, hint } of unknown)
    if (hint) source.complain(at, `${what} has no key ${JSON.stringify(key)}`, hint);
  const strange = unknown.filter(({ hint }) => !hint);
  if (strange.length === 0) return;
  const all = strange.map(({ key }) => JSON.stringify(key)).join(", ");
  source.complain(
    strange[0].at,
    `${what} has no key${strange.length > 1 ? "s" : ""} ${all}`,
    suggest(strange[0].key, keys),
  );
}

/** Point at the key above a block, not at all of the block. */
const startOf = (at: Range, around: Range, what: string): Range =>
  what === "a fixture"
    ? { start: 0, end: 1 }
    : around.end <= at.start
      ? around
      : { start: at.start, end: at.start + 1 };

function schemaOf(fields: Fields): Json {
  const properties = Object.entries(fields).map(([key, { kind, says }]) => [
    key,
    { ...kind.schema, description: says },
  ]);
  const required = Object.keys(fields).filter((key) => fields[key].required);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
