/** Differences keep clear of what they cannot see between their points, and know a pole or a kink from the forward meaning. */
import { describe, expect, test } from "vitest";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { GraphQuestion } from "../../spec/case.ts";
import type { Node } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { scalar } from "../../spec/tensor.ts";
import { caseOf } from "../made.ts";
import { referenceDifferences } from "../oracles/finite-differences.ts";
import { contradicts } from "../tolerance.ts";
import { isWithinReach, withinReach } from "./reach.ts";
import { truthOf } from "./truth.ts";

/** y = f(x) at one x; `c` is a constant of the graph. */
const questionOf = (nodes: readonly Node[], x: number, c = 1): GraphQuestion => ({
  kind: "graph",
  inputs: { x: scalar(x), c: scalar(c) },
  nodes,
  seed: { y: scalar(1) },
  want: { values: ["y"], gradients: ["x"] },
});
const one = (op: Node["op"], ...operands: string[]): readonly Node[] => [{ out: "y", op, in: operands }];
const scaled = (op: Node["op"]): readonly Node[] => [
  { out: "z", op: "multiply", in: ["c", "x"] },
  { out: "y", op, in: ["z"] },
];
const graphOf = (nodes: readonly Node[], x: number, c?: number) => lower(questionOf(nodes, x, c));

describe("a move is within reach", () => {
  test.each([
    ["of a polynomial, however far", one("multiply", "x", "x"), 1e-9, 1, 1e6],
    ["of 1/x, an eighth of the way to the pole", one("divide", "c", "x"), 1e-10, 1, 1e-11],
    ["of log x, an eighth of the way to 0", one("log", "x"), 8, 1, 1],
    ["of relu, short of the kink", one("relu", "x"), 1e-9, 1, 0.9e-9],
    ["of a steep tanh, on its own scale", scaled("tanh"), 1e-12, 1e9, 1e-10],
    ["of x² as a power", one("pow", "x", "c"), 1e-9, 2, 1],
    ["of √x, an eighth of x", one("sqrt", "x"), 0.5, 1, 0.0625],
  ] as const)("%s", (_, nodes, x, c, by) => {
    expect(isWithinReach(graphOf(nodes, x, c), [{ name: "x", entry: 0, by }])).toBe(true);
  });
  test.each([
    ["of 1/x past the pole", one("divide", "c", "x"), 1e-10, 1, 1e-5],
    ["of log x to 0", one("log", "x"), 8, 1, 8],
    ["of relu at the kink", one("relu", "x"), 1e-9, 1, 1e-9],
    ["of |x| where it stands on the kink", one("abs", "x"), 0, 1, 1e-30],
    ["of max(x, x)", one("maximum", "x", "x"), 1, 1, 1e-30],
    ["of a steep tanh, past all that it does", scaled("tanh"), 1e-12, 1e9, 1e-6],
    ["of x^½ to 0", one("pow", "x", "c"), 1, 0.5, 0.5],
    ["of what is not finite", one("log", "x"), -1, 1, 1e-30],
  ] as const)("but not %s", (_, nodes, x, c, by) => {
    expect(isWithinReach(graphOf(nodes, x, c), [{ name: "x", entry: 0, by }])).toBe(false);
  });
  test("after it was shortened as often as it needs, or is given up", () => {
    const graph = graphOf(one("relu", "x"), 2 ** -20);
    const [move] = withinReach(graph, [{ name: "x", entry: 0, by: 1 }], 20);
    expect(move.by).toBe(2 ** -21);
    expect(withinReach(graph, [{ name: "x", entry: 0, by: 1 }], 3)[0].by).toBe(0);
  });
});

describe("finite differences agree with the truth, or say nothing", () => {
  test.each([
    ["1/x", one("divide", "c", "x"), 1e-10, 1],
    ["1/x", one("divide", "c", "x"), 1e-100, 1],
    ["log x", one("log", "x"), 1e-12, 1],
    ["tanh 10⁹x", scaled("tanh"), 1e-12, 1e9],
    ["softplus 10⁷x", scaled("softplus"), -1e-9, 1e7],
    ["|x|", one("abs", "x"), 1e-8, 1],
    ["x^−1", one("pow", "x", "c"), 1e-6, -1],
    ["√x", one("sqrt", "x"), 1e-14, 1],
    ["x²", one("multiply", "x", "x"), 1e-20, 1],
  ] as const)("of %s, close to where it turns", async (_, nodes, x, c) => {
    const made = caseOf(questionOf(nodes, x, c));
    const truth = truthOf(made, profiles.float64);
    const graph = graphOf(nodes, x, c);
    const { gradients } = await referenceDifferences.estimate({
      case: made,
      graph,
      truth,
      suspects: new Map(),
    });
    const [known, estimate] = [truth.gradients.get("x"), gradients.get("x")];
    if (!known || !estimate) return;
    const apart = estimate.hi[0] - known.hi[0] + (estimate.lo[0] - known.lo[0]);
    expect(contradicts(apart, estimate.error[0] + known.own[0])).toBe(false);
  });
  test("and find a slope that is wrong, on any scale", async () => {
    for (const x of [1e-6, 0.5, 1e6]) {
      const made = caseOf(questionOf(one("divide", "c", "x"), x));
      const truth = truthOf(made, profiles.float64);
      const graph = graphOf(one("divide", "c", "x"), x);
      const { gradients } = await referenceDifferences.estimate({
        case: made,
        graph,
        truth,
        suspects: new Map(),
      });
      const estimate = gradients.get("x");
      expect(contradicts(-0.999999 / x ** 2 - (estimate?.hi[0] ?? 0), estimate?.error[0] ?? Infinity)).toBe(
        true,
      );
    }
  });
});
