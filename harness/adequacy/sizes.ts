/** Sizes that hide bugs: of the batch, of the output, of the layers, and how many layers there are. */
import type { Question } from "../../spec/case.ts";
import {
  isLayered,
  type Layered,
  samplesOf,
  widthsOf,
  withDepth,
  withSamples,
  withWidths,
} from "./layered.ts";
import { hides, type Variant, where } from "./respect.ts";
import { isOverClasses } from "./targets.ts";

/** A size that is none of these, nor twice one of them. */
export const unlike = (sizes: readonly number[], least: number): number => {
  let size = least;
  while (sizes.some((other) => size === other || size === 2 * other)) size++;
  return size;
};

/** What samples coincide with. */
function batchText(samples: number, inputs: number, outputs: number): string {
  if (samples === 1) return "a batch of 1";
  if (samples === outputs) return `a batch as large as the output (${outputs})`;
  if (samples === 2 * outputs) return `a batch twice as large as the output (${outputs})`;
  return samples === inputs ? `a batch as large as the input (${inputs})` : `a batch of ${samples}`;
}

function ofBatch(question: Layered): readonly Variant[] {
  const widths = widthsOf(question);
  const [samples, inputs] = [samplesOf(question), widths[0]];
  const outputs = widths[widths.length - 1];
  const usual = unlike(widths, 4);
  const isUsual = samples >= 4 && unlike(widths, samples) === samples;
  const units = widths.slice(1).find((width) => width > 1) ?? samples;
  const hiding = (by: string, instead: string, other: number) => () =>
    hides(by, instead, withSamples(question, other));
  return [
    ...where(!isUsual, hiding(batchText(samples, inputs, outputs), `${usual} unequal samples`, usual)),
    ...where(
      samples !== inputs,
      hiding("a batch unlike the input in size", "as many samples as inputs", inputs),
    ),
    ...where(
      !widths.slice(1).includes(samples),
      hiding("a batch unlike the layers in size", "as many samples as units", units),
    ),
    ...where(samples > 1, hiding("a batch of more than 1", "a batch of 1", 1)),
  ];
}

function ofOutput(question: Layered): readonly Variant[] {
  const widths = widthsOf(question);
  const outputs = widths[widths.length - 1];
  const samples = samplesOf(question);
  const more = unlike([...widths, samples, samples / 2], 3);
  const hiding = (by: string, instead: string, width: number) => () =>
    hides(by, instead, withWidths(question, [...widths.slice(0, -1), width]));
  const isMany = outputs > 1 && !isOverClasses(question.loss.name);
  return [
    ...where(outputs < 3, hiding(outputsText(outputs), `${more} outputs`, more)),
    ...where(isMany, hiding("an output of more than one unit", "a single output", 1)),
  ];
}
export const outputsText = (outputs: number): string =>
  outputs === 1 ? "a single output" : `an output of ${outputs}`;

const isSquare = (widths: readonly number[], layer: number): boolean =>
  widths[layer] > 1 && widths[layer] === widths[layer - 1];

function ofWidths(question: Layered): readonly Variant[] {
  const widths = widthsOf(question);
  const last = widths.length - 1;
  const [inputs, outputs] = [Math.max(2, widths[0]), Math.max(2, widths[last])];
  const squares = widths.map((_, layer) => layer > 0 && isSquare(widths, layer));
  const hiding = (by: string, instead: string, other: readonly number[]) => () =>
    hides(by, instead, withWidths(question, other));
  const square = (which: string, other: readonly number[]) => {
    const layer = squares.includes(true) ? `square ${which} layer` : "square layer";
    return hiding(`the lack of a ${layer}`, `a ${layer}`, other);
  };
  return [
    ...where(!squares[1], square("first", [inputs, inputs, ...widths.slice(2)])),
    ...where(last > 1 && !squares[last], square("last", [...widths.slice(0, -2), outputs, outputs])),
    ...where(
      squares.slice(1).includes(false),
      hiding(
        "a mix of layer sizes",
        "layers of one size",
        widths.map(() => inputs),
      ),
    ),
    ...where(
      last > 1 && (squares.includes(true) || widths.slice(1).includes(1)),
      hiding(
        "a layer that is square, or of one unit",
        "layers of distinct sizes",
        widths.map((_, i) => 3 + i),
      ),
    ),
    ...where(
      !widths.includes(1),
      hiding("the lack of a layer of one unit", "a layer of one unit", widths.with(1, 1)),
    ),
  ];
}

function ofDepth(question: Layered): readonly Variant[] {
  const { length } = question.layers;
  if (length > 3) return [];
  const text = length === 1 ? "the lack of a hidden layer" : `a depth of ${length} layers`;
  return [1, 2].map((more) => hides(text, `${length + more} layers`, withDepth(question, more)));
}

export function otherSizes(question: Question): readonly Variant[] {
  if (!isLayered(question)) return [];
  return [...ofBatch(question), ...ofOutput(question), ...ofWidths(question), ...ofDepth(question)];
}
