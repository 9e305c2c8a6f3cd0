import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromNested } from "../../spec/tensor.ts";
import {
  agrees,
  cleanUp,
  connected,
  example,
  folder,
  mean,
  network,
  RIGHT,
  sourceOf,
  student,
  training,
} from "./fakes/student.ts";

cleanUp();

describe("whatever the author's file does", () => {
  const noisy = `${example("chapter_noisy.py")}:Network`;
  test("prints, input() and an error at its end are harmless, and plain lists are numbers too", async () => {
    const engine = await connected(noisy);
    expect((await engine.describe()).notes).toEqual([
      expect.stringMatching(/^the file stops with an exception.*'Network' object has no attribute 'train'/s),
      "the file calls input() while it is loaded: it was given empty lines",
    ]);
    const seen = await engine.ask(network());
    expect(await agrees(seen, network())).toBe(true);
    expect(seen.asides?.map(({ kind }) => kind)).toEqual(["stderr"]);
    const weights = training({ values: ["W1@2"], gradients: ["W1@1"] }, mean);
    expect(await agrees(await engine.ask(weights), weights)).toBe(true);
  });
  test("an exception is a crash with the author's own lines, and the next question is answered", async () => {
    const line = "samples = X.shape[1]";
    const source = sourceOf("chapter_right.py").replace(
      line,
      `${line}; samples > 1 or exit(); {4: 4}[samples]`,
    );
    const engine = await connected(`${student("raises.py", source)}:NeuralNetwork`);
    const few = {
      ...network(),
      x: fromNested([
        [1, 2],
        [3, 4],
      ]),
      target: fromNested([
        [1, 2],
        [3, 4],
      ]),
    };
    const seen = await engine.ask(few);
    expect(seen).toMatchObject({
      kind: "crashed",
      stderr: expect.stringMatching(/^line \d+, in backward: .*\nKeyError: 2$/),
    });
    const one = { ...network(), x: fromNested([[1], [3]]), target: fromNested([[1], [3]]) };
    expect(await engine.ask(one)).toMatchObject({
      kind: "crashed",
      stderr: expect.stringContaining("SystemExit"),
    });
    expect(await agrees(await engine.ask(network()), network())).toBe(true);
  });
  test("a wrong shape is malformed with its place", async () => {
    const source = sourceOf("chapter_right.py").replace("delta.sum(axis=1, keepdims=True)", "delta");
    const engine = await connected(`${student("shapes.py", source)}:NeuralNetwork`);
    expect(await engine.ask(network())).toMatchObject({
      kind: "malformed",
      problem: "gradients.b1 has shape [3, 4], expected [3]",
    });
  });
  test("an endless loop ends with its time", async () => {
    const source = sourceOf("chapter_right.py").replace(
      "layers = len(self.weights)",
      "layers = len(self.weights)\n        while X.shape[1] == 4: pass",
    );
    const engine = await connected(`${student("endless.py", source)}:NeuralNetwork`, { timeoutScale: 0.1 });
    expect((await engine.ask(network())).kind).toBe("timed-out");
  });
  test.each([
    ["missing.py:Net", "class Other:\n    pass\n", "there is no class Net; classes of the file: Other"],
    ["empty.py", "x = 1\n", "there is nothing to ask"],
    [
      "syntax.py:Net",
      "class Net:\n  def f(:\n",
      /^python:\S+: syntax\.py is no Python that [\d.]+ can read: .*SyntaxError/s,
    ],
    ["shapeless.py:Net", "class Net:\n    def forward(self): pass\n", "the class Net has no method backward"],
    [
      "numb.py:Net",
      "raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')\n",
      "numpy is not installed for",
    ],
  ])("what cannot be asked is told in a sentence: %s", async (spec, source, message) => {
    student(spec.split(":")[0]!, source);
    await expect(connected(join(folder, spec))).rejects.toThrow(message);
  });
  const wanting = (name: string, ...changes: readonly (readonly [string, string])[]) => {
    const source = changes.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    }, sourceOf("chapter_right.py"));
    return `${student(name, source)}:NeuralNetwork`;
  };
  const biases = "self.biases = [np.zeros((n_out, 1)) for _, n_out in pairs]";
  const weights = "self.weights = [np.random.randn(n_out, n_in) / np.sqrt(n_in) for n_in, n_out in pairs]";
  const signature = '(self, layer_sizes, activation="sigmoid"):';
  const results = "return activations, z_values";
  // biome-ignore format: a table, one row a line
  test.each<[string, readonly (readonly [string, string])[], RegExp]>([
    ["flat-biases", [[biases, biases.replace("(n_out, 1)", "n_out")]], /biases holds shape \(3,\) and shape \(1,\); expected a list with a column \(n_out, 1\) for each layer, here \(3, 1\) and \(1, 1\)\. Mend: make each np\.zeros\(\(n_out, 1\)\)/],
    ["transposed-weights", [[weights, weights.replace("randn(n_out, n_in)", "randn(n_in, n_out)")]], /weights holds shape \(2, 3\) and shape \(3, 1\); expected a list with a matrix \(n_out, n_in\)/],
    ["weights-in-a-dict", [[weights, "self.weights = {f'W{i}': np.zeros((3, 2)) for i in range(2)}"]], /weights holds a dict with the keys 'W0', 'W1'; expected a list .* Mend: keep them in a list/],
    ["other-names", [[weights, weights.replace("self.weights", "self.Ws")]], /has no weights \(it has Ws, biases\); expected a list .* Mend: keep them in self\.weights/],
    ["weights-that-are-copied", [[weights, weights.replace("self.weights", "self.own")], ["    def _value", "    weights = property(lambda self: [W.copy() for W in self.own])\n\n    def _value"]], /NeuralNetwork\.weights does not keep what it is given: .* Expected: net\.weights = \[\.\.\.\] .* Mend: .* write the setter/],
    ["three-sizes", [[signature, "(self, n_input, n_hidden, n_output):"]], /the constructor of NeuralNetwork wants n_input, n_hidden, n_output; expected NeuralNetwork\(\[2, 3, 1\]\), all layer sizes in one list, .* Mend: give n_hidden and n_output a default/],
    ["no-sizes", [[signature, "(self):\n        layer_sizes, activation = [2, 3, 1], None"]], /takes no layer sizes; expected NeuralNetwork\(\[2, 3, 1\]\)/],
    ["constructor-that-raises", [[signature, `${signature}\n        raise ValueError("no luck")`]], /NeuralNetwork\(\[2, 3, 1\]\) cannot be made: line \d+, in __init__: raise ValueError\("no luck"\)\nValueError: no luck$/],
    ["forward-to-a-dict", [[results, "return {'a': activations, 'z': z_values}"]], /forward gave a dict with the keys 'a', 'z'; expected \(activations, z_values\), .* Mend: end it with return activations, z_values/],
    ["forward-to-three", [[results, `${results}, X`]], /forward gave a tuple of 3; expected \(activations, z_values\)/],
    ["samples-in-rows", [[results, "return [a.T for a in activations], z_values"]], /ends in shape \(5, 1\); expected shape \(1, 5\), outputs × samples\. Mend: samples are the columns/],
    ["backward-to-nothing", [["        return grads_W, grads_b", "        self.grads = grads_W, grads_b"]], /backward gave None; expected \(grads_W, grads_b\), .* Mend: end it with return grads_W, grads_b/],
  ])("what is not of the shape is told as found, expected and how to mend it: %s", async (name, changes, message) => {
    const failure = await connected(wanting(`${name}.py`, ...changes)).catch((problem) => problem.message);
    expect(failure).toMatch(message);
    // said once
    expect(failure).not.toMatch(/Unsupported|Refused/);
  });
  test("modules that draw or bring data, and are not installed, are stood in for: it is told", async () => {
    const imports =
      "import seaborn as sns\nimport nnfs\nfrom nnfs.datasets import spiral_data\n\nnfs = nnfs.init()\nsns.set_theme()\n";
    const engine = await connected(
      `${student("draws.py", imports + sourceOf("chapter_right.py"))}:NeuralNetwork`,
    );
    expect((await engine.describe()).notes).toEqual([
      "seaborn, nnfs is not installed: something that does nothing stands in for it",
    ]);
    expect(await agrees(await engine.ask(network()), network())).toBe(true);
    // Wrong on purpose: what could change a number is missed.
    const needs = `import no_such_module\n${sourceOf("chapter_right.py")}`;
    await expect(connected(`${student("needs.py", needs)}:NeuralNetwork`)).rejects.toThrow(
      /No module named 'no_such_module'/,
    );
  });
  test("a file of a package imports from it, with dots", async () => {
    mkdirSync(join(folder, "course/nets"), { recursive: true });
    for (const path of ["course/__init__.py", "course/nets/__init__.py"]) student(path, "");
    student("course/slopes.py", "ONE = 1.0\n");
    const source = `from ..slopes import *\n${sourceOf("chapter_right.py").replace("/ samples", "* ONE / samples")}`;
    const engine = await connected(`${student("course/nets/net.py", source)}:NeuralNetwork`);
    expect(await agrees(await engine.ask(network()), network())).toBe(true);
  });
  const asX = "activations, z_values = [X], []";
  // biome-ignore format: a table, one row a line
  test.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
    ["long doubles, as the doubles nearest to them", [[asX, `X = X.astype(np.longdouble); ${asX}`]], []],
    ["results of forward the other way round", [[results, "return z_values, activations"], ["activations, z_values = self.forward(X)", "z_values, activations = self.forward(X)"]], ["forward gives (z_values, activations), in that order: taken so"]],
    ["weights that can only be read, where the list is its own", [[weights, weights.replace("self.weights", "self.own")], ["    def _value", "    weights = property(lambda self: self.own)\n\n    def _value"]], []],
    ["an activation without a default", [[signature, "(self, layer_sizes, activation):"]], []],
    ["a tuple of weights", [[weights, weights.replace("= [", "= tuple([").replace("pairs]", "pairs])")]], []],
  ])("what can be understood is: %s", async (name, changes, notes) => {
    const engine = await connected(wanting(`${name.replaceAll(/\W+/g, "-")}.py`, ...changes));
    expect((await engine.describe()).notes).toEqual(notes);
    expect(await agrees(await engine.ask(network()), network())).toBe(true);
  });
  test("an interpreter that is not there is named, with the way out", async () => {
    const env = { BACKPROOF_PYTHON: "no-python" };
    await expect(connected(RIGHT, { env })).rejects.toThrow(
      /there is no command "no-python".*set BACKPROOF_PYTHON/,
    );
  });
});
