/** A graph of the user's own: in other numbers, with more uses of what it has, or with operations that it has not. */
import { float64 } from "../../engine/numbers/float64.ts";
import type { ExpressionQuestion, GraphQuestion, Question } from "../../spec/case.ts";
import { evaluate, type Name, type Node } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type Beside, beside } from "./beside.ts";
import { generic, isAll, largest } from "./generic.ts";
import { hides, lacks, type Variant } from "./respect.ts";

type Inputs = GraphQuestion["inputs"];
const changed = (inputs: Inputs, change: (x: Tensor, i: number) => Tensor): Inputs =>
  Object.fromEntries(Object.entries(inputs).map(([name, x], i) => [name, change(x, i)]));
const scaled = (inputs: Inputs, factor: number): Inputs =>
  changed(inputs, (x) => ({ ...x, data: x.data.map((entry) => entry * factor) }));

/** Each number by up to a quarter of itself, so that it stays on its side of 0; a 0 by up to ¼. */
function nudged(x: Tensor, seed: number): Tensor {
  const by = generic(x.shape, seed, 0.25).data;
  return { ...x, data: x.data.map((entry, k) => (entry === 0 ? by[k] : entry * (1 + by[k]))) };
}
const freshSeed = (seed: Inputs): Inputs => changed(seed, ({ shape }, i) => generic(shape, 240 + i, 1.5));

function ofNumbers(question: GraphQuestion): readonly Variant[] {
  const { inputs, seed } = question;
  const isOnes = Object.values(seed).every((g) => isAll(g, (x) => x === 1));
  const size = Math.max(...Object.values(inputs).map(largest), 1e-300);
  const other = (change: Partial<GraphQuestion>): GraphQuestion => ({ ...question, ...change });
  const small = other({ seed: scaled(seed, 1e-10) });
  return [
    ...(isOnes ? [hides("a cotangent of ones", "a generic one", other({ seed: freshSeed(seed) }))] : []),
    hides(
      "an input like this",
      "inputs nearby",
      other({ inputs: changed(inputs, (x, i) => nudged(x, 260 + i)) }),
    ),
    hides("an input like this", "inputs of the other sign", other({ inputs: scaled(inputs, -1) })),
    hides("a moderate input", "one near 800", other({ inputs: scaled(inputs, 800 / size) })),
    hides("the lack of a gradient below 1e-8", "a gradient that small", small),
  ];
}

const sum = (out: Name, ...operands: readonly [Name, Name]): Node => ({ out, op: "add", in: operands });

/** The graph going on from its first output y to 2y + y, in either order. */
function usedAgain(
  question: GraphQuestion,
  order: (y: Name, twice: Name) => readonly [Name, Name],
): GraphQuestion {
  const [[y, g], ...others] = Object.entries(question.seed);
  const [twice, out] = ["beside/twice", "beside/thrice"];
  return {
    ...question,
    nodes: [...question.nodes, sum(twice, y, y), sum(out, ...order(y, twice))],
    seed: { [out]: g, ...Object.fromEntries(others) },
  };
}

/** x + x wherever x was. */
function inputDoubled(question: GraphQuestion, input: Name): GraphQuestion {
  const nodes = question.nodes.map((node) => ({
    ...node,
    in: node.in.map((name) => (name === input ? "beside/doubled" : name)),
  }));
  return { ...question, nodes: [sum("beside/doubled", input, input), ...nodes] };
}

/** Another output: an inner node, or where there is none, the last node once more. */
export function withSecondOutput(question: GraphQuestion): GraphQuestion {
  const { nodes, seed } = question;
  const inner = nodes.find(({ out }) => !(out in seed));
  const second = inner ?? { ...nodes[nodes.length - 1], out: "beside/second" };
  const all = inner ? nodes : [...nodes, second];
  const value = evaluate(lower({ ...question, nodes: all }), float64).get(second.out);
  return { ...question, nodes: all, seed: { ...seed, [second.out]: generic(value?.shape ?? [], 280) } };
}

function ofUses(question: GraphQuestion): readonly Variant[] {
  const [input] = Object.keys(question.inputs);
  const unused = "a graph in which nothing computed is used twice";
  const instead = "an operand used twice, along unequal paths";
  return [
    ...(input === undefined
      ? []
      : [
          hides(
            "a graph in which no input is used twice",
            "an input used twice",
            inputDoubled(question, input),
          ),
        ]),
    hides(
      unused,
      instead,
      usedAgain(question, (y, twice) => [twice, y]),
    ),
    hides(
      unused,
      instead,
      usedAgain(question, (y, twice) => [y, twice]),
    ),
    ...(Object.keys(question.seed).length > 1
      ? []
      : [hides("a single output", "a second output", withSecondOutput(question))]),
  ];
}

/** One operation beside the graph, with inputs and an output of its own. */
function withBeside(question: GraphQuestion, { inputs, node, seed, demanded }: Beside): GraphQuestion {
  const { want } = question;
  return {
    ...question,
    inputs: { ...question.inputs, ...inputs },
    nodes: [...question.nodes, node],
    seed: { ...question.seed, [node.out]: seed },
    want: { values: [...want.values, node.out], gradients: [...want.gradients, ...demanded] },
  };
}

export const otherNodes = (question: GraphQuestion): readonly Variant[] =>
  beside.map((one) => lacks(one.what, withBeside(question, one)));

export function otherGraphs(question: Question): readonly Variant[] {
  if (question.kind !== "graph" || question.nodes.length === 0) return [];
  return [...ofNumbers(question), ...ofUses(question), ...otherNodes(question)];
}

/** A formula as a graph. */
export function graphQuestion(question: ExpressionQuestion): GraphQuestion {
  const { inputs, nodes, seed } = lower(question);
  return { kind: "graph", inputs, nodes, seed, want: question.want };
}
export const withFreshSeed = (question: GraphQuestion): GraphQuestion => ({
  ...question,
  seed: freshSeed(question.seed),
});
