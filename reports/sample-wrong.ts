/** The wrong answers of the sample report: two cases of one bug, one that could be either of two, and one that is not even a number. */
import type { Finding } from "../spec/report.ts";
import { entry, finding, network, quantity, witnesses } from "./sample-parts.ts";

const before = "everything before it (∂L/∂a1, ∂L/∂z2, ∂L/∂a2 and all values) is right";
const square = (id: string, engine: number, truth: string): Finding =>
  finding(id, "violates", {
    title: "square layers do not hide a transposed product",
    formula: network,
    clause: "BACK-3",
    digits: 0,
    summary: "∂L/∂W1 is wrong in 4 of 16 entries, outside of what rounding explains by a factor of 3e15.",
    quantities: [
      quantity(
        "z1",
        "value",
        [4],
        [entry([0], 0.39, "0.39000000000000001332267629550188", 17), entry([1], 0.62, "0.62", 17)],
      ),
      quantity(
        "z1",
        "gradient",
        [4],
        [entry([0], -0.0385695052616566, "-0.01928475263082829904021738407386872", 0, { ok: false })],
      ),
      quantity(
        "W1",
        "gradient",
        [4, 4],
        [
          entry([2, 0], engine, truth, 0.02, { ok: false, printed: "-0.0096", certified: truth }),
          entry([2, 1], -0.0154278021046626, "-0.0154278021046626392321739072591", 14.6),
          entry([3, 3], 0, "0", null),
        ],
        { compared: 16, wrong: 4 },
      ),
      quantity("a2", "value", [1], [], {
        status: "unavailable",
        compared: 0,
        because: "the engine's interface does not give it",
      }),
    ],
    opinions: witnesses,
    firstWrong: { label: "∂L/∂z1", name: "z1", kind: "gradient", orAt: [], before },
  });

export const violations: readonly Finding[] = [
  square("networks/square-4-4-4", -0.01880263, "-0.00964237631541414952010869203693"),
  square("networks/square-5-5-5", 0.25, "-0.0625"),
  finding("losses/mse-of-one-output", "violates", {
    title: "a mean over samples with one output each",
    clause: "LOSS-6",
    formula: ["L = Σ (p − t)² / n"],
    digits: 0,
    summary: "∂L/∂p is wrong in 2 of 2 entries: 2 times what it should be.",
    quantities: [
      quantity(
        "p",
        "gradient",
        [1, 2],
        [entry([0, 0], 0.5, "0.25", 0, { ok: false }), entry([0, 1], -1.5, "-0.75", 0, { ok: false })],
      ),
    ],
    opinions: witnesses.slice(0, 2),
    firstWrong: { label: "∂L/∂p", name: "p", kind: "gradient", orAt: [], before: "L is right" },
  }),
  finding("edges/overflow", "violates", {
    title: "softmax of large logits stays finite",
    clause: "LOSS-7",
    formula: ["p = softmax(z)", "L = −log p[t]"],
    summary: "L is not a number.",
    quantities: [
      quantity(
        "L",
        "value",
        [],
        [entry([], "NaN", "1000.0000000000000000000000000000001", null, { ok: false })],
      ),
      quantity(
        "z",
        "gradient",
        [3],
        [
          entry([0], "Infinity", "1", null, { ok: false }),
          entry([1], "-Infinity", "-1", null, { ok: false }),
          entry([2], "-0", "0", null, { bound: "Infinity" }),
        ],
      ),
    ],
    opinions: witnesses.slice(0, 2),
    firstWrong: { label: "L", name: "L", kind: "value", orAt: ["∂L/∂W1", "∂L/∂b1"], before: "" },
  }),
];
