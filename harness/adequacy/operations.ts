/** Parts of an engine that a network or a loss does not use: bugs in them have no place there. */
import type { ActivationName, LossName, Question, Reduction } from "../../spec/case.ts";
import { lossNames } from "../../spec/lower/loss.ts";
import { isLayered, type Layered, samplesOf, widthsOf, withSamples, withWidths } from "./layered.ts";
import { hides, lacks, type Variant } from "./respect.ts";
import { isOfClasses, isOverClasses, targetFor } from "./targets.ts";

const activations: readonly ActivationName[] = [
  ...(["sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus"] as const),
  ...(["gelu", "gelu_tanh", "softmax", "log_softmax", "identity"] as const),
];
const sloped: readonly ActivationName[] = ["leaky_relu", "elu"];
const plain = (name: string): string => name.replaceAll("_", " ");

function withActivation<Q extends Layered>(
  question: Q,
  at: number,
  activation: ActivationName,
  alpha = 0.3,
): Q {
  const layers = question.layers.map((layer, i) =>
    i === at ? { W: layer.W, b: layer.b, activation, ...(sloped.includes(activation) && { alpha }) } : layer,
  );
  return { ...question, layers };
}

function ofActivations(question: Layered): readonly Variant[] {
  const { layers, loss } = question;
  const last = layers.length - 1;
  const missing = (at: number) => activations.filter((name) => name !== layers[at].activation);
  const hidden = last > 0 ? missing(0) : [];
  const atOutput = isOfClasses(loss.name) ? [] : missing(last);
  const { x } = question;
  const square = withWidths(question, [x.shape[0], ...widthsOf(question).slice(1).with(0, x.shape[0])]);
  return [
    ...hidden.map((name) => lacks(`a hidden ${plain(name)} layer`, withActivation(question, 0, name))),
    ...atOutput.map((name) => lacks(`a ${plain(name)} output`, withActivation(question, last, name))),
    ...(last > 0
      ? [
          lacks("a leaky relu of negative slope", withActivation(question, 0, "leaky_relu", -0.3)),
          lacks("a square layer of relu", withActivation(square, 0, "relu")),
        ]
      : []),
  ];
}

/** Outputs that each loss is taken after. */
const outputsBefore: Readonly<Record<LossName, readonly ActivationName[]>> = {
  mse: ["identity", "sigmoid"],
  half_squared_error: ["identity"],
  bce: ["sigmoid", "softmax"],
  bce_with_logits: ["identity"],
  cross_entropy: ["softmax", "sigmoid"],
  softmax_cross_entropy: ["identity"],
};

/** The mean over the samples of a loss, and three classes at least where it has classes. */
function withLoss<Q extends Layered>(question: Q, name: LossName, output: ActivationName, clip?: number): Q {
  const widths = widthsOf(question);
  const isNarrow = (isOverClasses(name) || output === "softmax") && widths[widths.length - 1] < 3;
  const wide = isNarrow ? withWidths(question, [...widths.slice(0, -1), 3]) : question;
  const { clip: _, ...loss } = { ...question.loss, name, reduction: "batchmean" as const };
  return {
    ...withActivation(wide, question.layers.length - 1, output),
    loss: { ...loss, ...(clip !== undefined && { clip }) },
    target: targetFor(name, wide.target.shape),
  };
}

function ofLosses(question: Layered): readonly Variant[] {
  const own = question.loss.name;
  const last = question.layers[question.layers.length - 1].activation;
  const others = lossNames.flatMap((name) =>
    outputsBefore[name]
      .filter((output) => name !== own || (isOfClasses(name) && output !== last))
      .map((output) => lacks(`the loss ${name} after ${plain(output)}`, withLoss(question, name, output))),
  );
  const clipped = own === "bce" ? [] : [lacks("a clip", withLoss(question, "bce", "sigmoid", 0.45))];
  return [...others, ...clipped, lacks(singleOutput, withSingleOutput(question))];
}

/** Of many samples: a row, which is easily taken for a column. */
export const singleOutput = "a mean of squares over a single output";
function withSingleOutput<Q extends Layered>(question: Q): Q {
  const sampled = samplesOf(question) > 1 ? question : withSamples(question, 4);
  const single = withWidths(sampled, [...widthsOf(question).slice(0, -1), 1]);
  const squared = withLoss(single, "mse", "identity");
  return { ...squared, loss: { ...squared.loss, reduction: "mean" } };
}

const reductions: readonly Reduction[] = ["batchmean", "mean", "sum"];
const told: Readonly<Record<Reduction, string>> = {
  batchmean: "a mean over the samples",
  mean: "a mean over all entries",
  sum: "a sum over the samples",
};

export function otherReductions(question: Question): readonly Variant[] {
  if (!("loss" in question)) return [];
  const { loss } = question;
  return reductions
    .filter((reduction) => reduction !== loss.reduction)
    .map((reduction) => lacks(told[reduction], { ...question, loss: { ...loss, reduction } }));
}

export function otherClips(question: Question): readonly Variant[] {
  if (!("loss" in question) || !/^(bce|cross_entropy)$/.test(question.loss.name)) return [];
  const { loss } = question;
  const clipped = (clip: number | undefined): Question => ({ ...question, loss: { ...loss, clip } });
  if (loss.clip === undefined) return [lacks("a clip", clipped(0.45))];
  return [
    hides(`a clip of ${loss.clip}`, "a clip of 0.45", clipped(0.45)),
    hides("a clip", "the bare logarithm", clipped(undefined)),
  ];
}

export function otherOperations(question: Question): readonly Variant[] {
  if (!isLayered(question)) return [];
  const { loss } = question;
  return [
    ...(loss.l2 ? [] : [lacks("a penalty", { ...question, loss: { ...loss, l2: 0.13 } })]),
    ...otherReductions(question),
    ...otherClips(question),
    ...ofActivations(question),
    ...ofLosses(question),
  ];
}
