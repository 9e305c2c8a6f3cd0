/** Engines in the shapes that courses teach, with no adapter: what is right conforms, and its wrong twin is told its bug. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { shapes } from "../../engine/connect/python-options.ts";
import { mutants } from "../../engine/mutants/index.ts";
import { cleanUp, examples, expectNamed, expectRight, run, withVerdict } from "./outside.ts";

cleanUp();

/** Example, the bug of its twin, and how many cases the right one is asked at least, behaviours included. */
const twins: readonly (readonly [example: string, bug: string, fewest: number])[] = [
  ["nielsen", "sigmoid-slope-at-the-activation", 20],
  ["ng", "pre-activation-as-layer-input", 10],
  ["cs231n_net", "batch-mean-forgotten", 12],
  ["cs231n_layers", "bias-gradient-averaged", 40],
  ["nnfs", "weight-gradients-averaged-again", 40],
  ["modules", "tanh-slope-one-minus-a", 40],
  ["sequential", "bias-gradient-of-one-sample", 25],
  ["scalars", "quotient-rule-sign", 80],
];
const folder = join(examples, "shapes");

/** Two processes beside some others. */
const patience = { timeout: 600_000 };

test("every shape but the chapter's has an example and a wrong twin, whose bug is one of the catalogue", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".py"));
  expect(files.toSorted()).toEqual(twins.flatMap(([name]) => [`${name}.py`, `${name}_wrong.py`]).toSorted());
  const named = twins.map(([name]) => name.replace("_", "-"));
  // 6.036's containers are modules too
  expect(named.filter((name) => name !== "sequential").toSorted()).toEqual(
    shapes.filter((name) => name !== "chapter").toSorted(),
  );
  const known = new Set(mutants.map(({ name }) => name));
  expect(twins.map(([, bug]) => bug).filter((bug) => !known.has(bug))).toEqual([]);
});

describe("an engine in the shape of a course", () => {
  test.concurrent.each(twins)("that is right conforms: %s", patience, async (name, _, fewest) => {
    const seen = await run(join(folder, `${name}.py`));
    expectRight(seen);
    expect(withVerdict(seen, "conforms").length).toBeGreaterThanOrEqual(fewest);
  });
  test.concurrent.each(twins)("that is wrong is told its bug: %s, %s", patience, async (name, bug) => {
    expectNamed(await run(join(folder, `${name}_wrong.py`)), bug);
  });
});
