/** What `certify --write` prints is what `certify` proves and what a fixture of the suite may hold. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Case } from "../spec/case.ts";
import { showsItsDigits } from "../spec/decimal.ts";
import { readFixture } from "../spec/read/fixture.ts";
import { certifiedBlock } from "./certified-block.ts";
import { certify } from "./certify.ts";
import { fixture } from "./fake.ts";

function read(text: string, file = "made.yaml"): Case {
  const result = readFixture(file, text, "made");
  if ("complaints" in result) throw new Error(JSON.stringify(result.complaints));
  return result.case;
}

/** The fixture's text with another `expect`. */
const expecting = (text: string, block: string): string =>
  `${text.replace(/^expect:\n(?: .*\n)*/m, "")}\nexpect:\n${block}\n`;

/** Every number of the block is proved, and its text alone shows that it is certified. */
function roundTrip(text: string, file?: string): Case {
  const written = read(expecting(text, certifiedBlock(read(text, file))), file);
  const { checked, problems } = certify(written);
  expect(problems).toEqual([]);
  expect(checked).toBeGreaterThan(0);
  const { values, gradients } = written.certified ?? { values: {}, gradients: {} };
  for (const { text } of [...Object.values(values), ...Object.values(gradients)])
    for (const number of text) expect(showsItsDigits(number), number).toBe(true);
  return written;
}

describe("what is printed of a fixture proves itself", () => {
  test.each([
    "chapter/chain-one-variable-at-a-quarter",
    "chapter/mse",
    "chapter/sigmoid-slope-at-0",
    "chapter/softmax-cross-entropy",
    "chapter/update-one-step",
    "edges/saturated-tanh",
    "graphs/largest-of-three",
    "graphs/softmax-over-rows",
    "graphs/unused-input",
    "losses/mse-of-one-row",
    "networks/whole-numbers",
    "scalars/paths-that-cancel",
    "training/mazur-one-step",
  ])("%s", (id) => {
    const { file } = fixture(id);
    roundTrip(readFileSync(file, "utf8"), file);
  });
});

const expression = (formula: string, at: string): string =>
  `title: t\nclause: CHAIN-1\nsource: {}\nexpression: y = ${formula}\nat: { ${at} }\n`;

describe("what 64 digits only come near to is printed so that it proves itself:", () => {
  test.each([
    ["a whole number", "x / 3 * 3", "x: 2", "2"],
    ["a product of thirds", "x / 3 * 6 / 7 * 7", "x: -1", "-2"],
    ["a decimal that no double holds", "x * x", "x: 0.1", "0.01000000000000000000000000000000000"],
    ["zero, by terms that cancel", "x / 3 + x / 3 + x / 3 - x", "x: 1", "0"],
    ["nearly 1", "tanh(x)", "x: 40", "1.000000000000000000000000000000000"],
    ["1 to 64 digits", "tanh(x)", "x: 100", "1"],
    ["a large number", "x^3", "x: 1.1e40", "1.331000000000000000000000000000000e+120"],
    ["a large whole number", "x * 7", "x: 1234567890123456789012345678.7", undefined],
    ["a tiny number", "x^3 / 7", "x: 1e-100", "1.428571428571428571428571428571429e-301"],
  ])("%s", (_, formula, at, due) => {
    const { certified } = roundTrip(expression(formula, at));
    const [text] = certified?.values.y.text ?? [];
    if (due === undefined) expect(text).toMatch(/^8\.6\d{32}e\+27$/);
    else expect(text).toBe(due);
  });
  test("a number with another last digit is refused", () => {
    const text = expression("x / 3", "x: 1");
    const block = certifiedBlock(read(text));
    const forged = block.replace(/3(?=\n)/, "5");
    expect(forged).not.toBe(block);
    expect(certify(read(expecting(text, forged))).problems).toHaveLength(1);
    const whole = certifiedBlock(read(expression("x / 3 * 3", "x: 2"))).replace('y": 2', 'y": 3');
    expect(certify(read(expecting(expression("x / 3 * 3", "x: 2"), whole))).problems).toHaveLength(1);
  });
});

describe("what cannot be certified is left out, and it is said why:", () => {
  test("a slope at a kink, of which each method takes another", () => {
    const text = expression("abs(x)", "x: 0");
    expect(certifiedBlock(read(text))).toMatch(
      /# left out: gradients\.x: the two methods differ, .*\n {2}certified:/,
    );
    roundTrip(text);
  });
  test("a number of which too much cancels", () => {
    const text = expression("(x + 1e40) - 1e40 - x / 3 * 3", "x: 0.1");
    const block = certifiedBlock(read(text));
    expect(block).toContain('"y": 0');
    const some = expression("exp(x) * 1e45 - (exp(x) * 1e45 - 1 / 3)", "x: 0.1");
    expect(certifiedBlock(read(some))).toMatch(/# left out: values\.y: so much cancels/);
  });
});

test("34 digits of every number that is asked are printed, as the fixture writes them", () => {
  expect(certifiedBlock(fixture("chapter/mse"))).toBe(
    [
      "  certified:",
      "    values:",
      '      "L": 0.1000000000000000000000000000000000',
      "    gradients:",
      '      "p": [0.06666666666666666666666666666666667, 0.3333333333333333333333333333333333, -0.1333333333333333333333333333333333]',
    ].join("\n"),
  );
});
