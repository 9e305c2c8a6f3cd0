/** Two bugs in one engine do what both do, and are not combined where both replace the same part. */
import { describe, expect, test } from "vitest";
import { both } from "./both.ts";
import { mutants } from "./index.ts";
import type { Mutant } from "./mutant.ts";
import { probes } from "./probes.ts";
import { runMutant } from "./run.ts";

const named = (name: string): Mutant => mutants.find((mutant) => mutant.name === name) as Mutant;
const gradient = (mutant: Mutant, probe = "network 1") =>
  runMutant(mutant, probes[probe])?.gradients.W1.data[0];

describe("two bugs", () => {
  test("of which each scales the gradient scale it by both", () => {
    const [two, minus] = [named("factor-two-too-many"), named("sign-of-the-error")];
    const [one, together] = [gradient(two, "network 2"), gradient(both(two, minus), "network 2")];
    expect(together).toBe(-(one as number));
    expect(gradient(minus, "network 2")).toBe((together as number) / 2);
  });
  test("of arithmetic and of the way back are in one engine", () => {
    const [narrow, forgotten] = [named("float32-inside"), named("activation-derivative-forgotten")];
    const together = gradient(both(narrow, forgotten)) as number;
    expect(together).not.toBe(gradient(forgotten));
    expect(together).toBeCloseTo(gradient(forgotten) as number, 5);
  });
  test("that both say how a parameter moves have no place together", () => {
    const together = both(named("momentum-uncalled-for"), named("learning-rate-ignored"));
    expect(runMutant(together, probes.training)).toBeUndefined();
  });
  test("of which one has no place are the other one alone", () => {
    const [training, loss] = [named("momentum-uncalled-for"), named("sign-of-the-error")];
    expect(gradient(both(training, loss))).toBe(gradient(loss));
  });
  test("from question to question follow each other", () => {
    const spoil = both(
      named("gradients-accumulated-over-questions"),
      named("buffers-handed-out"),
    ).session?.();
    const right = () => ({ values: {}, gradients: { x: { shape: [1], data: Float64Array.of(1) } } });
    const first = spoil?.(probes.chain, right());
    spoil?.(probes.chain, right());
    expect(first?.gradients.x.data[0]).toBe(2);
  });
});
