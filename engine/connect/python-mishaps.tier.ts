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
    ["syntax.py:Net", "class Net:\n  def f(:\n", "SyntaxError"],
    ["shapeless.py:Net", "class Net:\n    def forward(self): pass\n", "the class Net has no method backward"],
    [
      "weightless.py:Net",
      "class Net:\n    def __init__(self, sizes): pass\n    def forward(self, X): pass\n    def backward(self, X, y): pass\n",
      "weights should hold matrices (n_out, n_in) of shapes [[3, 2], [1, 3]], but holds nothing",
    ],
    [
      "numb.py:Net",
      "raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')\n",
      "numpy is not installed for",
    ],
  ])("what cannot be asked is told in a sentence: %s", async (spec, source, message) => {
    student(spec.split(":")[0]!, source);
    await expect(connected(join(folder, spec))).rejects.toThrow(message);
  });
  test("an interpreter that is not there is named, with the way out", async () => {
    const env = { BACKPROOF_PYTHON: "no-python" };
    await expect(connected(RIGHT, { env })).rejects.toThrow(
      /there is no command "no-python".*set BACKPROOF_PYTHON/,
    );
  });
});
