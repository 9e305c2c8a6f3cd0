import { describe, expect, test } from "vitest";
import type { Loss, LossQuestion, NetworkQuestion } from "../../spec/case.ts";
import { fromNested, type Nested } from "../../spec/tensor.ts";
import {
  agrees,
  cleanUp,
  connected,
  example,
  half,
  mean,
  network,
  RIGHT,
  sourceOf,
  student,
  training,
} from "./fakes/student.ts";

cleanUp();

describe("a class of the chapter's shape", () => {
  test("says what it takes, found without a word of its author", async () => {
    expect(await (await connected(RIGHT)).describe()).toEqual({
      name: "NeuralNetwork",
      language: "python",
      dtype: "float64",
      answers: ["network", "training", "loss"],
      supports: {
        activations: ["identity", "relu", "sigmoid", "tanh"],
        losses: ["bce", "cross_entropy", "half_squared_error", "mse"],
      },
      squaredError: "unnamed",
      evaluates: true,
      notes: [],
    });
  });
  test.each(["sigmoid", "relu", "tanh", "identity"] as const)(
    "that is right agrees with the reference engine: %s",
    async (activation) => {
      expect(await agrees(await (await connected(RIGHT)).ask(network(activation)), network(activation))).toBe(
        true,
      );
    },
  );
  test("that is wrong does not: its cross-entropy multiplies by the slope twice", async () => {
    const engine = await connected(`${example("chapter_cross_entropy.py")}:FeedforwardNetwork`);
    expect((await engine.describe()).supports).toEqual({
      activations: ["relu", "sigmoid"],
      losses: ["bce", "half_squared_error", "mse"],
    });
    expect(await agrees(await engine.ask(network()), network())).toBe(true);
    const bce = network("sigmoid", { name: "bce", reduction: "batchmean" });
    expect(await agrees(await engine.ask(bce), bce)).toBe(false);
    expect(await engine.ask(network("sigmoid", { name: "bce", reduction: "mean" }))).toMatchObject({
      kind: "unsupported",
    });
  });
  test("has the output layer that it has, and is asked no other", async () => {
    const own = sourceOf("chapter_right.py")
      .replace(
        "activations.append(self._value(z_values[-1]))",
        "activations.append(self._layer(len(activations)).VALUE(z_values[-1]))",
      )
      .replace(
        "delta = flowing * self._slope(z_values[i])",
        "delta = flowing * self._layer(i + 1)._slope(z_values[i])",
      )
      .replace(
        "    def forward(self, X):",
        `    VALUE = property(lambda self: self._value)

    def _layer(self, number):
        if number < len(self.weights):
            return self
        output = NeuralNetwork([1, 1], "sigmoid")
        return output

    def forward(self, X):`,
      );
    const engine = await connected(`${student("own-output.py", own)}:NeuralNetwork`);
    const uniform = network("relu");
    const mixed = {
      ...uniform,
      layers: uniform.layers.map((layer, i) =>
        i === 1 ? { ...layer, activation: "sigmoid" as const } : layer,
      ),
    };
    expect(await agrees(await engine.ask(mixed), mixed)).toBe(true);
    expect(await engine.ask(uniform)).toMatchObject({
      kind: "unsupported",
      what: "the output layer is always sigmoid where the hidden ones are relu; asked relu then relu",
    });
  });
  test("says what it cannot express", async () => {
    const engine = await connected(RIGHT);
    const mixed = network();
    const layers = mixed.layers.map((layer, i) => ({
      ...layer,
      activation: i === 0 ? ("relu" as const) : layer.activation,
    }));
    const what = async (question: NetworkQuestion) => engine.ask(question);
    expect(await what({ ...mixed, layers })).toMatchObject({
      what: "one activation for all layers; asked relu then sigmoid",
    });
    expect(await what(network("gelu"))).toMatchObject({ kind: "unsupported", what: "activation:gelu" });
    expect(await what(network("sigmoid", { ...half, l2: 0.1 }))).toMatchObject({
      kind: "unsupported",
      what: "l2",
    });
    expect(await what(network("sigmoid", { name: "bce", reduction: "batchmean" }))).toMatchObject({
      what: "loss:bce",
    });
    const graph = { kind: "graph", inputs: {}, nodes: [], seed: {}, want: mixed.want } as const;
    expect(await engine.ask(graph)).toEqual({ kind: "unsupported", what: "question:graph" });
  });
  test("gives L where a function of its file computes it, and reasons for what it cannot give", async () => {
    const engine = await connected(RIGHT);
    const want = { values: ["L"], gradients: ["x", "z1"] };
    const seen = await engine.ask({ ...network(), want });
    expect(seen).toMatchObject({ kind: "answered", values: {}, gradients: {} });
    expect(seen.kind === "answered" && Object.keys(seen.unavailable ?? {})).toEqual(["L", "x", "z1"]);
    const question = { ...network("sigmoid", mean), want: { values: ["L"], gradients: [] } };
    expect(await agrees(await engine.ask(question), question)).toBe(true);
  });
  test("evaluates its own loss at other points", async () => {
    const engine = await connected(RIGHT);
    const seen = await engine.evaluate(network(), [{}, { b2: fromNested([1, 2]) }]);
    if (seen.kind !== "evaluated") throw new Error(seen.because);
    expect(seen.own).toBe("train_step");
    const question = { ...network("sigmoid", mean), want: { values: ["L"], gradients: [] } };
    expect(await agrees({ kind: "answered", values: seen.values[0]!, gradients: {} }, question)).toBe(true);
    expect(seen.values[1]!.L!.data[0]).not.toBe(seen.values[0]!.L!.data[0]);
  });
});

describe("training", () => {
  const want = { values: ["W1@0", "W2@1", "b1@3", "R@0", "R@2", "R@3"], gradients: ["W1@0", "b2@2"] };
  test("is its own train_step, looked at between the steps", async () => {
    const engine = await connected(RIGHT);
    expect(await agrees(await engine.ask(training(want, mean)), training(want, mean))).toBe(true);
    // Wrong on purpose: one step too few is seen.
    const truth = training({ values: ["W1@1"], gradients: [] }, mean);
    const seen = await engine.ask({ ...truth, learningRate: 0.25 });
    expect(await agrees(seen, truth)).toBe(false);
  });
  test("tells L only if the reported loss is the asked one, and says which it is if not", async () => {
    const engine = await connected(RIGHT);
    const other: Loss = { name: "half_squared_error", reduction: "mean" };
    const asked = training({ values: ["L@1", "W1@1"], gradients: [] }, undefined, other);
    expect(await engine.ask(asked)).toMatchObject({
      unavailable: {
        "L@1": expect.stringMatching(
          /^train_step reports mse with reduction mean.*not half_squared_error with reduction mean$/,
        ),
      },
    });
    const own = training({ values: ["L@1"], gradients: [] }, undefined, mean);
    expect(await engine.ask(own)).toMatchObject({ values: { "L@1": { shape: [] } } });
  });
  test("falls back to forward, backward and update", async () => {
    const engine = await connected(`${example("chapter_cross_entropy.py")}:FeedforwardNetwork`);
    const weights = { values: ["W1@1", "b2@3"], gradients: ["W2@1"] };
    expect(await agrees(await engine.ask(training(weights, mean)), training(weights, mean))).toBe(true);
    const seen = await engine.ask(training({ values: ["R@0"], gradients: [] }, mean));
    expect(seen).toMatchObject({ unavailable: { "R@0": "the class reports no loss when it trains" } });
  });
});

describe("loss functions", () => {
  const vector: [Nested, Nested] = [
    [0.9, 0.1, 0.8],
    [1, 0, 1],
  ];
  const matrix: [Nested, Nested] = [
    [
      [0.7, 0.1],
      [0.2, 0.3],
      [0.1, 0.6],
    ],
    [
      [1, 0],
      [0, 0],
      [0, 1],
    ],
  ];
  const ask = (loss: Loss, [p, target]: [Nested, Nested], gradients = ["p"]): LossQuestion => ({
    kind: "loss",
    loss,
    p: fromNested(p),
    target: fromNested(target),
    want: { values: ["L"], gradients },
  });
  test("are asked in a file with no class, in the layout they have", async () => {
    const engine = await connected(
      student("losses.py", `${sourceOf("chapter_right.py")}\ndel NeuralNetwork\n`),
    );
    expect((await engine.describe()).answers).toEqual(["loss"]);
    for (const question of [
      ask(mean, vector),
      ask({ name: "bce", reduction: "mean", clip: 1e-15 }, vector),
      ask({ name: "cross_entropy", reduction: "batchmean" }, matrix, []),
    ]) {
      expect(await agrees(await engine.ask(question), question)).toBe(true);
    }
    const noDerivative = await engine.ask(ask({ name: "cross_entropy", reduction: "batchmean" }, matrix));
    expect(noDerivative).toMatchObject({
      kind: "answered",
      unavailable: { p: expect.stringContaining("no derivative") },
    });
    // the target first, where its name says so
    const turned = await connected(
      student(
        "turned.py",
        "import numpy as np\ndef bce(y_true, y_pred):\n    return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred))\n",
      ),
    );
    const bce = ask({ name: "bce", reduction: "mean" }, vector, []);
    expect(await agrees(await turned.ask(bce), bce)).toBe(true);
    expect(await engine.ask(ask({ name: "mse", reduction: "sum" }, vector))).toMatchObject({
      what: "reduction:sum",
    });
    const evaluated = await engine.evaluate(ask(mean, vector), [{ p: fromNested([1, 0, 1]) }]);
    expect(evaluated).toMatchObject({ kind: "evaluated", values: [{ L: { data: Float64Array.of(0) } }] });
  });
  /** The right class with methods of its own in place of the file's functions. */
  const withMethods = (name: string, methods: string) => {
    const source = sourceOf("chapter_right.py");
    const own = source
      .slice(source.indexOf("class NeuralNetwork"))
      .replace("return mse_loss(activations[-1], y)", "return None");
    return connected(`${student(name, `import numpy as np\n\n\n${own}\n${methods}`)}:NeuralNetwork`);
  };
  const row: [Nested, Nested] = [[[0.9, 0.1, 0.8]], [[1, 0, 1]]];
  test("are asked as methods too, in the columns of the class, whichever of the two arguments comes first", async () => {
    const engine = await withMethods(
      "methods.py",
      `    def mse_loss(self, y_pred, y_true):
        return np.mean((y_pred - y_true) ** 2)

    def mse_loss_derivative(self, y_pred, y_true):
        return 2 * (y_pred - y_true) / y_pred.size

    def binary_cross_entropy(self, y_true, y_pred, eps=1e-15):
        p = np.clip(y_pred, eps, 1 - eps)
        return -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) / y_true.shape[1]

    @staticmethod
    def cross_entropy(y_pred, y_true):
        return -np.sum(y_true * np.log(y_pred)) / y_true.shape[1]
`,
    );
    const { answers, supports } = await engine.describe();
    expect(answers).toEqual(["network", "training", "loss"]);
    expect(supports?.losses).toEqual(["bce", "cross_entropy", "half_squared_error", "mse"]);
    for (const question of [
      ask(mean, vector),
      ask({ name: "mse", reduction: "batchmean" }, row),
      ask(mean, matrix),
      ask({ name: "bce", reduction: "batchmean", clip: 1e-15 }, row, []),
      ask({ name: "cross_entropy", reduction: "batchmean" }, matrix, []),
    ]) {
      expect(await agrees(await engine.ask(question), question)).toBe(true);
    }
    expect(await engine.ask(ask({ name: "mse", reduction: "sum" }, matrix))).toMatchObject({
      what: "reduction:sum",
    });
    // and they give L of a network
    const question = { ...network("sigmoid", mean), want: { values: ["L"], gradients: [] } };
    expect(await agrees(await engine.ask(question), question)).toBe(true);
  });
  test("that do not say which loss they are, are the one that their numbers are", async () => {
    const engine = await withMethods(
      "compute-loss.py",
      `    def compute_loss(self, predictions, targets, loss="mse"):
        if loss == "mse":
            return np.sum((predictions - targets) ** 2) / (2 * targets.shape[1])
        if loss == "binary_cross_entropy":
            return -np.mean(targets * np.log(predictions) + (1 - targets) * np.log(1 - predictions))
        raise ValueError(loss)
`,
    );
    const halves = ask(half, matrix, []);
    const bce = ask({ name: "bce", reduction: "mean" }, row, []);
    for (const question of [halves, bce])
      expect(await agrees(await engine.ask(question), question)).toBe(true);
    expect(await engine.ask(ask(mean, matrix, []))).toMatchObject({ what: "loss:mse" });
  });
  test("that are called what they are not are asked, and found out", async () => {
    const engine = await withMethods(
      "wrong-loss.py",
      "    def mse_loss(self, y_pred, y_true):\n        return np.sum((y_pred - y_true) ** 2) / 7\n",
    );
    expect(await agrees(await engine.ask(ask(mean, row, [])), ask(mean, row, []))).toBe(false);
  });
  test("that take more than a prediction and a target, or add to it, are not asked", async () => {
    const penalised = await withMethods(
      "penalised.py",
      "    def compute_loss(self, y_pred, y_true):\n        return np.mean((y_pred - y_true) ** 2) + 0.1 * np.sum(self.weights[0] ** 2)\n",
    );
    expect(await penalised.describe()).toMatchObject({
      answers: ["network", "training"],
      notes: ["compute_loss is no loss that is known, or adds something to one: it is not asked for losses"],
    });
    const ofX = await withMethods(
      "of-x.py",
      "    def loss(self, X, y):\n        return np.mean((self.forward(X)[0][-1] - y) ** 2)\n",
    );
    expect(await ofX.describe()).toMatchObject({ answers: ["network", "training"], notes: [] });
  });
});
