/** Gradient descent over any number system: W ← W − η ∂L/∂W, full batch. */
import type { TrainingQuestion } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { lowerTraining } from "../../spec/lower/network.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { scalar } from "../../spec/tensor.ts";
import { type Sweep, sweep } from "./tape.ts";

export interface Step<N> extends Sweep<N> {
  /** 0 for the state before the first update. */
  readonly step: number;
  readonly parameters: Readonly<Record<Name, N>>;
}
export interface Descent<N> {
  /** Parameters before step 0; default: the question's doubles. */
  readonly start?: Readonly<Record<Name, N>>;
  /** Other inputs that are not taken as doubles. */
  readonly given?: Readonly<Record<Name, N>>;
  /** Default: the question's η as a double. */
  readonly learningRate?: N;
  /** Gradients of the loss at the parameters; default: the tape. */
  readonly differentiate?: (
    graph: Graph,
    given: Readonly<Record<Name, N>>,
    parameters: readonly Name[],
  ) => Sweep<N>;
}

/** The states before updates 0, 1, …, steps: one more state than updates. */
export function* descend<N>(
  q: TrainingQuestion,
  n: Numbers<N>,
  descent: Descent<N> = {},
): Generator<Step<N>> {
  const { step: graph, parameters: names } = lowerTraining(q);
  const rate = descent.learningRate ?? n.from(scalar(q.learningRate));
  const differentiate =
    descent.differentiate ?? ((g: Graph, given, wanted) => sweep(g, n, { given, wanted }));
  let parameters: Readonly<Record<Name, N>> =
    descent.start ?? Object.fromEntries(names.map((name) => [name, n.from(graph.inputs[name])]));
  for (let step = 0; step <= q.steps; step++) {
    const pass = differentiate(graph, { ...descent.given, ...parameters }, names);
    yield { ...pass, step, parameters };
    parameters = Object.fromEntries(
      names.map((name) => [
        name,
        n.subtract(parameters[name], n.multiply(rate, pass.gradients.get(name) as N)),
      ]),
    );
  }
}
