/** What the schema says of itself, for the JSON Schema file and the reference page. */
import { z } from "zod";

export interface Words {
  /** A part with a name of its own. */
  readonly part: <S extends z.ZodType>(id: string, description: string, schema: S) => S;
  /** A field of a part. */
  readonly field: <S extends z.ZodType>(description: string, schema: S) => S;
}

export function wordsOf() {
  const registry = z.registry<{ id?: string; description?: string }>();
  const words: Words = {
    part(id, description, schema) {
      registry.add(schema, { id, description });
      return schema;
    },
    // a copy carries the text: the schema itself may stand in many fields
    field(description, schema) {
      const own = schema.clone(schema._zod.def, { parent: true }) as typeof schema;
      registry.add(own, { description });
      return own;
    },
  };
  return { registry, words };
}
