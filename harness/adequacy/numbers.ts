/** Numbers that hide bugs: zeros, integers, equal samples, targets that add up to one, what is small or on one side of a kink. */
import type { Layer, LossName, Question } from "../../spec/case.ts";
import { sizeOf, type Tensor } from "../../spec/tensor.ts";
import { fractions, generic, isAll, largest } from "./generic.ts";
import { isLayered, type Layered, samplesOf } from "./layered.ts";
import { hides, type Variant } from "./respect.ts";
import { ofSides } from "./sides.ts";
import { isOfClasses, isOverClasses } from "./targets.ts";

const isZero = (x: number): boolean => x === 0;

/** Samples are columns. */
function areEqual({ shape: [rows, columns], data }: Tensor): boolean {
  return data.every((x, k) => k >= rows * columns || x === data[Math.floor(k / columns) * columns]);
}

/** What is remarkable about numbers; nothing is, if they are of both signs and of usual size. */
export function remarkOf(name: string, x: Tensor): string {
  const most = largest(x);
  if (most === 0) return `${name} of 0`;
  if (x.data.length > 1 && isAll(x, (entry) => entry === x.data[0])) return `${name} of equal entries`;
  if (most < 0.05) return `${name} this small`;
  if (most > 20) return `${name} this large`;
  if (isAll(x, Number.isInteger)) return `${name} of integers`;
  if (isAll(x, (entry) => entry >= 0)) return `${name} without a negative entry`;
  return `${name} like this`;
}

/** Each sample's targets; a vector is one sample. */
function addsUpToOne({ shape: [rows, columns = 1], data }: Tensor): boolean {
  const sums = Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => data[i * columns + j]).reduce((a, b) => a + b, 0),
  );
  return sums.every((sum) => Math.abs(sum - 1) < 1e-9);
}

/** Targets of classes as they are usually given hide what happens to others. */
export function softerTarget(name: LossName, target: Tensor) {
  if (!isOfClasses(name)) return undefined;
  const other = fractions(target.shape, 13);
  if (isOverClasses(name) && addsUpToOne(target))
    return { text: "a target that adds up to 1", instead: "targets that do not", target: other };
  const isHard = isAll(target, (t) => t === 0 || t === 1);
  const text = isHard ? "a target of 0 and 1 only" : "a target like this";
  return { text, instead: "targets in between", target: other };
}

export const withLayers = <Q extends Layered>(
  question: Q,
  change: (layer: Layer, i: number) => Layer,
): Q => ({
  ...question,
  layers: question.layers.map(change),
});

const isWithoutBias = ({ b }: Layer): boolean => isAll(b, isZero);

function ofZeroBiases(question: Layered): readonly Variant[] {
  if (!question.layers.some(isWithoutBias)) return [];
  // small, so that no unit comes to the other side of a kink
  const small = ({ b }: Layer, i: number) => generic(b.shape, 140 + i, 0.0625);
  const other = withLayers(question, (layer, i) =>
    isWithoutBias(layer) ? { ...layer, b: small(layer, i) } : layer,
  );
  return [hides("a bias of 0", "biases that are not 0", other)];
}

function ofBiases(question: Layered): readonly Variant[] {
  if (question.layers.some(isWithoutBias)) return [];
  const all = question.layers.flatMap(({ b }) => [...b.data]);
  const text = remarkOf("a bias", { shape: [all.length], data: Float64Array.from(all) });
  const other = withLayers(question, (layer, i) => ({ ...layer, b: generic(layer.b.shape, 150 + i) }));
  return [hides(text, "generic biases", other)];
}

function ofWeights(question: Layered): readonly Variant[] {
  const all = question.layers.flatMap(({ W }) => [...W.data]);
  const text = remarkOf("a weight", { shape: [all.length], data: Float64Array.from(all) });
  const other = withLayers(question, (layer, i) => ({ ...layer, W: generic(layer.W.shape, 160 + i) }));
  return [hides(text, "generic weights", other)];
}

function ofInputs(question: Layered): readonly Variant[] {
  const { x } = question;
  const integers = isAll(x, Number.isInteger)
    ? [
        hides("an input of integers", "fractions", {
          ...question,
          x: { ...x, data: x.data.map((entry, k) => entry + fractions(x.shape, 17).data[k] / 4) },
        }),
      ]
    : [];
  return [
    ...integers,
    hides(remarkOf("an input", x), "inputs of both signs and of size 1", {
      ...question,
      x: generic(x.shape, 180, 1.5),
    }),
  ];
}

function ofSamples(question: Layered): readonly Variant[] {
  const { x, target } = question;
  if (samplesOf(question) < 2 || !(areEqual(x) || areEqual(target))) return [];
  const step = generic(x.shape, 200, Math.max(largest(x), 1) / 4);
  const moved = areEqual(x) ? { ...x, data: x.data.map((entry, k) => entry + step.data[k]) } : x;
  const other = areEqual(target)
    ? isOfClasses(question.loss.name)
      ? fractions(target.shape, 201)
      : generic(target.shape, 201)
    : target;
  return [hides("a batch of equal samples", "unequal samples", { ...question, x: moved, target: other })];
}

function ofTarget(question: Layered): readonly Variant[] {
  const { target, loss } = question;
  const softer = softerTarget(loss.name, target);
  if (softer) return [hides(softer.text, softer.instead, { ...question, target: softer.target })];
  const away = generic(target.shape, 220, 4);
  const data = target.data.map((t, k) => t + away.data[k]);
  return [hides("an error this small", "targets further off", { ...question, target: { ...target, data } })];
}

/** Slopes that a library would use unasked. */
function ofSlopes(question: Layered): readonly Variant[] {
  const has = (name: string) => question.layers.some(({ activation }) => activation === name);
  const sloped = (name: string, alpha: number) =>
    withLayers(question, (layer) => (layer.activation === name ? { ...layer, alpha } : layer));
  return [
    ...(has("leaky_relu")
      ? [
          hides("the slope of this leaky relu", "a slope of 0.3", sloped("leaky_relu", 0.3)),
          hides("a slope of leaky relu above 0", "a slope of −0.3", sloped("leaky_relu", -0.3)),
        ]
      : []),
    ...(has("elu") ? [hides("an elu of this scale", "a scale of 1.5", sloped("elu", 1.5))] : []),
  ];
}

export const isFilled = ({ x }: Layered): boolean => sizeOf(x.shape) > 0;

/** What moves no size, from the least to the most. */
export function otherNumbers(question: Question): readonly Variant[] {
  if (!isLayered(question) || !isFilled(question)) return [];
  const of = [ofZeroBiases, ofSides, ofBiases, ofSamples, ofTarget, ofSlopes, ofInputs, ofWeights];
  return of.flatMap((variants) => variants(question));
}
