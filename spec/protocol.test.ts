import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { protocolJsonSchema, replySchema } from "./protocol.ts";

const file = new URL("./protocol.schema.json", import.meta.url);

describe("the protocol", () => {
  test("is written down as JSON Schema, up to date (mend: node --import tsx spec/protocol/write.ts)", () => {
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(protocolJsonSchema())));
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
