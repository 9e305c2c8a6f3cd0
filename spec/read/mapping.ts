/** A mapping with known keys: what each holds, whether it must be there, and what an editor says about it. */
import type { Range } from "./complain.ts";
import { entriesOf, type Json, type Kind, type Placed } from "./kinds.ts";
import { suggest } from "./nearest.ts";
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

/** `what` names the mapping in complaints: `a layer`. `wrongly` are keys of other tools or habits, with what is meant here. */
export function mapping<F extends Fields>(
  what: string,
  fields: F,
  wrongly: Readonly<Record<string, string>> = {},
): Kind<Read<F>> {
  const keys = Object.keys(fields);
  return {
    schema: schemaOf(fields),
    read(node, source, around) {
      const entries = entriesOf(node, source, around);
      if (!entries) return undefined;
      const at = rangeOf(node, around);
      const value: Record<string, Placed<unknown> | undefined> = {};
      let whole = true;
      for (const { key, at: keyAt, node: inner } of entries) {
        if (Object.hasOwn(fields, key)) value[key] ??= fields[key].kind.read(inner, source, keyAt);
        else
          source.complain(
            keyAt,
            `${what} has no key ${JSON.stringify(key)}`,
            wrongly[key] ?? suggest(key, keys),
          );
      }
      for (const key of keys) {
        if (!fields[key].required || value[key]) continue;
        whole = false;
        const there = entries.some((entry) => entry.key === key);
        if (!there)
          source.complain(startOf(at, around, what), `${what} needs the key ${key}`, fields[key].says);
      }
      return whole ? { value: value as Read<F>, at } : undefined;
    },
  };
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
