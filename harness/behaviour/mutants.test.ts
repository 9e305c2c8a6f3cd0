/** Every bug of an engine that remembers shows in what it does between questions; the engine that it was made of shows none. */
import { describe, expect, test } from "vitest";
import { mutantEngine } from "../../engine/mutants/engine.ts";
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Finding } from "../../spec/report.ts";
import { fixtures } from "../fake.ts";
import { behaviourFindings } from "./behaviour.ts";

const cases = [...fixtures("chapter/"), ...fixtures("probes/")];
const named = (name: string): Mutant => mutants.find((mutant) => mutant.name === name) as Mutant;
const remembering = mutants.filter(({ session }) => session);

/** Behaviours that speak against an engine with the bug. */
async function violated(mutant: Mutant): Promise<readonly string[]> {
  const engine = mutantEngine(mutant);
  const found: Finding[] = [];
  for await (const finding of behaviourFindings(engine, await engine.describe(), "mutant", cases))
    found.push(finding);
  return found.flatMap(({ id, verdict }) => (verdict === "violates" ? [id.replace("state/", "")] : []));
}

/** Bugs, and the behaviours that show them. */
const caught: readonly (readonly [string, readonly string[]])[] = [
  ["gradients-accumulated-over-questions", ["repeat", "accumulation"]],
  ["samples-counted-over-questions", ["repeat"]],
  ["batch-size-of-the-question-before", ["order"]],
  ["parameters-moved-by-asking", ["repeat"]],
  ["question-overwritten", ["inputs"]],
  ["buffers-handed-out", ["kept"]],
  ["first-answer-for-ever", ["interleaved", "one-sample", "one-unit"]],
  ["answers-kept-by-sizes", ["interleaved"]],
  ["pre-activations-of-the-question-before", ["interleaved"]],
  ["answers-one-question-late", ["interleaved"]],
  ["biases-shared-by-all-networks", ["interleaved"]],
  ["confused-after-a-refusal", ["refusal"]],
  ["dropout-left-on", ["repeat"]],
  ["batch-of-one-squeezed", ["one-sample"]],
  ["layer-of-one-unit-squeezed", ["one-unit"]],
];

describe("an engine that remembers is caught by what it does", () => {
  test.each(caught)("%s: %j", async (name, behaviours) => {
    expect(await violated(named(name))).toEqual(behaviours);
  });
  test("whichever of the catalogue it is", () => {
    const known = caught.map(([name]) => name);
    expect(remembering.length).toBeGreaterThanOrEqual(8);
    expect(remembering.filter(({ name }) => !known.includes(name))).toEqual([]);
  });
});

describe("an engine that remembers nothing is not accused", () => {
  test("if it is right", async () => {
    const { session: _, ...right } = named("gradients-accumulated-over-questions");
    expect(await violated(right)).toEqual([]);
  });
  test("nor if it is wrong, but wrong in the same way each time", async () => {
    expect(await violated(named("activation-derivative-forgotten"))).toEqual([]);
  });
});
