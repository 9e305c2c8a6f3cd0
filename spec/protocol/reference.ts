/** The reference page, made from the schema and the catalogues: every message, every field, every name. */
import { type Op, ops } from "../ops/index.ts";
import { protocolJsonSchema } from "../protocol.ts";
import { activationMeanings, lossMeanings, opMeanings, reductionMeanings } from "./meanings.ts";
import { table } from "./table.ts";

/** As much of JSON Schema as ours uses. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const code = (text: unknown): string => `\`${text}\``;
const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);
const link = (name: string): string => `[${name}](#${name.toLowerCase()})`;

/** A type as a reader says it. */
function typeText(schema: Schema): string {
  if (schema.$ref) return link(nameOf(schema.$ref));
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((word) => code(JSON.stringify(word))).join(" or ");
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return choice.map(typeText).join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeText(schema.items) : "anything"}`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([key, field]) => `${key}: ${typeText(field)}`);
    return `{ ${fields.join(", ")} }`;
  }
  const { additionalProperties: entries } = schema;
  if (typeof entries === "object" && Object.keys(entries).length > 0) return `names to ${typeText(entries)}`;
  return schema.type ?? "anything";
}

function sectionOf(name: string, schema: Schema): string {
  const choice = schema.anyOf ?? schema.oneOf;
  const fields = Object.entries(schema.properties ?? {}).map(([key, field]) => [
    `${code(key)}${schema.required?.includes(key) ? "" : " ?"}`,
    typeText(field),
    field.description ?? "",
  ]);
  const body = choice
    ? `One of ${choice.map(typeText).join(", ")}.`
    : fields.length > 0
      ? table(["field", "is", "means"], fields)
      : "";
  return [`### ${name}`, schema.description ?? "", body].filter(Boolean).join("\n\n");
}

function opTable(): string {
  const rows = Object.entries<Op>(ops).map(([name, { operands, attributes = {} }]) => {
    const given = Object.entries(attributes).map(([key, usual]) =>
      usual === undefined
        ? `${code(key)}, must be given`
        : `${code(key)}, default ${usual === Number.POSITIVE_INFINITY ? "none" : code(JSON.stringify(usual))}`,
    );
    return [code(name), String(operands), opMeanings[name as keyof typeof opMeanings], given.join("; ")];
  });
  return table(["op", "operands", "means", "attributes"], rows);
}

const bySample = "; the sum runs over the features of one sample";

/** spec/protocol-reference.md. */
export function protocolReference(): string {
  const { $defs = {} } = protocolJsonSchema() as Schema;
  const of = (isMeant: (name: string) => boolean) =>
    Object.entries($defs)
      .filter(([name]) => isMeant(name))
      .map(([name, schema]) => sectionOf(name, schema))
      .join("\n\n");
  const isMessage = (name: string) => name.endsWith("Message");
  const isReply = (name: string) => name.endsWith("Reply");
  const activations = Object.entries(activationMeanings).map(([name, meaning]) => [
    code(name),
    `${code(meaning.formula)}${meaning.bySample ? bySample : ""}`,
    meaning.alpha === undefined ? "" : `default ${meaning.alpha}`,
  ]);
  const losses = Object.entries(lossMeanings).map(([name, meaning]) => [
    code(name),
    meaning.p,
    `${code(meaning.formula)}${meaning.bySample ? bySample : ""}`,
  ]);
  const reductions = Object.entries(reductionMeanings).map(([name, text]) => [code(name), text]);
  return `${[
    "# The wire, field by field",
    "Made by `npm run protocol` from [the schema](protocol.ts) and [the catalogues](protocol/meanings.ts); what a schema cannot say stands in [the wire](protocol.md). A field with a ? may be absent. Fields that are not here are ignored, either way.",
    "## What is asked",
    of(isMessage),
    "## What is answered",
    of(isReply),
    "## Parts",
    of((name) => !isMessage(name) && !isReply(name)),
    "## Activations",
    "a of one entry z.",
    table(["activation", "a =", "alpha"], activations),
    "## Losses",
    "The term of one entry, p against t, and what becomes of all terms. p is the last layer's a in a network.",
    table(["loss", "p is", "term"], losses),
    table(["reduction", "L ="], reductions),
    "Samples are the columns of p. A vector holds one entry a sample, so that `batchmean` divides by its length; but with `cross_entropy` and `softmax_cross_entropy` a vector is the classes of one sample, and `batchmean` divides by 1. `l2` is added after the reduction, whatever that is.",
    "## Operations",
    "Operands of two are broadcast as in NumPy: aligned on the right, sizes agree or are 1. Axes count from 0, negative ones from the right.",
    opTable(),
  ].join("\n\n")}\n`;
}
