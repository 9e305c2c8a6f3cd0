/** The diagnosis from outside: NumPy classes with a bug each, written by hand as students write them, are told which bug it is. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import { cleanUp, examples, expectNamed, expectRight, folder, run, withVerdict } from "./outside.ts";

cleanUp();

type Mends = Readonly<Record<string, string>>;
/** File, class, the bug's name in the catalogue, and what would be right: a part of a line, and what ought to stand there. */
const students: readonly (readonly [file: string, name: string, bug: string, mends: Mends])[] = [
  [
    "amira",
    "FeedforwardNetwork",
    "sigmoid-slope-on-top-of-cross-entropy",
    { "* self.g_prime": "* 1 if i == L - 1 and self.loss != 'mse' else delta * self.g_prime" },
  ],
  [
    "bo",
    "Classifier",
    "batch-mean-forgotten",
    { "dz = activations[-1] - y": "dz = (activations[-1] - y) / y.shape[1]" },
  ],
  [
    "chen",
    "LoopNetwork",
    "batch-mean-twice",
    { "for s in samples) / m for i": "for s in samples) for i", "[sum(delta[j]) / m]": "[sum(delta[j])]" },
  ],
  ["dora", "MLP", "bias-gradient-averaged", { "np.mean(dZ": "np.sum(dZ" }],
  [
    "emil",
    "Network",
    "sigmoid-slope-at-the-activation",
    { "return sigmoid(z) * (1 - sigmoid(z))": "return z * (1 - z)" },
  ],
  [
    "farid",
    "OnePassNetwork",
    "update-before-propagating",
    {
      "np.matmul(self.weights[i].T, dz)": "np.matmul(W.T, dz)",
      "dz = upstream": "W, dz = self.weights[i], upstream",
    },
  ],
  [
    "gita",
    "NeuralNetwork",
    "weights-not-transposed",
    { "product(self.weights[i], delta)": "self.weights[i].T.dot(delta)" },
  ],
  ["hugo", "ReluNet", "relu-mask-inverted", { "dZ[Z > 0]": "dZ[Z <= 0]" }],
  ["ines", "Net", "tanh-slope-one-minus-a", { "return 1 - a": "return 1 - a * a" }],
  [
    "jonas",
    "Perceptrons",
    "last-sample-only",
    {
      "grads_W[layer] = np.dot(delta": "grads_W[layer] += np.dot(delta",
      "grads_b[layer] = delta": "grads_b[layer] += delta",
    },
  ],
  ["kofi", "DeepNetwork", "first-layer-frozen", { "range(top - 1, 0, -1)": "range(top - 1, -1, -1)" }],
  [
    "lena",
    "TorchLike",
    "gradients-never-zeroed",
    {
      "self.w_params[i].grad += g": "self.w_params[i].grad = g",
      "self.b_params[i].grad += g": "self.b_params[i].grad = g",
    },
  ],
  ["mara", "XorNetwork", "bias-not-updated", { "b = b - learning_rate * db": "b -= learning_rate * db" }],
  ["nils", "SampleWise", "bias-gradient-of-one-sample", { "grads_b[i] = delta": "grads_b[i] += delta" }],
  [
    "olga",
    "Brain",
    "propagates-the-raw-error",
    { "np.dot(self.weights[last].T, output_error)": "np.dot(self.weights[last].T, output_delta)" },
  ],
  [
    "pavel",
    "SigmoidNetwork",
    "activation-derivative-forgotten-at-the-output",
    { "- y) / y.shape[1]": "- y) / y.shape[1] * self.activations[-1] * (1 - self.activations[-1])" },
  ],
  [
    "quinn",
    "MixedNetwork",
    "activation-of-the-next-layer",
    { "[self.names[l]](z_values[l - 2])": "[self.names[l - 1]](z_values[l - 2])" },
  ],
  [
    "rosa",
    "NeuralNetwork",
    "slope-formula-applied-to-z",
    { "derivative(z_values[i])": "derivative(activations[i + 1])" },
  ],
  ["sven", "CachedNetwork", "pre-activation-as-layer-input", { "came_in = Z": "came_in = A" }],
  [
    "tove",
    "FlowNet",
    "weights-reshaped-not-transposed",
    { "self.weights[k].reshape(self.sizes[k], self.sizes[k + 1])": "self.weights[k].T" },
  ],
  ["uma", "Network", "sign-of-the-error", { "target - activations[-1]": "activations[-1] - target" }],
  [
    "viktor",
    "BasicNetwork",
    "bias-gradient-forgotten",
    {
      "grads_W[-1] = np.dot(": "grads_b[-1] = delta.sum(axis=1, keepdims=True); grads_W[-1] = np.dot(",
      "grads_W[i] = np.dot(": "grads_b[i] = delta.sum(axis=1, keepdims=True); grads_W[i] = np.dot(",
    },
  ],
  ["wanda", "FormulaCardNet", "weight-gradients-averaged-again", { "dZ @ A_prev.T / m": "dZ @ A_prev.T" }],
  [
    "xenia",
    "Descent",
    "update-adds-the-gradient",
    { "W += learning_rate": "W -= learning_rate", "b += learning_rate": "b -= learning_rate" },
  ],
  ["yusuf", "XavierNet", "features-counted-as-samples", { "len(X)": "X.shape[1]" }],
];

const fileOf = (student: string): string => join(examples, "students", `${student}.py`);
/** Two processes after one another, beside some others. */
const patience = { timeout: 600_000 };
/** All networks and training runs that such a class can be asked, but for XOR's thousand epochs. */
const most = [
  ...["chapter/cross-entropy-branch", "chapter/exploding-gradients", "chapter/identity-3-4-2"],
  ...["chapter/network-2-3-1", "chapter/relu-*", "chapter/reported-loss", "chapter/sigmoid-3-*"],
  ...["chapter/training-2-3-1-falls", "chapter/update-*", "chapter/vanishing-gradients"],
  ...["chapter/xor-first-gradients", "edges/*", "probes/*", "state/*"],
];

/** The student's file with every mistake replaced: each stands there once. */
function mended(file: string, mends: Mends): string {
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(fileOf(file), "utf8");
  const path = join(folder, `${file}.py`);
  const right = Object.entries(mends).reduce((text, [wrong, due]) => {
    const parts = text.split(wrong);
    if (parts.length !== 2) throw new Error(`"${wrong}" stands ${parts.length - 1} times in ${file}.py`);
    return parts.join(due);
  }, source);
  writeFileSync(path, right);
  return path;
}

describe("a class with one bug", () => {
  test("is here for each student, and its bug is one of the catalogue", () => {
    const files = readdirSync(join(examples, "students")).filter((name) => name.endsWith(".py"));
    expect(students.map(([file]) => `${file}.py`)).toEqual(files.toSorted());
    const known = new Set(mutants.map(({ name }) => name));
    expect(students.map(([, , bug]) => bug).filter((bug) => !known.has(bug))).toEqual([]);
  });
  test.concurrent.each(students)(
    "%s's %s is told its bug, %s, by every case that fails, and passes them with that mended",
    patience,
    async (file, name, bug, mends) => {
      const seen = await run(`${fileOf(file)}:${name}`, most);
      const failing = withVerdict(seen, "violates");
      expectRight(await run(`${mended(file, mends)}:${name}`, failing));
      expectNamed(seen, bug);
      expect(seen.diagnosis?.suspects[0]?.explains.toSorted()).toEqual(failing.toSorted());
    },
  );
});

describe("the whole suite", () => {
  test.concurrent("names the bug of the chapter's cross-entropy branch", patience, async () => {
    const seen = await run(`${join(examples, "chapter_cross_entropy.py")}:FeedforwardNetwork`);
    expectNamed(seen, "sigmoid-slope-on-top-of-cross-entropy");
  });
  test.concurrent("has nothing to say of the chapter's class where it is right", patience, async () => {
    expectRight(await run(`${join(examples, "chapter_right.py")}:NeuralNetwork`));
  });
});
