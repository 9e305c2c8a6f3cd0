/** The schema, the pages made from it, and the examples that the page of the wire shows. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withProfileTables } from "./profiles-page.ts";
import { protocolReference } from "./protocol/reference.ts";
import { messageSchema, protocolJsonSchema, replySchema } from "./protocol.ts";

const text = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

test("the tables of the profiles are up to date (mend: npm run protocol)", () => {
  const page = text("./profiles.md");
  expect(withProfileTables(page)).toBe(page);
  expect(() => withProfileTables("no tables here")).toThrow(/has no lines/);
});

describe("the protocol", () => {
  test("is written down as JSON Schema, up to date (mend: npm run protocol)", () => {
    expect(JSON.parse(text("./protocol.schema.json"))).toEqual(
      JSON.parse(JSON.stringify(protocolJsonSchema())),
    );
  });
  test("is written down field by field, up to date (mend: npm run protocol)", () => {
    expect(text("./protocol-reference.md")).toBe(protocolReference());
  });
  test("leaves no field of a message, a question or a reply without a word", () => {
    type Field = { readonly description?: string; readonly const?: unknown; readonly $ref?: string };
    const { $defs } = protocolJsonSchema() as {
      $defs: Record<string, { description?: string; properties?: Record<string, Field> }>;
    };
    const silent = Object.entries($defs).flatMap(([part, { description, properties = {} }]) => [
      ...(description ? [] : [part]),
      ...Object.entries(properties).flatMap(([key, field]) =>
        field.description || "const" in field || field.$ref ? [] : [`${part}.${key}`],
      ),
    ]);
    // who speaks, and what packed numbers are made of
    const plain = ["Engine.name", "Engine.version", "Engine.language", "Problem.name"];
    const packed = ["PackedNumbers.dtype", "PackedNumbers.shape", "PackedNumbers.base64"];
    expect(silent).toEqual(expect.arrayContaining(plain));
    expect(silent.filter((name) => ![...plain, ...packed].includes(name))).toEqual([]);
  });
  test("is shown by examples that are messages and replies of it", () => {
    const shown = text("./protocol.md")
      .replace(/\n {3,}/g, "")
      .split("\n")
      .filter((line) => /^[→←] /.test(line) && !line.includes("…"));
    expect(shown.length).toBeGreaterThan(6);
    for (const line of shown) {
      const schema = line.startsWith("→") ? messageSchema : replySchema;
      expect(schema.safeParse(JSON.parse(line.slice(2))).error, line).toBeUndefined();
    }
  });
  test("knows the replies of its documentation, and ignores fields it does not know", () => {
    const hello = {
      id: 1,
      ok: true,
      protocol: 1,
      engine: { name: "mine" },
      squaredError: "unnamed",
      evaluates: true,
      mood: "fine",
    };
    expect(replySchema.safeParse(hello).success).toBe(true);
    const answer = {
      id: 3,
      ok: true,
      values: { L: 0.03 },
      gradients: { W1: [[1, "NaN"]] },
      unavailable: { x: "no" },
    };
    expect(replySchema.safeParse(answer).success).toBe(true);
    expect(
      replySchema.safeParse({ id: 3, ok: false, error: { kind: "unsupported", what: "activation:gelu" } })
        .success,
    ).toBe(true);
  });
  test.each([{ id: 1.5, ok: true }, { ok: true }, { id: 1 }, { id: 1, ok: false }, []])(
    "refuses %j",
    (line) => {
      expect(replySchema.safeParse(line).success).toBe(false);
    },
  );
});
