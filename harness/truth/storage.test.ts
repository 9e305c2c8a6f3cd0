/** What storing the inputs in a lower precision does is known, and nobody is suspected of it. */
import { describe, expect, test } from "vitest";
import { float32 as float32Engine } from "../../engine/mutants/rounded.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { sweep } from "../../engine/reference/tape.ts";
import type { GraphQuestion } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import { lower, type SinglePass } from "../../spec/lower/index.ts";
import { scalar } from "../../spec/tensor.ts";
import { fixture } from "../fake.ts";
import { caseOf } from "../made.ts";
import { compare } from "../tolerance.ts";
import { trueEntry } from "./known.ts";
import { movedByStorage } from "./storage.ts";
import { truthOf } from "./truth.ts";

const { float32, float64: double } = profiles;

const everyEntry = (tensors: Graph["inputs"], change: (x: number) => number): Graph["inputs"] =>
  Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, { ...x, data: x.data.map(change) }]));

describe("what storing the inputs moves", () => {
  test.each(["networks/tanh-then-squares", "probes/smooth-3-4-4-4-2-bce", "graphs/attention"])(
    "is how far the results from what is kept are from the results from what is given: %s",
    (id) => {
      const fixed = lower(fixture(id).question as SinglePass);
      // none of them is a number of the format
      const graph = { ...fixed, inputs: everyEntry(fixed.inputs, (x) => 1.1 * x) };
      const kept = everyEntry(graph.inputs, Math.fround);
      const [given, stored] = [sweep(graph, float64), sweep(graph, float64, { given: kept })];
      const moved = movedByStorage(graph, float32, {});
      for (const kind of ["values", "gradients"] as const) {
        for (const [name, { data }] of given[kind]) {
          const by = moved?.[kind].get(name)?.data ?? new Float64Array(data.length);
          const furthest = Math.max(...by.map(Math.abs));
          const apart = data.map((x, k) => (stored[kind].get(name)?.data[k] ?? Number.NaN) - x);
          // 2^-24 of each input moved it, and 2^-48 is of second order
          apart.forEach((d, k) => {
            expect(Math.abs(d - (by[k] ?? 0)), `${kind} ${name}[${k}]`).toBeLessThanOrEqual(
              furthest * 2 ** -16,
            );
          });
        }
      }
      expect(moved?.gradients.size).toBeGreaterThan(3);
    },
  );
  test("is nothing where the format holds every input", () => {
    const graph = lower(fixture("networks/tanh-then-squares").question as SinglePass);
    expect(movedByStorage(graph, double, {})).toBeUndefined();
    expect(movedByStorage({ ...graph, inputs: { x: scalar(0.5) }, nodes: [] }, float32, {})).toBeUndefined();
  });
});

describe("an engine in float32 that multiplies 1,500 times by the same number", () => {
  const chain = fixture("graphs/chain-of-3000").question as GraphQuestion;
  test.each([0.9991, 0.998, 1.0003])("is not suspected for having kept it rounded: %d", (w) => {
    const question = { ...chain, inputs: { ...chain.inputs, w: scalar(w) } };
    const { gradients } = sweep(lower(question), float32Engine, { wanted: ["h0", "w"] });
    const truth = truthOf(caseOf(question), float32);
    for (const name of ["h0", "w"]) {
      const entry = trueEntry(truth.gradients.get(name)!, 0);
      const x = gradients.get(name)?.data[0] ?? Number.NaN;
      expect(compare(x, entry)).toMatchObject({ ok: true, suspect: false });
      // which alone it would be, and is where rounding alone would have to take it 13 times its usual way
      const { stored = 0, ...withoutIt } = entry;
      expect(compare(x, withoutIt).suspect).toBe(true);
      expect(compare(entry.hi + stored + 13 * (entry.usual ?? 0), entry)).toMatchObject({
        ok: true,
        suspect: true,
      });
    }
  });
});
