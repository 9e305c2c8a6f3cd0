import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readKnown } from "./known.ts";

const ids = ["chapter/mse", "chapter/bce", "state/repeat"];
const read = (text: string) => readKnown("known.yaml", text, ids);
const entry = (more = "") => `known:
  - id: chapter/mse
    because: the sign is turned around
    fails: { verdict: violates, at: ∂L/∂p, times: -1 }
${more}`;
/** `line:column message (hint)` */
function complaintsOf(text: string): readonly string[] {
  const result = read(text);
  if (!("complaints" in result)) return [];
  return result.complaints.map(
    ({ about, file, line, column, message, hint }) =>
      `${about} ${file}:${line}:${column} ${message} (${hint})`,
  );
}

describe("a list of known failures", () => {
  test("holds what must fail and how, and what may fail, each with its line", () => {
    const flaky = "flaky:\n  - { id: state/repeat, because: threads, issue: '#7' }\n";
    expect(read(entry(flaky))).toEqual({
      list: {
        file: "known.yaml",
        known: [
          {
            id: "chapter/mse",
            because: "the sign is turned around",
            line: 2,
            fails: { verdict: "violates", at: "∂L/∂p", times: "-1" },
          },
        ],
        flaky: [{ id: "state/repeat", because: "threads", issue: "#7", line: 6 }],
      },
    });
  });
  test("may be empty, or of remarks alone", () => {
    for (const text of ["", "\n", "# nothing is wrong\n\n", "known: []\nflaky: []\n"])
      expect(read(text)).toEqual({ list: { file: "known.yaml", known: [], flaky: [] } });
  });
  test("may name functions that only the engine knows", () => {
    expect(complaintsOf(entry().replace("chapter/mse", "problems/sines"))).toEqual([]);
  });
});

describe("what is wrong in a list is complained of at its place, with what is meant", () => {
  test.each([
    [
      "an id that is nowhere",
      entry().replace("mse", "mze"),
      "2:9 nothing is called chapter/mze (near to it: chapter/mse",
    ],
    [
      "a key",
      entry().replace("because", "becuase"),
      '3:5 a known failure has no key "becuase" (did you mean because?)',
    ],
    [
      "a verdict",
      entry().replace("violates", "violate"),
      '4:23 there is no verdict "violate" (did you mean violates?)',
    ],
    [
      "a verdict that fails nothing",
      entry().replace("violates", "conforms"),
      '4:23 there is no verdict "conforms"',
    ],
    ["a number", entry().replace("-1", "minus"), '4:51 expected a number, not the text "minus"'],
    [
      "no way to fail",
      entry().replace(/ {4}fails.*\n/, ""),
      "2:5 a known failure needs the key fails (how it fails: `backproof known update`",
    ],
    ["no reason", entry().replace(/ {4}because.*\n/, ""), "2:5 a known failure needs the key because"],
    [
      "an id twice",
      entry("flaky:\n  - { id: chapter/mse, because: x }\n"),
      "6:11 chapter/mse is listed twice (it stands in line 2 too",
    ],
    [
      "a flaky case for no reason",
      entry("flaky:\n  - { id: state/repeat, because: '?' }\n"),
      "6:34 a flaky case needs a reason",
    ],
    ["another list", entry("skip:\n  - chapter/bce\n"), '5:1 a list of known failures has no key "skip"'],
    ["no mapping", "- chapter/mse\n", "1:1 expected a mapping, not a list"],
    ["YAML that is none", entry("flaky: [\n"), "6:1 Flow sequence"],
  ])("%s", (_, text, said) => {
    const complaints = complaintsOf(text);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(`known failures known.yaml:${said}`);
  });
  test("and whatever stands in the file, nothing is thrown", () => {
    const lines = [
      ...entry("flaky:\n  - { id: state/repeat, because: x }\n").split("\n"),
      "- [",
      "!x",
      "known: 3",
      "\t- a",
      "id: ~",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 12 }), (some) => {
        const result = read(some.join("\n"));
        return "list" in result || result.complaints.length > 0;
      }),
    );
  });
});
