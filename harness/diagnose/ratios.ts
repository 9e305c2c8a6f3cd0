/** Every gradient times one number that has a usual cause: for engines whose bug is no entry of the catalogue. */
import { changeAfter, type Mutant, times } from "../../engine/mutants/mutant.ts";
import { outputsOf, samplesOf } from "../../engine/mutants/places.ts";
import type { Question } from "../../spec/case.ts";

type Texts = readonly [name: string, story: string, formula: string, mend: string];

/** One ratio of nothing but 1 is no bug. */
function ratio([name, story, formula, mend]: Texts, of: (question: Question) => number): Mutant {
  return {
    ...{ name, story, formula, mend },
    clause: "LOSS-6",
    group: "gross",
    sabotage: (_, question) => {
      const factor = of(question);
      return Number.isFinite(factor) && factor !== 1
        ? changeAfter(
            () => true,
            (g) => times(g, factor),
          )
        : undefined;
    },
  };
}

export const ratios: readonly Mutant[] = [
  ratio(
    ["times-samples", "gives m times every gradient, m samples", "m ∂L/∂W", "divide by the samples"],
    samplesOf,
  ),
  ratio(
    [
      "divided-by-samples",
      "divides every gradient by the samples m",
      "∂L/∂W / m",
      "divide by the samples once",
    ],
    (question) => 1 / samplesOf(question),
  ),
  ratio(
    ["times-outputs", "gives K times every gradient, K outputs", "K ∂L/∂W", "divide by the outputs too"],
    outputsOf,
  ),
  ratio(
    [
      "divided-by-outputs",
      "divides every gradient by the outputs K",
      "∂L/∂W / K",
      "do not divide by the outputs",
    ],
    (question) => 1 / outputsOf(question),
  ),
  ratio(
    [
      "times-all-entries",
      "gives m K times every gradient, m samples and K outputs",
      "m K ∂L/∂W",
      "divide by both",
    ],
    (question) => samplesOf(question) * outputsOf(question),
  ),
  ratio(
    [
      "divided-by-all-entries",
      "divides every gradient by m K, m samples and K outputs",
      "∂L/∂W / (m K)",
      "divide by what the reduction says, once",
    ],
    (question) => 1 / (samplesOf(question) * outputsOf(question)),
  ),
];
