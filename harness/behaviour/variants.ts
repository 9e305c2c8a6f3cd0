/** Questions made from a question: one that means nothing, one with other numbers of the same sizes, one sample of it, one unit of it. */
import type { Layer, LossQuestion, NetworkQuestion, Question } from "../../spec/case.ts";
import { type Tensor, tensor } from "../../spec/tensor.ts";

/** A name that no engine knows. */
export interface Nonsense {
  readonly question: Question;
  /** `an activation no_such_activation` */
  readonly what: string;
}

/** The question with one word that has no meaning. Its type is a lie on purpose: an engine must expect it from the wire. */
export function nonsenseOf(question: Question): Nonsense {
  switch (question.kind) {
    case "network":
    case "training": {
      const [first, ...others] = question.layers;
      const layer = { ...first, activation: "no_such_activation" as never };
      return {
        question: { ...question, layers: [layer, ...others] },
        what: "an activation no_such_activation",
      };
    }
    case "loss": {
      const loss = { ...question.loss, name: "no_such_loss" as never };
      return { question: { ...question, loss }, what: "a loss no_such_loss" };
    }
    case "graph": {
      const [first, ...others] = question.nodes;
      const node = { ...first, op: "no_such_operation" as never };
      return {
        question: { ...question, nodes: [node, ...others] },
        what: "an operation no_such_operation",
      };
    }
    case "expression": {
      const [output] = question.expression.split("=");
      const expression = `${output.trim()} = no_such_function(${Object.keys(question.at)[0] ?? "1"})`;
      return { question: { ...question, expression }, what: "a function no_such_function" };
    }
  }
}

const reversed = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.toReversed() });

/** The same sizes and other numbers; undefined where there is no harmless way to them. */
export function twinOf(question: Question): Question | undefined {
  if (question.kind === "loss")
    return { ...question, p: reversed(question.p), target: reversed(question.target) };
  if (question.kind !== "network") return undefined;
  const turned = (layer: Layer): Layer => ({ ...layer, W: reversed(layer.W), b: reversed(layer.b) });
  return { ...question, layers: question.layers.map(turned) };
}

const columns = ({ shape: [rows, all], data }: Tensor, count: number): Tensor =>
  tensor(
    [rows, count],
    Float64Array.from({ length: rows * count }, (_, k) => data[Math.floor(k / count) * all + (k % count)]),
  );
const rows = ({ shape: [, ...rest], data }: Tensor, count: number): Tensor =>
  tensor([count, ...rest], data.slice(0, count * rest.reduce((size, n) => size * n, 1)));

/** Its first sample alone. */
export function oneSampleOf(question: Question): NetworkQuestion | LossQuestion | undefined {
  if (question.kind === "network")
    return { ...question, x: columns(question.x, 1), target: columns(question.target, 1) };
  if (question.kind !== "loss" || question.p.shape.length !== 2) return undefined;
  return { ...question, p: columns(question.p, 1), target: columns(question.target, 1) };
}

/** Its first hidden layer cut down to one unit. */
export function oneUnitOf(question: Question): NetworkQuestion | undefined {
  if (question.kind !== "network" || question.layers.length < 2) return undefined;
  const [first, second, ...others] = question.layers;
  const narrow = { ...first, W: rows(first.W, 1), b: rows(first.b, 1) };
  return { ...question, layers: [narrow, { ...second, W: columns(second.W, 1) }, ...others] };
}
