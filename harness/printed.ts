/**
 * Engines that print rounded numbers. The text of an answer can only suggest it (`spec/protocol/digits.ts`): exact arithmetic on short decimals
 * has short results, too. So an answer is judged as it stands first, and the digits that it seems to show are granted only where they make
 * right what is wrong without them. Nobody gets a wider tolerance by accident, and an honest `%.6f` is not accused.
 */
import type { DType } from "../spec/answer.ts";
import { asStored } from "../spec/protocol/reply.ts";
import type { Examined } from "./diagnose/evidence.ts";
import type { Answer } from "./judge.ts";
import type { Told } from "./subject.ts";

export interface Outcome {
  readonly told: Told;
  readonly examined?: Examined;
}

/** The answer of an engine that prints its numbers in full: float32 in its shortest decimals is meant as a float. */
function inFull({ digits: _, ...answer }: Answer, dtype: DType): Answer {
  return {
    ...answer,
    values: asStored(answer.values, { dtype }, undefined),
    gradients: asStored(answer.gradients, { dtype }, undefined),
  };
}

/** Whether rounding in print accounts for numbers that are wrong as they stand; where none is, for the whole of what is held against them. */
function accountsFor(full: Told, printed: Told): boolean {
  const wrong = full.quantities.filter((quantity) => quantity.wrong > 0);
  if (wrong.length === 0) return printed.verdict === "conforms";
  return wrong.some(({ kind, name, wrong: before }) =>
    printed.quantities.some((one) => one.kind === kind && one.name === name && one.wrong < before),
  );
}

export async function judgedAsPrinted(
  answer: Answer,
  dtype: DType,
  judge: (answer: Answer) => Promise<Outcome>,
): Promise<Outcome> {
  if (!answer.digits) return judge(answer);
  const full = await judge(inFull(answer, dtype));
  if (full.told.verdict === "conforms") return full;
  const printed = await judge(answer);
  return accountsFor(full.told, printed.told) ? printed : full;
}
