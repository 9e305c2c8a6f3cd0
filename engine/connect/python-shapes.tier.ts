/** Shapes of engines that need no adapter: how one is chosen, what is found out about its tensors, and what is asked for where it cannot be. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Loss, NetworkQuestion } from "../../spec/case.ts";
import { fromNested } from "../../spec/tensor.ts";
import {
  agrees,
  cleanUp,
  connected,
  example,
  folder,
  mean,
  network,
  student,
  training,
} from "./fakes/student.ts";
import { configFile } from "./python-config.ts";

cleanUp();

type Changes = readonly (readonly [from: string, to: string])[];
const sourceOf = (name: string) => readFileSync(example(`shapes/${name}.py`), "utf8");
/** An example with parts of its text replaced. */
const changed = (file: string, name: string, ...changes: Changes): string => {
  const source = changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, sourceOf(name));
  return student(`${file.replaceAll(/\W+/g, "-")}.py`, source);
};
const failure = (spec: string): Promise<string> =>
  connected(spec).then(
    () => "connected",
    (problem: Error) => problem.message,
  );

describe("a file", () => {
  test("of no known shape is told what was looked for, and what it has", async () => {
    const path = student(
      "strange.py",
      "class Net:\n    def run(self, x):\n        return x\n\n\ndef go(): pass\n",
    );
    const message = await failure(path);
    expect(message).toMatch(/there is nothing to ask: the file is of no shape that is known\. Looked for:/);
    for (const line of [
      /\n {2}chapter +a class made with its layer sizes .*: no class has forward and backward\n/,
      /\n {2}nielsen +.*: no class has feedforward and backprop\n/,
      /\n {2}ng +.*: no function L_model_forward or forward_propagation and no function L_model_backward/,
      /\n {2}cs231n-layers +.*: no function affine_forward with an affine_backward\n/,
      /\n {2}scalars +.*: no class has __add__ and __mul__ and backward\n/,
      /\nclasses of the file: Net \(run\); functions: go$/,
    ])
      expect(message).toMatch(line);
    expect(await failure(`${path}:Net`)).toMatch(
      /Net is of no shape .*class Net has no method feedforward and no method backprop/s,
    );
    expect(await failure(`${path}:go`)).toMatch(/go is of no shape .*nielsen .*: go is no class\n/s);
    expect(await failure(`${path} --shape nielsen`)).not.toContain("cs231n");
  });
  test("of two shapes is not guessed: a name or --shape says which is meant", async () => {
    const path = student("both.py", `${sourceOf("cs231n_layers")}\n\n${sourceOf("cs231n_net")}`);
    expect(await failure(path)).toMatch(
      /in more ways than one; say which, with FILE\.py:NAME or --shape:\n {2}cs231n-net +FullyConnectedNet\n {2}cs231n-layers +affine_forward$/,
    );
    expect((await (await connected(`${path}:FullyConnectedNet`)).describe()).name).toBe("FullyConnectedNet");
    const layers = await connected(`${path} --shape cs231n-layers`);
    expect(await agrees(await layers.ask(network("sigmoid")), network("sigmoid"))).toBe(true);
  });
});

describe("layers as classes", () => {
  /** mytorch has (out, in) and rows. */
  const columns: Changes = [
    ["A @ self.W.T + self.b.T", "self.W @ A + self.b"],
    ["dLdZ.T @ self.A", "dLdZ @ self.A.T"],
    ["dLdZ.sum(axis=0).reshape(-1, 1)", "dLdZ.sum(axis=1, keepdims=True)"],
    ["return dLdZ @ self.W", "return self.W.T @ dLdZ"],
  ];
  const turned: Changes = [
    ["np.zeros((out_features, in_features)", "np.zeros((in_features, out_features)"],
    ["self.W @ A", "self.W.T @ A"],
    ["dLdZ @ self.A.T", "self.A @ dLdZ.T"],
    ["self.W.T @ dLdZ", "self.W @ dLdZ"],
  ];
  const named: Changes = [
    ["self.W", "self.weight"],
    ["self.b", "self.bias"],
    ["self.dLdW", "self.grad_weight"],
    ["self.dLdb", "self.grad_bias"],
    ["layer.W = layer.W - self.lr * layer.dLdW", "layer.weight = layer.weight - self.lr * layer.grad_weight"],
    ["layer.b = layer.b - self.lr * layer.dLdb", "layer.bias = layer.bias - self.lr * layer.grad_bias"],
  ];
  // biome-ignore format: a table, one row a line
  test.each<[string, Changes]>([
    ["(out, in) and rows", []],
    ["(out, in) and columns", columns],
    ["(in, out) and columns", [...columns, ...turned]],
    ["weights of other names", named],
    ["a constructor with the outputs first", [["in_features, out_features):", "out_features, in_features):"]]],
  ])("are understood in %s", async (name, changes) => {
    const engine = await connected(changed(name, "modules", ...changes));
    for (const activation of ["sigmoid", "tanh", "relu"] as const)
      expect(await agrees(await engine.ask(network(activation, mean)), network(activation, mean))).toBe(true);
    const steps = training({ values: ["W1@1", "b2@3"], gradients: ["W2@2"] }, undefined, mean);
    expect(await agrees(await engine.ask(steps), steps)).toBe(true);
  });
  const averaging: Changes = [
    ["self.dLdW = dLdZ.T @ self.A", "self.dLdW = dLdZ.T @ self.A / len(dLdZ)"],
    ["dLdZ.sum(axis=0).reshape(-1, 1)", "dLdZ.mean(axis=0).reshape(-1, 1)"],
  ];
  test("that take the mean are right where their losses leave it to them, and wrong where these take it too", async () => {
    const left: Changes = [
      ...averaging,
      ["2 * self.difference / self.difference.size", "2 * self.difference / self.difference.shape[1]"],
      ["(self.probabilities - self.Y) / len(self.Y)", "self.probabilities - self.Y"],
    ];
    const right = await connected(changed("mean in the layers", "modules", ...left));
    expect(await agrees(await right.ask(network("tanh", mean)), network("tanh", mean))).toBe(true);
    expect((await right.describe()).notes?.join()).toContain("and the losses leave that to them: taken so");
    const twice = await connected(changed("mean twice", "modules", ...averaging));
    expect(await agrees(await twice.ask(network("tanh", mean)), network("tanh", mean))).toBe(false);
  });
  test("that take the mean beside no loss are not guessed: --layout average=… says it", async () => {
    const source = sourceOf("modules").replace(/class MSELoss[\s\S]*?(?=class SGD)/, "");
    const bare = averaging.reduce((text, [from, to]) => text.replaceAll(from, to), source);
    const path = student("no-loss.py", bare);
    const open = await connected(path);
    expect((await open.describe()).notes?.join()).toContain("say --layout average=layer or average=loss");
    expect((await open.ask(network("tanh"))).kind).toBe("unsupported");
    const layer = await connected(`${path} --layout average=layer`);
    expect(await agrees(await layer.ask(network("tanh")), network("tanh"))).toBe(true);
    const loss = await connected(`${path} --layout average=loss`);
    expect(await agrees(await loss.ask(network("tanh")), network("tanh"))).toBe(false);
  });
  test("are not what the user says against what is seen", async () => {
    expect(await failure(`${example("shapes/modules.py")} --layout weights=in_out`)).toMatch(
      /--layout says weights=in_out, but Linear\(2, 3\) has weights of the shape \(3, 2\): out_in/,
    );
  });
  test("are told of a class that is not one", async () => {
    expect(
      await failure(
        changed("no bias", "modules", ['self.b = np.zeros((out_features, 1), dtype="f")', "pass"]),
      ),
    ).toMatch(/Linear\(2, 3\) holds W shape \(3, 2\); expected weights of 2 × 3 and a bias of 3/);
  });
});

test("backproof.json beside a file says what its folder has, and the command line more", async () => {
  const path = student("both.py", `${sourceOf("cs231n_layers")}\n\n${sourceOf("cs231n_net")}`);
  writeFileSync(join(folder, configFile), '{ "shape": "cs231n-layers" }');
  try {
    expect((await (await connected(path)).describe()).answers).toContain("training");
    expect((await (await connected(`${path} --shape cs231n-net`)).describe()).name).toBe("FullyConnectedNet");
  } finally {
    writeFileSync(join(folder, configFile), "{}");
  }
});

describe("functions over a dict of parameters", () => {
  const bce: Loss = { name: "bce", reduction: "batchmean" };
  const question = (): NetworkQuestion => {
    const { layers, ...rest } = network("tanh", bce);
    const target = fromNested([
      [1, 0, 1, 0],
      [0, 1, 1, 0],
    ]);
    return {
      ...rest,
      target,
      layers: layers.map((layer, i) => (i === 1 ? { ...layer, activation: "sigmoid" } : layer)),
    };
  };
  test("may take and give each tensor by its name", async () => {
    const source = `import numpy as np


def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    return Z1, A1, Z2, A2


def backward_prop(Z1, A1, Z2, A2, W1, W2, X, Y):
    m = X.shape[1]
    dZ2 = (A2 - Y) / m
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    dW1, db1 = dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True)
    dW2, db2 = dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)
    return dW1, db1, dW2, db2
`;
    const engine = await connected(student("by-name.py", source));
    expect((await engine.describe()).notes?.join()).toContain(
      "with a sigmoid output its loss is taken to be bce",
    );
    expect(await agrees(await engine.ask(question()), question())).toBe(true);
    const wrong = await connected(student("by-name-wrong.py", source.replace("A1**2", "A1")));
    expect(await agrees(await wrong.ask(question()), question())).toBe(false);
  });
  test("of a fixed depth are asked for that depth", async () => {
    const engine = await connected(example("shapes/ng_wrong.py"));
    const { layers, ...rest } = question();
    expect(
      await engine.ask({
        ...rest,
        layers: layers.slice(1),
        x: fromNested([[1], [2], [3]]),
        target: fromNested([[1], [0]]),
      }),
    ).toMatchObject({
      what: "1 layers: it has 2",
    });
  });
});

test("class numbers and shares: a loss is asked only for targets that it takes", async () => {
  const engine = await connected(example("shapes/cs231n_layers.py"));
  const scores = network("sigmoid", { name: "softmax_cross_entropy", reduction: "batchmean" });
  const labelled = (target: number[][]): NetworkQuestion => ({
    ...scores,
    layers: scores.layers.map((layer, i) => (i === 1 ? { ...layer, activation: "identity" } : layer)),
    target: fromNested(target),
  });
  const labels = labelled([
    [1, 0, 0, 1],
    [0, 1, 1, 0],
  ]);
  expect(await agrees(await engine.ask(labels), labels)).toBe(true);
  const shares = labelled([
    [0.5, 0, 0, 1],
    [0.5, 1, 1, 0],
  ]);
  expect(await engine.ask(shares)).toMatchObject({
    kind: "unsupported",
    what: "targets that are not one class each: softmax_loss takes class numbers",
  });
});
