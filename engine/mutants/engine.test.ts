/** A mutant as an engine: the bug in every answer where it has a place, and nothing but the bug. */
import { describe, expect, test } from "vitest";
import type { Engine, Observation } from "../../spec/answer.ts";
import type { NetworkQuestion, Question } from "../../spec/case.ts";
import { referenceEngine } from "../reference/engine.ts";
import { mutantEngine } from "./engine.ts";
import { mutants } from "./index.ts";
import type { Mutant } from "./mutant.ts";
import { probes } from "./probes.ts";
import { runMutant } from "./run.ts";

const named = (name: string): Mutant => mutants.find((mutant) => mutant.name === name) as Mutant;
const ask = (mutant: Mutant, question: Question) => mutantEngine(mutant).ask(structuredClone(question));
const asReference = (question: Question) => referenceEngine().ask(question);
const network = probes["network 1"] as NetworkQuestion;

describe("an engine with a bug", () => {
  const forgotten = named("activation-derivative-forgotten");
  test("answers with the bug's numbers where the bug has a place", async () => {
    expect(await ask(forgotten, network)).toEqual({ kind: "answered", ...runMutant(forgotten, network) });
    expect(await ask(forgotten, network)).not.toEqual(await asReference(network));
  });
  test("answers right where it has none", async () => {
    for (const probe of ["chain", "softmax cross-entropy", "network 1"])
      expect(await ask(named("update-adds-the-gradient"), probes[probe])).toEqual(
        await asReference(probes[probe]),
      );
  });
  test("refuses what the reference refuses", async () => {
    const strange = { ...network, loss: { ...network.loss, name: "no_such_loss" as never } };
    expect(await ask(forgotten, strange)).toEqual({ kind: "unsupported", what: "loss:no_such_loss" });
    const twoFold = { ...probes.chain, expression: "y = v ^" } as Question;
    expect(await ask(forgotten, twoFold)).toMatchObject({ kind: "rejected" });
  });
  test("has a forward pass with the bug in it, if that is where the bug is", async () => {
    const forward = (mutant: Mutant) => mutantEngine(mutant).evaluate(network, [{}, { x: network.x }]);
    const right = await referenceEngine().evaluate(network, [{}, {}]);
    expect(await forward(forgotten)).toEqual(right);
    for (const name of [
      "bias-left-out-of-the-forward-pass",
      "penalty-forgotten-in-the-loss",
      "float16-inside",
    ])
      expect(await forward(named(name))).not.toEqual(right);
  });
});

/** What is seen of an engine in a talk: answers when they are given, what became of them, and what became of the questions. */
async function talk(engine: Engine): Promise<string> {
  const twin = {
    ...network,
    layers: network.layers.map((l) => ({ ...l, b: reversed(l.b), W: reversed(l.W) })),
  };
  const strange = { ...network, loss: { ...network.loss, name: "no_such_loss" as never } };
  const questions = [network, network, probes["network 9"], network, twin, network, twin, strange, network];
  const copies = questions.map((question) => structuredClone(question));
  const given: Observation[] = [];
  const first: string[] = [];
  for (const question of copies) {
    const answer = await engine.ask(question);
    given.push(answer);
    first.push(textOf(answer));
  }
  return [...first, ...given.map(textOf), ...copies.map(textOf)].join("\n");
}
const reversed = ({ shape, data }: NetworkQuestion["x"]) => ({ shape, data: data.toReversed() });
const textOf = (x: unknown): string =>
  JSON.stringify(x, (_, y) => (y instanceof Float64Array ? [...y].map((n) => n.toPrecision(9)) : y));

describe("an engine that remembers", () => {
  const remembering = mutants.filter(({ session }) => session);
  test("has no place for its bug within one question, and answers the first one right", async () => {
    expect(remembering.length).toBeGreaterThanOrEqual(8);
    for (const mutant of remembering) {
      expect(runMutant(mutant, network)).toBeUndefined();
      // dropout is on from the beginning
      if (mutant.name !== "dropout-left-on")
        expect(await ask(mutant, network)).toEqual(await asReference(network));
    }
  });
  test("shows it in a talk, each in a way of its own", async () => {
    const talks = await Promise.all(remembering.map((mutant) => talk(mutantEngine(mutant))));
    expect(talks).not.toContain(await talk(referenceEngine()));
    expect(new Set(talks).size).toBe(remembering.length);
  });
  test("says the same in every talk: nothing is left to chance, nor to the engine before it", async () => {
    for (const mutant of remembering)
      expect(await talk(mutantEngine(mutant))).toBe(await talk(mutantEngine(mutant)));
  });
});
