import { describe, expect, test } from "vitest";
import { asides, asking, closeAfterEach, fake, right } from "./fakes/fake.ts";

closeAfterEach();

describe("noise on stdout", () => {
  test("is kept beside the answer, with stderr", async () => {
    const seen = await (await fake("noisy")).ask(asking());
    expect(seen).toMatchObject(right);
    expect(asides(seen)).toEqual([
      "printed: loss: 0.3",
      'printed: {"loss": 1}',
      "printed: {broken",
      "stderr: epoch 1",
    ]);
  });
  test("is malformed where strictness is asked for", async () => {
    const seen = await (await fake("noisy", { strict: true })).ask(asking());
    expect(seen).toMatchObject({ kind: "malformed", problem: "beside the protocol, stdout held: loss: 0.3" });
    expect(await (await fake("evaluates", { strict: true })).ask(asking())).toMatchObject(right);
  });
  test("cannot be a forged answer: early, late and duplicate replies are only noted", async () => {
    const engine = await fake("forger");
    for (let i = 0; i < 3; i++) {
      const seen = await engine.ask(asking());
      expect(seen).toMatchObject(right);
      expect(asides(seen).length).toBeGreaterThan(0);
    }
  });
  test("may hold bare NaN and Infinity: read, with a warning", async () => {
    const seen = await (await fake("bare-nan")).ask(asking());
    expect(seen).toMatchObject({ values: { L: { data: Float64Array.of(Number.NaN) } } });
    expect(seen.kind === "answered" && [...seen.gradients.p!.data]).toEqual([-Infinity, -0, 1]);
    expect(asides(seen).join()).toContain("warning: NaN or Infinity without quotes");
  });
});

describe("an answer", () => {
  test.each([
    ['{"gradients":{"p":[1,2]}}', "gradients.p has shape [2], expected [3]"],
    ['{"gradients":{"p":[1,[2],3]}}', "gradients.p[1] is a list"],
    ['{"values":{"L":null}}', "values.L is null where a number belongs"],
    ['{"values":[]}', "values: "],
  ])("that is wrong (%s) is malformed, and the engine lives on", async (fields, problem) => {
    const engine = await fake("wrong", {}, [fields]);
    for (let i = 0; i < 2; i++) {
      const seen = await engine.ask(asking());
      expect(seen).toMatchObject({ kind: "malformed", problem: expect.stringContaining(problem) });
    }
  });
  test("that is printed with six decimals says so, and the echo had noticed", async () => {
    const engine = await fake("prints-six");
    expect(await engine.ask(asking())).toMatchObject({ digits: { kind: "decimals", count: 6 } });
    expect((await engine.describe()).notes).toEqual([
      expect.stringMatching(/^the wire is not exact: sent 0\.333/),
    ]);
    expect((await (await fake("evaluates")).describe()).notes).toBeUndefined();
  });
});
