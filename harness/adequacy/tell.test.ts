import { expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Adequacy } from "./adequacy.ts";
import { caseOf } from "./example.ts";
import { adequacyLines, adequacyObject, shortAdequacy, shortText } from "./tell.ts";

const some = (from: number, to: number): readonly Mutant[] => mutants.slice(from, to);
const adequacy: Adequacy = {
  precision: "float64",
  shown: some(0, 81),
  hidden: [
    { because: "a batch of 1", instead: "4 unequal samples", bugs: some(81, 85) },
    { because: "rounding in float64", bugs: some(85, 86) },
  ],
  nowhere: [{ because: "the lack of a penalty", instead: "a penalty", bugs: some(86, 97) }],
};
const lines = adequacyLines(adequacy).map(([text]) => text);

test("the first line counts what is shown of what has a place", () => {
  expect(lines[0]).toBe("shows 81 of 86 bugs that have a place here (float64)");
});

test("bugs stand below what hides them, each with what it does", () => {
  const at = lines.indexOf("a batch of 1 hides 4 bugs (4 unequal samples would show them):");
  expect(lines[at + 1]).toBe(`  ${mutants[81].name}: ${mutants[81].story}`);
  expect(lines).toContain("rounding in float64 hides 1 bug:");
});

test("what has no place is one line", () => {
  expect(lines[lines.length - 1]).toBe("11 bugs have no place here: 11 need a penalty");
  expect(adequacyLines({ ...adequacy, nowhere: [] })).toHaveLength(lines.length - 2);
});

test("the short form is one sentence that names three, and counts the rest", () => {
  expect(shortText(81, ["a", "b", "c", "d", "e"])).toBe(
    "an engine with any of 81 bugs of the catalogue would be seen here, not a, b, c, … (and 2 more)",
  );
  expect(shortText(1, [])).toBe("an engine with 1 bug of the catalogue would be seen here");
});

test("a case's own short form names what hides in it", () => {
  expect(shortAdequacy(caseOf("edges/one-sample"))).toMatch(
    /^an engine with any of \d+ bugs of the catalogue would be seen here, not \S+, \S+, \S+, … \(and \d+ more\)$/,
  );
});

test("the object counts what it lists", () => {
  expect(adequacyObject(adequacy)).toMatchObject({
    precision: "float64",
    counts: { shown: 81, hidden: 5, nowhere: 11 },
    hidden: [{ because: "a batch of 1", instead: "4 unequal samples" }, { because: "rounding in float64" }],
  });
});
