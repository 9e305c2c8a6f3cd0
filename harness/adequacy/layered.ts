/** A network or a training run in other sizes: what it has stays, and generic numbers come beside it. */
import type { Layer, NetworkQuestion, Question, TrainingQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import { generic, largest, resized } from "./generic.ts";
import { resizedTarget } from "./targets.ts";

export type Layered = NetworkQuestion | TrainingQuestion;
export const isLayered = (question: Question): question is Layered => "layers" in question;

/** Units of x, and of each layer. */
export const widthsOf = ({ layers, x }: Layered): readonly number[] => [
  x.shape[0],
  ...layers.map(({ W }) => W.shape[0]),
];
export const samplesOf = ({ x }: Layered): number => x.shape[1];

/** The network with as many units in each layer, x included. */
export function withWidths<Q extends Layered>(question: Q, widths: readonly number[]): Q {
  const { x, target, loss } = question;
  const samples = samplesOf(question);
  const layers = question.layers.map((layer, i): Layer => {
    const [rows, columns] = [widths[i + 1], widths[i]];
    const { W, b } = layer;
    const entries = generic([rows, columns], 20 + i, largest(W));
    const bias = resized(
      { shape: [b.shape[0], 1], data: b.data },
      rows,
      1,
      generic([rows, 1], 40 + i, largest(b)),
    );
    return { ...layer, W: resized(W, rows, columns, entries), b: { shape: [rows], data: bias.data } };
  });
  const input = generic([widths[0], samples], 60, largest(x));
  return {
    ...question,
    layers,
    x: resized(x, widths[0], samples, input),
    target: resizedTarget(loss.name, target, widths[widths.length - 1], samples),
  };
}

/** The network with so many samples. */
export function withSamples<Q extends Layered>(question: Q, samples: number): Q {
  const { x, target, loss } = question;
  const input = generic([x.shape[0], samples], 61, largest(x) || 1);
  return {
    ...question,
    x: resized(x, x.shape[0], samples, input),
    target: resizedTarget(loss.name, target, target.shape[0], samples),
  };
}

/** More layers after the first, each as wide as it; before it, where it is the only one. What is asked of all layers is asked of them. */
export function withDepth<Q extends Layered>(question: Q, more: number): Q {
  const { layers } = question;
  const [first] = layers;
  const isOnly = layers.length === 1;
  const width = isOnly ? question.x.shape[0] : first.W.shape[0];
  const added = Array.from(
    { length: more },
    (_, i): Layer => ({
      ...(isOnly ? { activation: "tanh" } : first),
      W: generic([width, width], 80 + i, largest(first.W)),
      b: generic([width], 90 + i, largest(first.b)),
    }),
  );
  const all = isOnly ? [...added, first] : [first, ...added, ...layers.slice(1)];
  const asked = (names: readonly Name[]) => namesOfAll(names, all.length);
  const { values, gradients } = question.want;
  return { ...question, layers: all, want: { values: asked(values), gradients: asked(gradients) } };
}

/** `W1`, or `W1@3`, for every layer where it is asked of one. */
function namesOfAll(names: readonly Name[], layers: number): readonly Name[] {
  const all = names.flatMap((name) => {
    const [, letter, step] = /^([Wbza])\d+(@\d+)?$/.exec(name) ?? [];
    return letter === undefined
      ? [name]
      : Array.from({ length: layers }, (_, i) => `${letter}${i + 1}${step ?? ""}`);
  });
  return [...new Set(all)];
}
