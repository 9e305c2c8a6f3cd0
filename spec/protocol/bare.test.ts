import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endOfString, quoteBare } from "./bare.ts";

describe("a bare NaN or Infinity", () => {
  test("is put in quotes wherever it stands outside of strings", () => {
    expect(quoteBare('{"nan":NaN,"a":[-Infinity, inf],"b":"\\"NaN\\\\"}')).toBe(
      '{"nan":"NaN","a":["-Infinity", "Infinity"],"b":"\\"NaN\\\\"}',
    );
    // Wrong on purpose: a name that only holds the letters.
    expect(quoteBare("{banana:1}")).toBe("{banana:1}");
  });
  test("leaves all JSON as it is", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(quoteBare(text)).toBe(text);
      }),
    );
  });
});

describe("the end of a string", () => {
  test("is behind its closing quote, whatever is escaped in it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (inside, behind) => {
        const text = JSON.stringify(inside);
        expect(endOfString(`${text}${behind}`, 0)).toBe(text.length);
      }),
    );
  });
  test("is the end of the text where it is never closed, and found in one pass", () => {
    const text = `"${'\\"'.repeat(2_000_000)}`;
    expect(endOfString(text, 0)).toBe(text.length);
    expect(quoteBare(`{nan${text}`)).toBe(`{"NaN"${text}`);
  });
});
