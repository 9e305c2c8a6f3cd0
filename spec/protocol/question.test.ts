import { describe, expect, test } from "vitest";
import type { NetworkQuestion, Question, TrainingQuestion } from "../case.ts";
import { messageSchema } from "../protocol.ts";
import { fromNested, scalar, toNested } from "../tensor.ts";
import { dueAtPoints, encodeQuestion, mannerOf, shapeOfNode, transposed, turned } from "./question.ts";

const want = { values: ["L"], gradients: ["W1"] };
const network: NetworkQuestion = {
  kind: "network",
  layers: [
    {
      W: fromNested([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      b: fromNested([7, 8, -0]),
      activation: "leaky_relu",
      alpha: 0.25,
    },
  ],
  loss: { name: "half_squared_error", reduction: "batchmean", l2: 0.5 },
  x: fromNested([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]),
  target: fromNested([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
  ]),
  want,
};
const training: TrainingQuestion = {
  ...network,
  kind: "training",
  report: { name: "mse", reduction: "mean" },
  learningRate: 0.5,
  steps: 3,
};
const questions: readonly Question[] = [
  network,
  training,
  {
    kind: "loss",
    loss: { name: "bce", reduction: "mean", clip: 1e-15 },
    p: fromNested([0.9]),
    target: fromNested([1]),
    want,
  },
  { kind: "expression", expression: "y = v^3", where: ["v = 2*x"], at: { x: scalar(3) }, want },
  {
    kind: "graph",
    inputs: { x: fromNested([[1, Number.NaN]]) },
    nodes: [{ out: "y", op: "tanh", in: ["x"] }],
    seed: { y: fromNested([[1, 2]]) },
    want,
  },
];
const ours = mannerOf({});
const theirs = mannerOf({ layout: { weights: "in_out", samples: "rows" }, encodings: ["json", "base64"] });

describe("a question on the wire", () => {
  test.each(questions.map((q) => [q.kind, q] as const))("fits the schema: %s", (_, question) => {
    const message = { id: 3, op: "ask", question: encodeQuestion(question, ours), want: question.want };
    const line = JSON.parse(JSON.stringify(message));
    expect(messageSchema.parse(line)).toEqual(line);
    // Wrong on purpose.
    expect(messageSchema.safeParse({ ...line, question: { ...line.question, kind: "riddle" } }).success).toBe(
      false,
    );
  });

  test("shows nothing but the question: no wanted names, no ids, no expectations", () => {
    const leaky = { ...network, id: "networks/secret", expect: { L: 1 } } as NetworkQuestion;
    expect(Object.keys(encodeQuestion(leaky, ours))).toEqual(["kind", "layers", "loss", "x", "target"]);
  });

  test("is transposed for engines that keep weights in_out or samples in rows, and answers are turned back", () => {
    const seen = encodeQuestion(network, theirs) as {
      layers: { W: unknown; b: unknown }[];
      x: unknown;
      target: unknown;
    };
    expect(seen.layers[0]).toMatchObject({
      W: [
        [1, 3, 5],
        [2, 4, 6],
      ],
      b: [7, 8, "-0"],
    });
    expect(seen.x).toEqual([
      [1, 5],
      [2, 6],
      [3, 7],
      [4, 8],
    ]);
    for (const name of ["W1", "W1@2", "x", "z1", "a1@0", "t"]) {
      expect(toNested(turned(training, name, transposed(network.x), theirs))).toEqual(toNested(network.x));
    }
    // Wrong on purpose: biases and the loss have no orientation.
    expect(turned(network, "b1", network.x, theirs)).toBe(network.x);
    expect(turned(network, "W1", network.x, ours)).toBe(network.x);
  });

  test("has every operand of a graph before its use, in whatever order the nodes were written", () => {
    const x = { x: scalar(2) };
    const nodes = [
      { out: "y", op: "exp", in: ["h"] },
      { out: "h", op: "negative", in: ["x"] },
    ] as const;
    const graph = { kind: "graph", inputs: x, nodes, seed: { y: scalar(1) }, want } as const;
    expect(encodeQuestion(graph, ours)).toMatchObject({ nodes: [{ out: "h" }, { out: "y" }] });
    // what means nothing is left as it is
    const cycle = { ...graph, nodes: [nodes[0], { ...nodes[1], in: ["y"] }] };
    expect(encodeQuestion(cycle, ours)).toMatchObject({ nodes: [{ out: "y" }, { out: "h" }] });
  });

  test("uses base64 above 4096 entries, and only for engines that list it", () => {
    const big = { ...network, x: { shape: [2, 2049], data: new Float64Array(4098) } };
    expect(encodeQuestion(big, theirs)).toMatchObject({ x: { dtype: "float64", shape: [2049, 2] } });
    expect(encodeQuestion(big, ours)).toMatchObject({ x: [expect.any(Array), expect.any(Array)] });
    expect(encodeQuestion(network, theirs)).toMatchObject({ x: expect.any(Array) });
  });

  test("is evaluated for its output, whether that is wanted or not", () => {
    const due = questions.map((question) =>
      dueAtPoints({ ...question, want: { values: ["z1"], gradients: ["x"] } }),
    );
    expect(due.map(({ values }) => values.join())).toEqual(["z1,L", "z1,L", "z1,L", "z1,y", "z1,y"]);
    expect(due.flatMap(({ gradients }) => gradients)).toEqual([]);
  });

  test("fixes the shapes of its nodes", () => {
    const shapes = ["x", "t", "W1", "b1", "z1", "a1", "L", "W1@2", "z1@0", "R@1"].map((n) =>
      shapeOfNode(training, n),
    );
    expect(shapes).toEqual([[2, 4], [3, 4], [3, 2], [3], [3, 4], [3, 4], [], [3, 2], [3, 4], []]);
    expect(shapeOfNode(network, "W2")).toBeUndefined();
    expect(shapeOfNode(questions[2]!, "p")).toEqual([1]);
  });
});
