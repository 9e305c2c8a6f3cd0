import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { Engine } from "../../spec/answer.ts";
import type { LossQuestion } from "../../spec/case.ts";
import { fromNested } from "../../spec/tensor.ts";
import { connect } from "./index.ts";
import { UnknownEngine } from "./unknown.ts";

const options = { timeoutScale: 1, strict: true };
const ADDER = fileURLToPath(new URL("./fakes/adder.ts", import.meta.url));
const open: Engine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});
const connected = async (spec: string): Promise<Engine> => {
  const engine = await connect(spec, options);
  open.push(engine);
  return engine;
};
const asking = (name: LossQuestion["loss"]["name"]): LossQuestion => ({
  kind: "loss",
  loss: { name, reduction: "sum" },
  p: fromNested([0.5, 2, -0]),
  target: fromNested([0, 0, 0]),
  want: { values: ["L"], gradients: ["p"] },
});

describe("the name of an engine", () => {
  test("reference is the built-in one", async () => {
    expect((await (await connected("reference")).describe()).name).toBe("backproof reference");
  });
  test.each([
    ["refrence", '"reference"'],
    ["python3 mine.py", '"cmd:python3 mine.py"'],
    ["student.py:Net", '"python:student.py:Net"'],
    ["./engine.ts#make", '"module:./engine.ts#make"'],
    ["pyhton:student.py:Net", '"python:student.py:Net"'],
    ["comd:", '"cmd:python3 my_engine.py"'],
    ["", '"reference"'],
  ])("that is none (%s) is a mistake of usage, with what was meant", async (spec, meant) => {
    await expect(connect(spec, options)).rejects.toThrow(UnknownEngine);
    await expect(connect(spec, options)).rejects.toThrow(`did you mean ${meant}?`);
  });
  test.each([
    ["cmd:", '"cmd:" names no command; write it as in "cmd:python3 my_engine.py"'],
    ["cmd:   ", '"cmd:" names no command; write it as in "cmd:python3 my_engine.py"'],
    ["module: ", '"module:" names no file; write it as in "module:./engine.ts#make"'],
    ["module:#make", '"module:" names no file; write it as in "module:./engine.ts#make"'],
    ["python:\t", '"python:" names no file; write it as in "python:student.py:NeuralNetwork"'],
    ["python::Net", '"python:" names no file; write it as in "python:student.py:NeuralNetwork"'],
  ])("that ends at its colon (%j) is a mistake of usage, with what must follow", async (spec, message) => {
    await expect(connect(spec, options)).rejects.toThrow(UnknownEngine);
    await expect(connect(spec, options)).rejects.toThrow(message);
  });
});

describe("a TypeScript module", () => {
  test("answers through the wire, whatever it prints and reads", async () => {
    const engine = await connected(`module:${ADDER}#make`);
    expect(await engine.describe()).toEqual({
      name: "adder",
      language: "typescript",
      dtype: "float64",
      evaluates: true,
    });
    const seen = await engine.ask(asking("mse"));
    expect(seen).toMatchObject({
      kind: "answered",
      values: { L: { data: Float64Array.of(2.5) } },
      gradients: { p: { shape: [3] } },
    });
    expect(seen.asides).toContainEqual({ kind: "stderr", text: expect.stringContaining("asked") });
    expect(await engine.ask(asking("bce"))).toMatchObject({ kind: "unsupported", what: "loss:bce" });
    expect(await engine.ask(asking("cross_entropy"))).toMatchObject({
      kind: "crashed",
      stderr: expect.stringMatching(/no cross entropy/),
    });
    const evaluated = await engine.evaluate(asking("mse"), [{ p: fromNested([1, 2, 3]) }]);
    expect(evaluated).toMatchObject({ kind: "evaluated", values: [{ L: { data: Float64Array.of(6) } }] });
  });
  test.each([
    ["./no-such-file.ts", "there is no file ./no-such-file.ts"],
    [`${ADDER}#missing`, "but not missing"],
    [`${ADDER}#nothing`, "no function ask(question)"],
  ])("that is none says so: %s", async (file, problem) => {
    const failure = await connect(`module:${file}`, options).catch((error) => error as Error);
    expect(failure).toMatchObject({ message: expect.stringContaining(problem) });
    // in a sentence, without a stack
    expect((failure as Error).message).not.toMatch(/\n\s+at /);
  });
});

test("a Python file that is not there is missed before any interpreter is started", async () => {
  await expect(connect("python:nowhere.py:Net", options)).rejects.toThrow("there is no file nowhere.py");
});
