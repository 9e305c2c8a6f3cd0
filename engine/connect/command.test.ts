import { describe, expect, test } from "vitest";
import { EngineUnavailable } from "../../spec/answer.ts";
import type { NetworkQuestion } from "../../spec/case.ts";
import { fromNested, toNested } from "../../spec/tensor.ts";
import { connectCommand } from "./command.ts";
import { asking, closeAfterEach, FAKE, fake, right } from "./fakes/fake.ts";

closeAfterEach();

describe("an engine that cannot be had", () => {
  const patient = { timeoutScale: 1, strict: false, graceMs: 100 };
  const quick = { ...patient, helloMs: 700 };
  const node = (behaviour: string) => `"${process.execPath}" "${FAKE}" ${behaviour}`;
  test.each([
    ["no-such-program --x", 'there is no command "no-such-program"'],
    ["cd there && ./engine", '"&&" is for a shell'],
    ["/etc/passwd", "may not be executed"],
    ["engine 'unfinished", "stays open"],
    [
      node("dies-at-once"),
      "ended with exit code 7 before it answered hello\n  stderr: Traceback: no module named numpie",
    ],
    [node("never-speaks"), "did not answer hello within 0.7 s"],
    [node("chatters"), "it printed: hello, I am no engine\n  it printed: enter a number: "],
    [node("another-protocol"), "protocol: "],
  ])("is told in a sentence: %s", async (command, message) => {
    const failure = await connectCommand(command, /never|chatters/.test(command) ? quick : patient).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(EngineUnavailable);
    expect((failure as EngineUnavailable).message).toContain(message);
  });
  test("because the run is interrupted is ended at once, before it has said hello", async () => {
    const stop = new AbortController();
    const never = connectCommand(node("never-speaks"), { ...patient, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(never).rejects.toThrow("was ended by SIGKILL before it answered hello");
    await expect(connectCommand(node("evaluates"), { ...patient, signal: stop.signal })).rejects.toThrow(
      EngineUnavailable,
    );
  });
  test("because its directory is missing is not blamed on the command", async () => {
    await expect(connectCommand("node x", { ...patient, cwd: "/no/where" })).rejects.toThrow(
      "directory /no/where does not",
    );
  });
});

describe("an engine that behaves", () => {
  test("is described, answers, evaluates, resets and says bye", async () => {
    const engine = await fake("evaluates");
    expect(await engine.describe()).toEqual({
      name: "evaluates",
      language: "node",
      dtype: "float64",
      evaluates: true,
    });
    expect(await engine.ask(asking())).toMatchObject(right);
    await engine.reset();
    const points = [{ p: fromNested([1, 2, 3]) }, { p: fromNested([-0, 0, 0]) }];
    const seen = await engine.evaluate(asking(), points);
    expect(seen).toMatchObject({ kind: "evaluated", own: "train_step" });
    expect(seen.kind === "evaluated" && seen.values.map(({ L }) => L?.data[0])).toEqual([1, -0]);
    await engine.close();
    await engine.close();
    expect(await engine.ask(asking())).toEqual({ kind: "not-asked", because: "the engine was closed" });
  });
  test("may be asked many questions at once: they wait their turn", async () => {
    const engine = await fake("evaluates");
    const seen = await Promise.all(Array.from({ length: 20 }, () => engine.ask(asking())));
    expect(seen.every(({ kind }) => kind === "answered")).toBe(true);
  });
  test("is not asked the kinds of question it does not take", async () => {
    expect(await (await fake("only-graphs")).ask(asking())).toEqual({
      kind: "unsupported",
      what: "question:loss",
    });
  });
  test("may write in pieces, with a byte-order mark, with carriage returns", async () => {
    for (const behaviour of ["in-pieces", "byte-order-mark"]) {
      expect(await (await fake(behaviour)).ask(asking())).toMatchObject(right);
    }
  });
  test("may keep weights and samples the other way round, and never notices that we do not", async () => {
    const engine = await fake("other-layout");
    const question: NetworkQuestion = {
      kind: "network",
      layers: [
        {
          W: fromNested([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
          b: fromNested([0, 0, 0]),
          activation: "relu",
        },
      ],
      loss: { name: "mse", reduction: "mean" },
      x: fromNested([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      target: fromNested([
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ]),
      want: { values: ["x"], gradients: ["W1"] },
    };
    const seen = await engine.ask(question);
    if (seen.kind !== "answered") throw new Error(JSON.stringify(seen));
    expect(toNested(seen.values.x!)).toEqual(toNested(question.x));
    expect(toNested(seen.gradients.W1!)).toEqual(toNested(question.layers[0]!.W));
  });
  test("may take big tensors as base64, exactly", async () => {
    const p = {
      shape: [5000],
      data: Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 10 ** (i % 300)),
    };
    const seen = await (await fake("base64")).ask({ ...asking(), p, target: p });
    expect(seen).toMatchObject({
      kind: "answered",
      values: { L: { data: Float64Array.of(1) } },
      gradients: { p },
    });
  });
  test("may say no in three ways", async () => {
    const engine = await fake("refuses");
    expect(await engine.ask(asking("bce"))).toMatchObject({ kind: "unsupported", what: "loss:bce" });
    expect(await engine.ask(asking("mse"))).toMatchObject({ kind: "crashed", stderr: "loss:bce: not today" });
    expect(await engine.ask(asking("cross_entropy"))).toMatchObject({ kind: "rejected" });
  });
});
