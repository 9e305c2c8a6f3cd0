/** What a class of the chapter's shape may do otherwise, and is understood in: layouts, orders, signatures, learning rates. */
import { describe, expect, test } from "vitest";
import {
  agrees,
  cleanUp,
  connected,
  half,
  mean,
  network,
  sourceOf,
  student,
  training,
} from "./fakes/student.ts";

cleanUp();

type Changes = readonly (readonly [from: string, to: string])[];
const changed = (name: string, ...changes: Changes): string => {
  const source = changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, sourceOf("chapter_right.py"));
  return `${student(`${name.replaceAll(/\W+/g, "-")}.py`, source)}:NeuralNetwork`;
};

const backward = "def backward(self, X, y, activations, z_values):";
const results = "return grads_W, grads_b";
const step = "self.update_weights(*self.backward(X, y, activations, z_values), learning_rate)";
/** The class in (in, out) and rows, with one row of biases. */
const rows: Changes = [
  ["np.random.randn(n_out, n_in)", "np.random.randn(n_in, n_out)"],
  ["np.zeros((n_out, 1))", "np.zeros((1, n_out))"],
  ["W @ activations[-1] + b", "activations[-1] @ W + b"],
  ["samples = X.shape[1]", "samples = len(X)"],
  ["delta @ activations[i].T", "activations[i].T @ delta"],
  ["delta.sum(axis=1, keepdims=True)", "delta.sum(axis=0, keepdims=True)"],
  ["self.weights[i].T @ delta", "delta @ self.weights[i].T"],
];

describe("a right class is right", () => {
  // biome-ignore format: a table, one row a line
  test.each<[string, Changes, RegExp | undefined]>([
    ["with weights (in, out) and samples in rows", rows, /^weights are in_out and samples lie in rows: given and taken so$/],
    ["with the same and flat biases", [...rows, ["np.zeros((1, n_out))", "np.zeros(n_out)"], ["delta.sum(axis=0, keepdims=True)", "delta.sum(axis=0)"]], /samples lie in rows/],
    ["that gives (grads_b, grads_W)", [[results, "return grads_b, grads_W"], [step, "grads_b, grads_W = self.backward(X, y, activations, z_values); self.update_weights(grads_W, grads_b, learning_rate)"]], /\(grads_b, grads_W\), in that order/],
    ["that gives a pair a layer", [[results, "return list(zip(grads_W, grads_b))"], [step, "self.update_weights(*zip(*self.backward(X, y, activations, z_values)), learning_rate)"]], /a pair \(dW, db\) for each layer/],
    ["that gives a dict", [[results, 'return {f"d{n}{i + 1}": g for n, all in (("W", grads_W), ("b", grads_b)) for i, g in enumerate(all)}'], [step, "grads = self.backward(X, y, activations, z_values); self.update_weights([grads['dW1'], grads['dW2']], [grads['db1'], grads['db2']], learning_rate)"]], /a dict with dW1, db1/],
    ["that keeps its gradients", [[results, "self.grads_W, self.grads_b = grads_W, grads_b"], [step, "self.backward(X, y, activations, z_values); self.update_weights(self.grads_W, self.grads_b, learning_rate)"]], /self\.grads_W and self\.grads_b: read there/],
    ["whose backward takes the output", [["return activations, z_values", "self.kept = activations, z_values; return activations[-1]"], [backward, "def backward(self, X, y, output):\n        activations, z_values = self.kept"], ["activations, z_values = self.forward(X)", "output = self.forward(X)"], [step, "self.update_weights(*self.backward(X, y, output), learning_rate)"], ["mse_loss(activations[-1], y)", "mse_loss(output, y)"]], undefined],
    ["whose forward gives the activations alone", [["return activations, z_values", "self.z_values = z_values; return activations"], [backward, "def backward(self, X, y, activations):\n        z_values = self.z_values"], ["activations, z_values = self.forward(X)", "activations = self.forward(X)"], [step, "self.update_weights(*self.backward(X, y, activations), learning_rate)"]], undefined],
    ["whose activations are a table of the file", [["def mse_loss(", 'TABLE = {"relu": 1, "tanh": 2}\n\n\ndef mse_loss('], ['self.activation == "tanh"', 'TABLE.get(self.activation) == 2'], ['self.activation == "relu"', 'TABLE.get(self.activation) == 1']], undefined],
  ])("%s", async (name, changes, note) => {
    const engine = await connected(changed(name, ...changes));
    const { notes, supports } = await engine.describe();
    expect(supports?.activations).toEqual(["identity", "relu", "sigmoid", "tanh"]);
    if (note) expect(notes?.join("\n")).toMatch(note);
    else expect(notes).toEqual([]);
    for (const activation of ["sigmoid", "tanh"] as const) {
      const question = network(activation);
      const shown = { ...question, want: { ...question.want, values: ["a2"] } };
      expect(await agrees(await engine.ask(shown), shown)).toBe(true);
    }
    const steps = training({ values: ["W1@1", "b2@3"], gradients: ["W2@2"] }, mean);
    expect(await agrees(await engine.ask(steps), steps)).toBe(true);
  });
  test("and a wrong one is wrong in any of them", async () => {
    const engine = await connected(changed("wrong-rows", ...rows, ["/ samples", "/ X.shape[1]"]));
    expect(await agrees(await engine.ask(network()), network())).toBe(false);
  });
});

describe("the learning rate", () => {
  const ask = training({ values: ["W1@1", "W2@2", "b1@3"], gradients: [] }, mean);
  const update = "def update_weights(self, grads_W, grads_b, learning_rate=0.01):";
  const train = "def train_step(self, X, y, learning_rate=0.01):";
  const signature = '(self, layer_sizes, activation="sigmoid"):';
  const withoutArguments: Changes = [
    [update, "def update_weights(self, grads_W, grads_b):\n        learning_rate = self.RATE"],
    [train, "def train_step(self, X, y):"],
    [", learning_rate)", ")"],
  ];
  const kept = (words: string, rate: string): Changes =>
    [...withoutArguments, [signature, words] as const].map(([from, to]) => [from, to.replace("RATE", rate)]);
  const made = (name: string) =>
    kept(`(self, layer_sizes, activation="sigmoid", ${name}=0.01):\n        self.${name} = ${name}`, name);
  // biome-ignore format: a table, one row a line
  test.each<[string, Changes]>([
    ["is an argument, under any usual name", [["learning_rate", "alpha"]]],
    ["is given to the constructor", made("learning_rate")],
    ["is given to the constructor as alpha", made("alpha")],
    ["is an attribute", kept(`${signature}\n        self.lr = 0.01`, "lr")],
    ["is that of update, where train_step takes none", [[train, "def train_step(self, X, y):"], [", learning_rate)", ")"]]],
  ])("%s", async (name, changes) => {
    const engine = await connected(changed(`rate ${name}`, ...changes));
    expect(await agrees(await engine.ask(ask), ask)).toBe(true);
    // Wrong on purpose: another rate is seen.
    expect(await agrees(await engine.ask({ ...ask, learningRate: 0.25 }), ask)).toBe(false);
  });
  test("that nobody can set is not asked for", async () => {
    const changes = kept(signature, "RATE").map(([from, to]): readonly [string, string] => [
      from,
      to.replace("self.RATE", "0.01"),
    ]);
    const engine = await connected(changed("rate-of-its-own", ...changes));
    const { answers, notes } = await engine.describe();
    expect(answers).toEqual(["network", "loss"]);
    expect(notes?.join()).toMatch(/not asked for training runs: .* takes no learning rate/);
  });
  test("alpha is a slope where the rate has another name", async () => {
    const engine = await connected(
      changed("slope", [signature, '(self, layer_sizes, activation="sigmoid", alpha=0.01):']),
    );
    expect(await agrees(await engine.ask(ask), ask)).toBe(true);
  });
});

test("layers that learn while they go back are asked for training runs only", async () => {
  const engine = await connected(
    changed(
      "learns-at-once",
      [backward, "def backward(self, X, y, activations, z_values, learning_rate=0.01):"],
      [results, "self.update_weights(grads_W, grads_b, learning_rate)"],
      [`${step}\n`, "self.backward(X, y, activations, z_values, learning_rate)\n"],
    ),
  );
  expect((await engine.describe()).answers).toEqual(["training", "loss"]);
  const steps = training({ values: ["W1@1", "b2@3"], gradients: [] }, mean);
  expect(await agrees(await engine.ask(steps), steps)).toBe(true);
});

test("hidden layers of one activation and an output of another are what they are", async () => {
  const engine = await connected(
    changed(
      "two-activations",
      ['(self, layer_sizes, activation="sigmoid"):', '(self, layer_sizes):\n        activation = "tanh"'],
      [
        "activations.append(self._value(z_values[-1]))",
        "last = len(z_values) == len(self.weights)\n            activations.append(1 / (1 + np.exp(-z_values[-1])) if last else self._value(z_values[-1]))",
      ],
      [
        "delta = flowing * self._slope(z_values[i])",
        "delta = flowing * (activations[-1] * (1 - activations[-1]) if i == layers - 1 else self._slope(z_values[i]))",
      ],
    ),
  );
  expect((await engine.describe()).supports?.activations).toEqual(["sigmoid", "tanh"]);
  const uniform = network("tanh", half);
  const mixed = {
    ...uniform,
    layers: uniform.layers.map((layer, i) =>
      i === 1 ? { ...layer, activation: "sigmoid" as const } : layer,
    ),
  };
  expect(await agrees(await engine.ask(mixed), mixed)).toBe(true);
  expect((await engine.ask(uniform)).kind).toBe("unsupported");
  expect(await engine.ask(network("sigmoid"))).toMatchObject({ what: "hidden layers of sigmoid" });
});

test("gradients of biases without their axis are right numbers, and told to spoil an update", async () => {
  const engine = await connected(
    changed("lost-axis", ["delta.sum(axis=1, keepdims=True)", "delta.sum(axis=1)"]),
  );
  expect((await engine.describe()).notes?.join()).toMatch(
    /gradients of biases of shape \(3,\), where self\.biases has \(3, 1\).*\(3, 3\)\. Mend: sum with keepdims=True/,
  );
  expect(await agrees(await engine.ask(network()), network())).toBe(true);
  const steps = training({ values: ["b1@1"], gradients: [] }, mean);
  expect(await engine.ask(steps)).toMatchObject({
    kind: "crashed",
    stderr: expect.stringMatching(/broadcast together with shapes \(3,4\) \(3,3\)$/),
  });
});
