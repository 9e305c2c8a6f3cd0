/** The built-in engine: every operation means what its formula says, every loss is the textbook's, and everything that is asked is answered. */
import { describe, expect, test } from "vitest";
import type { Observation } from "../../spec/answer.ts";
import type {
  GraphQuestion,
  LossName,
  LossQuestion,
  NetworkQuestion,
  Reduction,
  TrainingQuestion,
} from "../../spec/case.ts";
import { evaluate } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { type Attributes, type OpName, opNames } from "../../spec/ops/index.ts";
import { fromNested, type Nested, scalar, type Tensor, toNested } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { asked, referenceEngine } from "./engine.ts";
import { sweep } from "./tape.ts";
import { descend } from "./training.ts";

type Answer = Extract<Observation, { kind: "answered" }>;
const engine = referenceEngine();
const ask = async (question: Parameters<typeof engine.ask>[0]) => (await engine.ask(question)) as Answer;

const close = (found: Tensor, due: Nested) => {
  const expected = fromNested(due);
  expect(found.shape).toEqual(expected.shape);
  // a handful of roundings of numbers of size 1 to 100
  found.data.forEach((x, k) => {
    expect(Math.abs(x - expected.data[k])).toBeLessThanOrEqual(
      2 ** -49 * Math.max(1, Math.abs(expected.data[k])),
    );
  });
};

const Φ = 0.9331927987311419; // of 1.5, from tables
const meanings: Readonly<Record<OpName, readonly (readonly [readonly Nested[], Nested, Attributes?])[]>> = {
  add: [[[1.5, 2], 3.5]],
  subtract: [[[1.5, 2], -0.5]],
  multiply: [[[1.5, 2], 3]],
  divide: [[[1.5, 2], 0.75]],
  negative: [[[1.5], -1.5]],
  pow: [
    [[1.5, 2], 2.25],
    [[-2, 3], -8],
    [[0, 0], 1],
    [[4, -0.5], 0.5],
  ],
  exp: [[[1.5], 4.4816890703380645]],
  log: [[[1.5], 0.4054651081081644]],
  sqrt: [[[2.25], 1.5]],
  abs: [
    [[-1.5], 1.5],
    [[1.5], 1.5],
  ],
  maximum: [
    [[1.5, 2], 2],
    [[2, 1.5], 2],
    [
      [
        [1, 5],
        [3, 3],
      ],
      [3, 5],
    ],
  ],
  matmul: [[[[[1, 2]], [[3], [4]]], [[11]]]],
  transpose: [[[[[1, 2]]], [[1], [2]]]],
  sum: [
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      10,
    ],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [4, 6],
      { axes: 0 },
    ],
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [[3], [7]],
      { axes: 1, keepdims: 1 },
    ],
  ],
  mean: [
    [
      [
        [
          [1, 2],
          [3, 6],
        ],
      ],
      3,
    ],
    [
      [
        [
          [1, 2],
          [3, 6],
        ],
      ],
      [2, 4],
      { axes: 0 },
    ],
  ],
  reshape: [
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [1, 2, 3, 4],
      { shape: [4] },
    ],
  ],
  broadcast: [
    [
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
      ],
      { shape: [2, 2] },
    ],
  ],
  relu: [[[[-1, 0, 2]], [0, 0, 2]]],
  leaky_relu: [
    [[[-1, 0, 2]], [-0.01, 0, 2]],
    [[[-1, 2]], [-0.25, 2], { alpha: 0.25 }],
  ],
  elu: [
    [[[-1, 0, 2]], [Math.exp(-1) - 1, 0, 2]],
    [[[-1]], [2 * (Math.exp(-1) - 1)], { alpha: 2 }],
  ],
  sigmoid: [
    [[0], 0.5],
    [[1.5], 0.8175744761936437],
  ],
  tanh: [[[1.5], 0.9051482536448664]],
  softplus: [
    [[0], Math.LN2],
    [[1.5], 1.7014132779827524],
  ],
  gelu: [
    [[1.5], 1.5 * Φ],
    [[0], 0],
    [[1.5], 0.75 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (1.5 + 0.044715 * 1.5 ** 3))), { form: "tanh" }],
  ],
  softmax: [
    [[[0, Math.log(3)]], [0.25, 0.75]],
    [
      [
        [
          [0, 0],
          [Math.log(3), 0],
        ],
      ],
      [
        [0.25, 0.5],
        [0.75, 0.5],
      ],
      { axis: 0 },
    ],
  ],
  log_softmax: [[[[0, Math.log(3)]], [Math.log(0.25), Math.log(0.75)]]],
  clip: [[[[-1, 0.5, 2]], [0, 0.5, 1], { min: 0, max: 1 }]],
};

describe.each(opNames)("%s", (op) => {
  test("means what its formula says", async () => {
    for (const [operands, due, attributes] of meanings[op]) {
      const inputs = Object.fromEntries(operands.map((x, i) => [`x${i}`, fromNested(x)]));
      const question: GraphQuestion = {
        kind: "graph",
        inputs,
        nodes: [{ out: "y", op, in: Object.keys(inputs), ...(attributes && { attributes }) }],
        seed: {},
        want: { values: ["y"], gradients: [] },
      };
      close((await ask(question)).values.y, due);
    }
  });
});

describe("a loss is the textbook's", () => {
  // features × samples
  const p = [
    [0.2, 0.7],
    [0.8, 0.3],
  ];
  const t = [
    [0, 1],
    [1, 0],
  ];
  const flat = (f: (p: number, t: number) => number) =>
    p.flatMap((row, i) => row.map((x, j) => f(x, t[i][j]))).reduce((a, b) => a + b);
  const softmaxLog = (i: number, j: number) => p[i][j] - Math.log(Math.exp(p[0][j]) + Math.exp(p[1][j]));
  const sums: Readonly<Record<LossName, number>> = {
    mse: flat((x, y) => (x - y) ** 2),
    half_squared_error: flat((x, y) => (x - y) ** 2 / 2),
    bce: flat((x, y) => -(y * Math.log(x) + (1 - y) * Math.log(1 - x))),
    bce_with_logits: flat((z, y) => Math.log(1 + Math.exp(z)) - y * z),
    cross_entropy: flat((x, y) => -y * Math.log(x)),
    softmax_cross_entropy: -(softmaxLog(1, 0) + softmaxLog(0, 1)),
  };
  const by: Readonly<Record<Reduction, number>> = { sum: 1, mean: 4, batchmean: 2 };
  test.each(Object.keys(sums) as LossName[])("%s, in every reduction", async (name) => {
    for (const reduction of ["sum", "mean", "batchmean"] as const) {
      const question: LossQuestion = {
        kind: "loss",
        loss: { name, reduction },
        p: fromNested(p),
        target: fromNested(t),
        want: { values: ["L"], gradients: [] },
      };
      close((await ask(question)).values.L, sums[name] / by[reduction]);
    }
  });
  test("clipped, it stays finite at 0 and 1", async () => {
    const question: LossQuestion = {
      kind: "loss",
      loss: { name: "bce", reduction: "sum", clip: 1e-3 },
      p: fromNested([0, 1]),
      target: fromNested([1, 1]),
      want: { values: ["L"], gradients: ["p"] },
    };
    const { values, gradients } = await ask(question);
    close(values.L, -Math.log(1e-3) - Math.log(1 - 1e-3));
    expect([...gradients.p.data].map((x) => x + 0)).toEqual([0, 0]);
  });
});

const network: NetworkQuestion = {
  kind: "network",
  layers: [{ W: fromNested([[2, -1]]), b: fromNested([0.5]), activation: "identity" }],
  loss: { name: "half_squared_error", reduction: "batchmean", l2: 0.5 },
  x: fromNested([
    [1, 2],
    [3, 4],
  ]),
  target: fromNested([[1, 0]]),
  want: { values: ["z1", "L"], gradients: ["W1", "b1"] },
  also: { values: [], gradients: ["x", "t"] },
};

describe("what is asked is answered", () => {
  test("with the numbers of paper", async () => {
    // z = (2 − 3 + ½, 4 − 4 + ½) = (−½, ½); δ = (z − t)/2 = (−¾, ¼)
    const { values, gradients } = await ask(network);
    expect(toNested(values.z1)).toEqual([[-0.5, 0.5]]);
    // ½(2.25 + 0.25)/2 + ¼·(4 + 1)
    expect(values.L.data[0]).toBe(0.625 + 1.25);
    // δ xᵀ + ½ W
    expect(toNested(gradients.W1)).toEqual([[-0.75 + 0.5 + 1, -2.25 + 1 - 0.5]]);
    expect(toNested(gradients.b1)).toEqual([-0.5]);
    expect(toNested(gradients.x)).toEqual([
      [-1.5, 0.5],
      [0.75, -0.25],
    ]);
    expect(toNested(gradients.t)).toEqual([[0.75, -0.25]]);
  });
  test("and nothing else", async () => {
    const { values, gradients } = await ask(network);
    expect([Object.keys(values), Object.keys(gradients)]).toEqual([
      ["z1", "L"],
      ["W1", "b1", "x", "t"],
    ]);
    expect(
      asked({ want: { values: ["a"], gradients: [] }, also: { values: ["a", "b"], gradients: ["c"] } }),
    ).toEqual({
      values: ["a", "b"],
      gradients: ["c"],
    });
  });
  test("what the output does not depend on has the gradient 0", async () => {
    const { gradients } = await ask({
      kind: "graph",
      inputs: { x: scalar(1), u: fromNested([1, 2]) },
      nodes: [{ out: "y", op: "exp", in: ["x"] }],
      seed: { y: scalar(1) },
      want: { values: [], gradients: ["u"] },
    });
    expect(toNested(gradients.u)).toEqual([0, 0]);
  });
  test("gradients are of Σ ⟨seed, output⟩ over all outputs", async () => {
    const { gradients } = await ask({
      kind: "graph",
      inputs: { x: fromNested([1, 2]) },
      nodes: [
        { out: "y", op: "multiply", in: ["x", "x"] },
        { out: "s", op: "sum", in: ["x"] },
      ],
      seed: { y: fromNested([10, 100]), s: scalar(1000) },
      want: { values: [], gradients: ["x"] },
    });
    expect(toNested(gradients.x)).toEqual([1020, 1400]);
  });
  test("a value at other points, where it is a function", async () => {
    const at = await engine.evaluate(network, [{ W1: fromNested([[0, 0]]) }, {}]);
    expect(at.kind === "evaluated" && at.values.map(({ z1 }) => toNested(z1))).toEqual([
      [[0.5, 0.5]],
      [[-0.5, 0.5]],
    ]);
    const training = { ...network, kind: "training", learningRate: 1, steps: 1 } as TrainingQuestion;
    expect((await engine.evaluate(training, [{}])).kind).toBe("failed");
  });
});

describe("descent", () => {
  const training: TrainingQuestion = {
    ...network,
    kind: "training",
    loss: { name: "half_squared_error", reduction: "batchmean" },
    learningRate: 0.5,
    steps: 2,
    want: { values: ["W1@0", "W1@1", "W1@2", "L@2"], gradients: ["W1@0", "W1@2"] },
    also: { values: [], gradients: [] },
  };
  test("goes from each state against its gradient, and answers every state that is asked", async () => {
    const { values, gradients } = await ask(training);
    expect(Object.keys(values)).toEqual(["W1@0", "W1@1", "W1@2", "L@2"]);
    expect(toNested(values["W1@0"])).toEqual([[2, -1]]);
    // 2 − ½·(−¼), −1 − ½·(−1.25)
    expect(toNested(gradients["W1@0"])).toEqual([[-0.25, -1.25]]);
    expect(toNested(values["W1@1"])).toEqual([[2.125, -0.375]]);
  });
  test("yields one state more than it makes updates", () => {
    expect([...descend(training, float64)].map(({ step }) => step)).toEqual([0, 1, 2]);
  });
  test("yields parameters before their update", () => {
    const [first, second] = descend(training, float64);
    expect(first.parameters.W1.data[0] - second.parameters.W1.data[0]).toBe(
      0.5 * (first.gradients.get("W1") as Tensor).data[0],
    );
  });
});

describe("a graph is evaluated", () => {
  const graph = lower(network);
  test("with inputs and nodes replaced by what is given", () => {
    const values = evaluate(graph, float64, { z1: fromNested([[7, 8]]) });
    expect(toNested(values.get("a1") as Tensor)).toEqual([[7, 8]]);
    expect(toNested(evaluate(graph, float64, { W1: fromNested([[0, 0]]) }).get("z1") as Tensor)).toEqual([
      [0.5, 0.5],
    ]);
  });
  test("and swept only on the way to what is wanted", () => {
    const { gradients } = sweep(graph, float64, { wanted: ["b1"] });
    expect(gradients.has("b1")).toBe(true);
    expect(gradients.has("W1")).toBe(false);
    expect(gradients.has("x")).toBe(false);
  });
});
