/** A loss alone, in other numbers and sizes, and other losses. */
import type { LossName, LossQuestion, Question } from "../../spec/case.ts";
import { lossNames } from "../../spec/lower/loss.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { fractions, generic, isAll, resized } from "./generic.ts";
import { remarkOf, softerTarget } from "./numbers.ts";
import { otherClips, otherReductions, singleOutput } from "./operations.ts";
import { hides, lacks, type Variant } from "./respect.ts";
import { outputsText, unlike } from "./sizes.ts";
import { isOverClasses, resizedTarget, targetFor } from "./targets.ts";

const isOfProbabilities = (name: LossName): boolean => name === "bce" || name === "cross_entropy";
const predictions = (name: LossName, shape: readonly number[]): Tensor =>
  isOfProbabilities(name) ? fractions(shape, 31) : generic(shape, 31, 1.5);

/** A vector is one sample of classes, or one output of many samples. */
function sizesOf({ loss, p }: LossQuestion): readonly [outputs: number, samples: number] {
  const [first = 1, second] = p.shape;
  if (second !== undefined) return [first, second];
  return isOverClasses(loss.name) ? [first, 1] : [1, first];
}

function ofSize(question: LossQuestion, outputs: number, samples: number): LossQuestion {
  const { loss, p, target } = question;
  const matrix = (x: Tensor): Tensor => ({ shape: sizesOf(question), data: x.data });
  return {
    ...question,
    p: resized(matrix(p), outputs, samples, predictions(loss.name, [outputs, samples])),
    target: resizedTarget(loss.name, matrix(target), outputs, samples),
  };
}

function ofSizes(question: LossQuestion): readonly Variant[] {
  const [outputs, samples] = sizesOf(question);
  const name = question.loss.name;
  const usual = unlike([outputs], 4);
  const more = unlike([samples, samples / 2], 3);
  const isUsual = samples >= 4 && samples !== outputs && samples !== 2 * outputs;
  const sized = (by: string, instead: string, ...[k, m]: [outputs: number, samples: number]) =>
    hides(by, instead, ofSize(question, k, m));
  return [
    ...(question.p.shape.length === 1
      ? [sized("a prediction that is a vector", "a matrix of outputs and samples", outputs, samples)]
      : []),
    ...(isUsual ? [] : [sized(`a batch of ${samples}`, `${usual} samples`, outputs, usual)]),
    ...(outputs < 3 ? [sized(outputsText(outputs), `${more} outputs`, more, samples)] : []),
    ...(outputs > 1 && !isOverClasses(name)
      ? [sized("an output of more than one unit", "a single output", 1, samples)]
      : []),
  ];
}

function ofNumbers(question: LossQuestion): readonly Variant[] {
  const { loss, p, target } = question;
  const softer = softerTarget(loss.name, target);
  const predicting = (by: string, instead: string, predicted: (k: number, t: number) => number) =>
    hides(by, instead, { ...question, p: { ...p, data: target.data.map((t, k) => predicted(k, t)) } });
  const side = (k: number): number => (k % 2 ? -1 : 1);
  const extremes = isOfProbabilities(loss.name)
    ? [predicting("a moderate probability", "one near 0 or 1", (k) => (k % 2 ? 1e-9 : 1 - 1e-9))]
    : [
        predicting("a moderate prediction", "one near 800", (k, t) => 800 * side(k) + t),
        softer
          ? predicting("the lack of a gradient below 1e-8", "a gradient that small", (k) => 25 * side(k))
          : predicting(
              "the lack of a gradient below 1e-8",
              "a gradient that small",
              (k, t) => t + 1e-10 * side(k),
            ),
      ];
  const isOnTarget = isAll(target, (t) => t === 0)
    ? [hides("a target of 0", "another target", { ...question, target: targetFor(loss.name, target.shape) })]
    : [];
  const generics = { ...question, p: predictions(loss.name, p.shape) };
  return [
    ...(softer ? [hides(softer.text, softer.instead, { ...question, target: softer.target })] : []),
    ...isOnTarget,
    hides(remarkOf("a prediction", p), "generic predictions", generics),
    ...extremes,
  ];
}

function withLoss(question: LossQuestion, name: LossName, clip?: number): LossQuestion {
  const [outputs, samples] = sizesOf(question);
  const shape = isOverClasses(name) ? [Math.max(3, outputs), samples] : question.p.shape;
  return {
    ...question,
    loss: { name, reduction: "batchmean", ...(clip !== undefined && { clip }) },
    p: predictions(name, shape),
    target: targetFor(name, shape),
  };
}

function withSingleOutput(question: LossQuestion): LossQuestion {
  const shape = [1, Math.max(4, sizesOf(question)[1])];
  const squared = withLoss(question, "mse");
  return {
    ...squared,
    loss: { ...squared.loss, reduction: "mean" },
    p: predictions("mse", shape),
    target: targetFor("mse", shape),
  };
}

function ofLosses(question: LossQuestion): readonly Variant[] {
  const own = question.loss.name;
  return [
    ...lossNames
      .filter((name) => name !== own)
      .map((name) => lacks(`the loss ${name}`, withLoss(question, name))),
    lacks(singleOutput, withSingleOutput(question)),
    ...(isOfProbabilities(own) ? [] : [lacks("a clip", withLoss(question, "bce", 0.45))]),
  ];
}

export function otherLosses(question: Question): readonly Variant[] {
  if (question.kind !== "loss") return [];
  return [
    ...ofNumbers(question),
    ...ofSizes(question),
    ...otherReductions(question),
    ...otherClips(question),
    ...ofLosses(question),
  ];
}
