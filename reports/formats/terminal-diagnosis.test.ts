import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../../spec/report.ts";
import { diagnosis } from "../sample-diagnosis.ts";
import { HOSTILE, LONG } from "../sample-parts.ts";
import { terminalDiagnosis } from "./terminal-diagnosis.ts";

const none = picocolors.createColors(false);
const colours = picocolors.createColors(true);
const told = (columns?: number, of = diagnosis) => terminalDiagnosis(of, none, columns);
const longest = (text: string) => Math.max(...text.split("\n").map((line) => [...line].length));

it("a bug is told with its name, its formula, its evidence and its mend; then a tie; then the unknown", () => {
  expect(told().split("\n")).toEqual([
    "  bug 1     applies σ′ to the activation a where the pre-activation z is meant, at every activation",
    "            (sigmoid-slope-at-the-activation · BACK-1)",
    "            ∂L/∂z = ∂L/∂a ⊙ σ′(a), not ∂L/∂a ⊙ σ′(z)",
    "            matches 2 of 4 failing cases to 15 digits",
    "            cases: networks/square-4-4-4, networks/square-5-5-5",
    "            mend: with a stored, write a(1 − a) or 1 − a²; or call σ′ with z",
    "",
    "  bug 2     one of these; the run cannot tell them apart:",
    "            – forgets the 1/n of a mean: it gives the gradient of the sum (mean-forgotten · LOSS-6)",
    "              ∂L/∂p = 2(p − t), not 2(p − t)/n",
    "              mend: divide by the number of entries that the mean is over",
    "            – adds up the samples of the batch without dividing by their number m",
    "              (batch-mean-forgotten · BACK-5)",
    "              ∂L/∂W = ∂L/∂z aᵀ, not ∂L/∂z aᵀ / m",
    "              mend: divide the error of the output by m, once",
    "            matches 1 of 4 failing cases to 16 digits",
    "            cases: losses/mse-of-one-output",
    "",
    "  unknown   no known bug explains 1 failing case: edges/overflow",
    "            starts at L; p is right",
    "            nearest:",
    "            – normalises softmax over the samples instead of over the classes of each",
    "              (softmax-over-the-samples · ACT-4)",
    "              0.3 of the error is left",
    "            – subtracts 1 from the probability of every class instead of from the target's only",
    "              (subtracts-one-from-every-class · LOSS-5)",
    "              0.99 of the error is left",
    "",
    "",
  ]);
});

it("without a diagnosis there is nothing, not even an empty line", () => {
  expect(terminalDiagnosis(undefined, none)).toBe("");
});

describe("a line", () => {
  it.each([200, 100, 80, 60, 40])(
    "of a terminal with %i columns fits, and 100 are never passed",
    (columns) => {
      expect(longest(told(columns))).toBeLessThanOrEqual(Math.min(100, columns));
    },
  );
  it("keeps all of the words in their order, however narrow the terminal", () => {
    const words = (text: string) => text.split(/\s+/).filter(Boolean);
    expect(words(told(60))).toEqual(words(told(100)));
  });
  it("has room for text where the terminal says that it has none", () => {
    expect(longest(told(0))).toBeLessThanOrEqual(40);
  });
});

it("foreign text reaches no terminal, and a long word is cut", () => {
  const hostile: Diagnosis = {
    ...diagnosis,
    suspects: [
      { ...diagnosis.suspects[0]!, explains: [HOSTILE, "x".repeat(300)], evidence: `${HOSTILE}\n${LONG}` },
    ],
  };
  const text = told(80, hostile);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|\p{Surrogate}/u);
  expect(longest(text)).toBeLessThanOrEqual(80);
  expect(text.length).toBeLessThan(4000);
});

it("colours are given and never assumed: without them the same text", () => {
  const painted = terminalDiagnosis(diagnosis, colours);
  expect(painted).toContain("\u001b[33m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
  expect(painted.replace(/\u001b\[\d+m/g, "")).toBe(told());
});
