/** Clauses are read as they are written, and the contract's own are complete. */
import { describe, expect, test } from "vitest";
import { clausesOfPackage, readClauses } from "./clauses.ts";

describe("clauses", () => {
  test("are paragraphs with an id, a level, a section, a text and an example", () => {
    const [first, second, ...rest] = readClauses(
      "# T\n\n**A-1** MUST · Sec: one\nText that\ngoes on.\nExample: x = 1,\nand y.\n\nProse.\n\n**B-2** SHOULD\nMore.\n",
    );
    expect(first).toEqual({
      id: "A-1",
      level: "MUST",
      section: "Sec: one",
      text: "Text that goes on.",
      example: "x = 1, and y.",
    });
    expect(second).toEqual({ id: "B-2", level: "SHOULD", text: "More." });
    expect(rest).toEqual([]);
  });

  test("refuse an id that stands twice, and a clause that says nothing", () => {
    expect(() => readClauses("**A-1** MUST\nx\n\n**A-1** MUST\ny\n")).toThrow(/A-1 stands twice/);
    expect(() => readClauses("**A-1** MUST\nExample: y\n")).toThrow(/A-1 says nothing/);
  });

  test("of this package each have an example, and every family is there", () => {
    const clauses = clausesOfPackage();
    expect(clauses.filter(({ example }) => !example)).toEqual([]);
    expect([...new Set(clauses.map(({ id }) => id.split("-")[0]))]).toEqual([
      "CHAIN",
      "LOSS",
      "BACK",
      "ACT",
      "KINK",
      "UPDATE",
      "STATE",
      "WIRE",
    ]);
  });
});
