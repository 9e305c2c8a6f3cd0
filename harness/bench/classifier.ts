/** A classifier of any size for timings: sigmoid layers, softmax cross-entropy, generic numbers that NumPy can make too. */
import type { LossQuestion, NetworkQuestion } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { lowerNetwork, parametersOf } from "../../spec/lower/network.ts";
import { type Shape, sizeOf, type Tensor } from "../../spec/tensor.ts";

export interface Classifier {
  /** Asks for the loss and the gradient of every parameter. */
  readonly question: NetworkQuestion;
  readonly graph: Graph;
  readonly parameters: readonly Name[];
  readonly count: number;
}

/** scale · sin(0.7 k + phase): no two entries alike, none a round number. */
function waves(shape: Shape, phase: number, scale: number): Tensor {
  return {
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, (_, k) => scale * Math.sin(0.7 * k + phase)),
  };
}

/** Sample j is of class j mod classes. */
function oneHot(classes: number, samples: number): Tensor {
  const data = new Float64Array(classes * samples);
  for (let j = 0; j < samples; j++) data[(j % classes) * samples + j] = 1;
  return { shape: [classes, samples], data };
}

const loss: LossQuestion["loss"] = { name: "softmax_cross_entropy", reduction: "batchmean" };

/** `sizes` from input to output. */
export function classifier(sizes: readonly number[], samples: number): Classifier {
  const layers = sizes.slice(1).map((outputs, i): NetworkQuestion["layers"][number] => ({
    W: waves([outputs, sizes[i]], i + 1, 1 / Math.sqrt(sizes[i])),
    b: waves([outputs], i + 0.5, 0.1),
    activation: i + 2 < sizes.length ? "sigmoid" : "identity",
  }));
  const x = waves([sizes[0], samples], 0.25, 1);
  const target = oneHot(sizes[sizes.length - 1], samples);
  const count = layers.reduce((sum, { W, b }) => sum + W.data.length + b.data.length, 0);
  const parameters = parametersOf(layers);
  const want = { values: ["L"], gradients: parameters };
  const question: NetworkQuestion = { kind: "network", layers, loss, x, target, want };
  return { question, graph: lowerNetwork(question), parameters, count };
}
