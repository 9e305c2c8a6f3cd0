import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { Engine, Problems } from "../../spec/answer.ts";
import { fromNested } from "../../spec/tensor.ts";
import { connectProcess } from "./command.ts";
import { asking } from "./fakes/fake.ts";
import { connectModule } from "./module.ts";

const fakeFile = (name: string) => fileURLToPath(new URL(`./fakes/${name}`, import.meta.url));
const options = { timeoutScale: 1, strict: true, graceMs: 100 };
const open: Engine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

async function boxes(...argv: string[]): Promise<Problems> {
  const engine = await connectProcess([process.execPath, fakeFile("boxes.mjs"), ...argv], options);
  open.push(engine);
  if (!engine.problems) throw new Error("it has no problems");
  return engine.problems;
}

describe("an engine's own problems over the wire", () => {
  test("are listed, differentiated at the start and elsewhere, and evaluated", async () => {
    const problems = await boxes("3");
    const listing = await problems.list();
    expect(listing).toMatchObject({
      kind: "listed",
      problems: [
        { name: "parabola", parameters: { w: [3] }, start: { w: { shape: [3] } }, precision: "float64" },
      ],
    });
    expect(await problems.gradient("parabola", {})).toMatchObject({
      kind: "answered",
      gradients: { w: { data: Float64Array.of(-1, -0.875, -0.75) } },
    });
    const w = fromNested([1, 1, 3]);
    expect(await problems.gradient("parabola", { w })).toMatchObject({
      values: { L: { data: Float64Array.of(2) } },
      gradients: { w: { data: Float64Array.of(0, 0, 2) } },
    });
    const seen = await problems.evaluate("parabola", [{ w }, {}]);
    expect(seen.kind === "evaluated" && seen.values.map(({ L }) => L.data[0])).toEqual([2, 1.1640625]);
  });
  test("of many parameters travel as base64, both ways, exactly", async () => {
    const problems = await boxes("50000");
    const listing = await problems.list();
    if (listing.kind === "failed") throw new Error(listing.because);
    const start = listing.problems[0].start.w.data;
    const data = start.map((x, i) => x + Math.sin(i) / 3);
    const seen = await problems.gradient("parabola", { w: { shape: [50000], data } });
    if (seen.kind !== "answered") throw new Error(JSON.stringify(seen));
    expect(seen.gradients.w.data.every((g, i) => g === data[i] - 1)).toBe(true);
  });
  test("are not there for an engine that does not announce them", async () => {
    const engine = await connectProcess([process.execPath, fakeFile("fake.mjs"), "evaluates"], options);
    open.push(engine);
    expect(engine.problems).toBeUndefined();
  });
  test("are all that an engine is asked which announces nothing else", async () => {
    await boxes("3");
    expect(await open[0].ask(asking())).toEqual({ kind: "unsupported", what: "question:loss" });
  });
  test("that are listed, started or evaluated wrongly are told in a sentence", async () => {
    const lying = await boxes("3", "lists");
    const because = "malformed: problems[0].start.w has shape [3], expected [4]";
    expect(await lying.list()).toEqual({ kind: "failed", because });
    expect(await lying.evaluate("parabola", [{}])).toEqual({ kind: "failed", because });
    const forgetful = await boxes("3", "forgets");
    expect(await forgetful.evaluate("parabola", [{}])).toEqual({
      kind: "failed",
      because: "malformed: values[0].L is missing",
    });
    expect(await forgetful.gradient("hyperbola", {})).toMatchObject({ kind: "unsupported" });
  });
});

describe("a module's problems", () => {
  test("need nothing but list, gradient and evaluate", async () => {
    const engine = await connectModule(fakeFile("boxes.ts"), options);
    open.push(engine);
    expect((await engine.describe()).answers).toEqual(["problem"]);
    const listing = await engine.problems?.list();
    if (listing?.kind !== "listed") throw new Error(JSON.stringify(listing));
    const { w } = listing.problems[0].start;
    const seen = await engine.problems?.gradient("sines", {});
    expect(seen?.kind === "answered" && seen.gradients.w.data).toEqual(w.data.map(Math.cos));
    const moved = { shape: w.shape, data: w.data.map(() => 0) };
    expect(await engine.problems?.evaluate("sines", [{ w: moved }])).toMatchObject({
      values: [{ L: { data: Float64Array.of(0) } }],
    });
  });
});
