/** Bugs of the order in which things are done in a step: layers or samples moved one after the other, where all are to move at once. */
import type { TrainingQuestion } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { lowerTraining, parametersOf } from "../../spec/lower/network.ts";
import { type Tensor, tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { sweep } from "../reference/tape.ts";
import { gross, type Mutant, map, type Named } from "./mutant.ts";
import { depthOver, layerOf, samplesOf } from "./places.ts";
import { inTraining } from "./update.ts";

type Parameters = Readonly<Record<Name, Tensor>>;
const parametersAmong = ({ layers }: TrainingQuestion, values: Named): Parameters =>
  Object.fromEntries(parametersOf(layers).map((name) => [name, values.get(name) as Tensor]));

// W − η ∂L/∂W for the chosen names
const stepped = (
  all: Parameters,
  gradients: Named,
  rate: number,
  isMoved: (name: Name) => boolean = () => true,
) =>
  Object.fromEntries(
    Object.entries(all).map(([name, w]): [Name, Tensor] => {
      const g = gradients.get(name)?.data;
      return [name, g && isMoved(name) ? map(w, (x, k) => x - rate * g[k]) : w];
    }),
  );
const gradientsAt = (graph: Graph, given: Parameters): Named =>
  sweep(graph, float64, { given, wanted: Object.keys(given) }).gradients;

/** The loss of one sample alone. */
function lossOfSample(question: TrainingQuestion, j: number): Graph {
  const column = ({ shape: [rows, columns], data }: Tensor) =>
    tensor(
      [rows, 1],
      Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]),
    );
  return lowerTraining({ ...question, x: column(question.x), target: column(question.target) }).step;
}

export const orderMutants: readonly Mutant[] = [
  gross(
    "layers-moved-one-after-the-other",
    [
      "moves the last layer, goes forward and back anew, moves the layer before it, and so on down",
      "∂L/∂W_l at W_{l+1} that has moved already, not at the W_{l+1} of the forward pass",
      "UPDATE-2",
      "take all gradients of a step first, then move all layers",
    ],
    inTraining((run, graph) =>
      depthOver(run, 1)
        ? {
            after: (atOnce, values) => {
              let now = parametersAmong(run, values);
              const found = new Map(atOnce);
              for (let layer = run.layers.length; layer > 0; layer--) {
                const gradients = gradientsAt(graph, now);
                const isOwn = (name: Name) => layerOf(name) === layer;
                for (const [name, g] of gradients) if (isOwn(name)) found.set(name, g);
                now = stepped(now, gradients, run.learningRate, isOwn);
              }
              return found;
            },
          }
        : undefined,
    ),
  ),
  gross(
    "one-sample-a-step",
    [
      "uses one sample in each step, the next one in the next: stochastic descent where the whole batch is asked",
      "W ← W − η ∂Lᵢ/∂W with i = k mod m, not W − η ∂L/∂W",
      "UPDATE-2",
      "take the gradient of all samples in every step",
    ],
    inTraining((run) => {
      let sample = 0;
      const losses = Array.from({ length: samplesOf(run) }, (_, j) => lossOfSample(run, j));
      return samplesOf(run) > 1
        ? {
            after: (_, values) => gradientsAt(losses[sample++ % losses.length], parametersAmong(run, values)),
          }
        : undefined;
    }),
  ),
  gross(
    "update-after-every-sample",
    [
      "moves the parameters after every sample: m small steps where one is asked",
      "W ← W − η ∂Lᵢ/∂W for i = 1 … m in turn, not W − η ∂L/∂W",
      "UPDATE-2",
      "add up the samples' gradients first, then move once",
    ],
    inTraining((run) => {
      const losses = Array.from({ length: samplesOf(run) }, (_, j) => lossOfSample(run, j));
      let now: Parameters = {};
      return samplesOf(run) > 1
        ? {
            after: (_, values) => {
              now = parametersAmong(run, values);
              let gradients: Named = new Map();
              for (const loss of losses) {
                gradients = gradientsAt(loss, now);
                now = stepped(now, gradients, run.learningRate);
              }
              return gradients;
            },
            update: ({ name }) => now[name],
          }
        : undefined;
    }),
  ),
];
