/** The formulas that the reference page of the wire shows are those that engines are held to. */
import { evaluate, type Matrix, matrix } from "mathjs";
import { describe, expect, test } from "vitest";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { ActivationName, LossName, Question, Reduction } from "../spec/case.ts";
import { activationMeanings, lossMeanings, reductionMeanings } from "../spec/protocol/meanings.ts";
import { activationNames, lossNames, reductions } from "../spec/read/words.ts";
import { fromNested } from "../spec/tensor.ts";

const engine = referenceEngine();
async function answeredOf(question: Question, name: string): Promise<readonly number[]> {
  const answer = await engine.ask({ ...question, want: { values: [name], gradients: [] } });
  return answer.kind === "answered" ? [...answer.values[name].data] : [];
}
const want = { values: [], gradients: [] };
const units = [-3, -0.5, 0.25, 2];
const samples = units.map((z) => [z]);

/** Of the numbers of one sample, as the page has it: entry by entry, or with a sum over them. */
function meant(formula: string, of: Readonly<Record<string, number | Matrix>>): number | Matrix {
  const exp = (x: number | Matrix) => (typeof x === "number" ? Math.exp(x) : x.map(Math.exp));
  return evaluate(formula.replaceAll(/^-t \*/g, "-t .*"), { ...of, exp });
}
const numbersOf = (x: number | Matrix): readonly number[] =>
  typeof x === "number" ? [x] : (x.toArray() as number[]);

function activated(name: ActivationName, alpha: number | undefined): readonly number[] {
  const { formula, bySample } = activationMeanings[name];
  const scope: Readonly<Record<string, number>> = alpha === undefined ? {} : { alpha };
  return bySample
    ? numbersOf(meant(formula, { z: matrix([...units]) }))
    : units.map((z) => meant(formula, { z, ...scope }) as number);
}

const terms: Readonly<Record<LossName, { readonly p: readonly number[]; readonly t: readonly number[] }>> = {
  mse: { p: [1.5, -2], t: [1, 0.25] },
  half_squared_error: { p: [1.5, -2], t: [1, 0.25] },
  bce: { p: [0.25, 0.875], t: [1, 0.375] },
  bce_with_logits: { p: [1.5, -2], t: [1, 0.375] },
  cross_entropy: { p: [0.25, 0.75], t: [1, 0.375] },
  softmax_cross_entropy: { p: [1.5, -2], t: [1, 0.375] },
};
const termsOf = (name: LossName): readonly number[] => {
  const { formula, bySample } = lossMeanings[name];
  const { p, t } = terms[name];
  return bySample
    ? numbersOf(meant(formula, { p: matrix([...p]), t: matrix([...t]) }))
    : p.map((one, k) => meant(formula, { p: one, t: t[k] }) as number);
};
const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
const close = (got: readonly number[], due: readonly number[]) => {
  expect(got.length).toBe(due.length);
  got.forEach((x, k) => {
    expect(x).toBeCloseTo(due[k], 13);
  });
};

describe("a formula on the page is the engine's", () => {
  const alphas = (name: ActivationName) =>
    activationMeanings[name].alpha === undefined ? [undefined] : [undefined, 0.375];
  const asked = activationNames.flatMap((name) => alphas(name).map((alpha) => [name, alpha] as const));
  test.each(asked)("for the activation %s, alpha %s", async (activation, alpha) => {
    const identity = units.map((_, i) => units.map((__, j) => Number(i === j)));
    const layer = { W: fromNested(identity), b: fromNested(units.map(() => 0)), activation };
    const a = await answeredOf(
      {
        kind: "network",
        layers: [{ ...layer, ...(alpha !== undefined && { alpha }) }],
        loss: { name: "mse", reduction: "sum" },
        ...{ x: fromNested(samples), target: fromNested(samples), want },
      },
      "a1",
    );
    close(a, activated(activation, alpha ?? activationMeanings[activation].alpha));
    // wrong on purpose
    if (activation === "relu") expect(a).not.toEqual(activated("softplus", undefined));
  });

  test.each(lossNames)("for the loss %s", async (name) => {
    const { p, t } = terms[name];
    const loss = { name, reduction: "sum" } as const;
    const column = (all: readonly number[]) => fromNested(all.map((x) => [x]));
    close(await answeredOf({ kind: "loss", loss, p: column(p), target: column(t), want }, "L"), [
      sum(termsOf(name)),
    ]);
  });

  test("for each reduction, and what a vector is", async () => {
    expect(Object.keys(reductionMeanings)).toEqual(expect.arrayContaining([...reductions]));
    const of = async (name: LossName, reduction: Reduction) => {
      const { p, t } = terms[name];
      const [L] = await answeredOf(
        { kind: "loss", loss: { name, reduction }, p: fromNested([...p]), target: fromNested([...t]), want },
        "L",
      );
      return L;
    };
    const total = await of("mse", "sum");
    expect(await of("mse", "mean")).toBeCloseTo(total / 2, 14);
    expect(await of("mse", "batchmean")).toBeCloseTo(total / 2, 14);
    expect(await of("cross_entropy", "batchmean")).toBeCloseTo(await of("cross_entropy", "sum"), 14);
  });
});
