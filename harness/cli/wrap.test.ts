import { expect, test } from "vitest";
import { widthOf, wrap } from "./wrap.ts";

test("a line ends at a word, and what follows hangs below its text", () => {
  expect(wrap("clause  a step is W minus the gradient", 20, 8)).toBe(
    ["clause  a step is W", "        minus the", "        gradient"].join("\n"),
  );
});

test("what fits stays as it is, spaces and all", () => {
  expect(wrap("  W1  0.5   ± 0", 40, 8)).toBe("  W1  0.5   ± 0");
});

test("a word that is wider than the line stays whole", () => {
  expect(wrap("see https://example.org/a/very/long/name there", 20, 2)).toBe(
    ["see", "  https://example.org/a/very/long/name", "  there"].join("\n"),
  );
});

test("characters are counted, not their code units", () => {
  expect(wrap("𝒙 = 1 and 2", 11)).toBe("𝒙 = 1 and 2");
});

test("where nobody says how wide it is, a line has 80 columns", () => {
  expect(widthOf({})).toBe(80);
  expect(widthOf({ columns: 120 })).toBe(120);
  expect(widthOf({ columns: 0 })).toBe(40);
});
