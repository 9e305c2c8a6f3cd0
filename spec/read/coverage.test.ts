/** The shipped fixtures ask for everything that the contract knows, and for nothing in a way that hides bugs. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Layer, Loss } from "../case.ts";
import { clausesOfPackage } from "../clauses.ts";
import { opNames } from "../ops/index.ts";
import { sizeOf } from "../tensor.ts";
import { readFixtures } from "./folder.ts";
import { activationNames, lossNames, reductions } from "./words.ts";

const { cases } = readFixtures(join(import.meta.dirname, "../../fixtures"));
const questions = cases.map(({ question }) => question);
const layers: readonly Layer[] = questions.flatMap((q) => ("layers" in q ? q.layers : []));
const losses: readonly Loss[] = questions.flatMap((q) => ("loss" in q ? [q.loss] : []));
const graphs = questions.flatMap((q) => (q.kind === "graph" ? [q] : []));
const nodes = graphs.flatMap((q) => q.nodes);
const missing = <T>(all: readonly T[], seen: readonly T[]): readonly T[] =>
  all.filter((word) => !seen.includes(word));

describe("the shipped fixtures", () => {
  test("ask for every activation, as a hidden layer too", () => {
    const hidden = questions.flatMap((q) => ("layers" in q ? q.layers.slice(0, -1) : []));
    expect(
      missing(
        activationNames,
        hidden.map(({ activation }) => activation),
      ),
    ).toEqual([]);
  });

  test("ask for every loss and every reduction, with a penalty and with a clip", () => {
    expect(
      missing(
        lossNames,
        losses.map(({ name }) => name),
      ),
    ).toEqual([]);
    expect(
      missing(
        reductions,
        losses.map(({ reduction }) => reduction),
      ),
    ).toEqual([]);
    expect(losses.filter(({ l2 }) => l2).length).toBeGreaterThan(2);
    expect(losses.some(({ clip }) => clip)).toBe(true);
  });

  test("ask for slopes that are no default", () => {
    const slopes = layers.flatMap(({ activation, alpha }) =>
      alpha === undefined ? [] : [`${activation} ${alpha}`],
    );
    expect(slopes).toEqual(
      expect.arrayContaining(["leaky_relu 0.2", "leaky_relu 0.25", expect.stringMatching(/^elu /)]),
    );
  });

  test("ask for every operation that no network lowers to, in a graph", () => {
    const lowered = ["relu", "leaky_relu", "elu", "gelu"] as const;
    expect(missing(opNames, [...nodes.map(({ op }) => op), ...lowered])).toEqual([]);
  });

  test("seed no graph with ones alone, nor with equal numbers", () => {
    for (const { seed } of graphs) {
      const all = Object.values(seed).flatMap(({ data }) => [...data]);
      expect(all.some((x) => x !== 1)).toBe(true);
      if (all.length > 1) expect(new Set(all).size).toBeGreaterThan(1);
    }
  });

  test("hold no tensor that is empty", () => {
    for (const { inputs } of graphs)
      expect(Object.values(inputs).every(({ shape }) => sizeOf(shape) > 0)).toBe(true);
  });

  test("name a clause each, and leave no clause of the mathematics without a fixture", () => {
    const asked = new Set(cases.map(({ clause }) => clause));
    const owed = clausesOfPackage().filter(
      ({ id, level }) => level === "MUST" && /^(CHAIN|LOSS|BACK|ACT|KINK|UPDATE)-/.test(id),
    );
    expect(
      missing(
        owed.map(({ id }) => id),
        [...asked],
      ),
    ).toEqual([]);
  });
});
