/** One hand-written report with every verdict in it, and with text that wants to break out: all formats are tested on it. */
import type { Finding, Report } from "../spec/report.ts";
import { diagnosis } from "./sample-diagnosis.ts";
import { agrees, entry, finding, HOSTILE, LONG, network, quantity, witnesses } from "./sample-parts.ts";
import { violations } from "./sample-wrong.ts";

const findings: readonly Finding[] = [
  finding("chapter/chain-three-links", "conforms", {
    title: "three links multiply, and the middle factor is evaluated at v, not at x",
    clause: "CHAIN-2",
    digits: 17,
    source: "chapter 4, Chain Rule Visualization",
    formula: ["u = x²", "v = 2 u + 1", "y = v³", "at x = 3"],
    summary: "All 3 quantities agree to 17 digits.",
    quantities: [
      quantity("y", "value", [], [entry([], 6859, "6859", 17, { bound: 0, certified: "6859" })]),
      quantity("v", "gradient", [], [entry([], 1083, "1083", 17, { bound: 0 })], { label: "∂y/∂v" }),
      quantity(
        "x",
        "gradient",
        [],
        [entry([], 12996, "12996", 17, { bound: 3e-12, printed: "12996", certified: "12996" })],
        { label: "∂y/∂x" },
      ),
    ],
    opinions: [...witnesses.slice(0, 3), agrees("symbolic", "mathjs derivative", 3, 0)],
  }),
  finding("chapter/network-2-3-1", "conforms", {
    title: "the 2-3-1 network, backwards",
    clause: "BACK-1",
    digits: 15.9,
    formula: network,
    summary: "All 3 quantities agree, the weakest to 15.9 digits.",
    quantities: [
      quantity(
        "a2",
        "value",
        [1, 1],
        [
          entry([0, 0], 0.7457362744004506, "0.7457362744004505767514974534219323", 16.4, {
            printed: "0.746",
            certified: "0.7457362744004505767514974534219323",
          }),
        ],
      ),
      quantity(
        "W2",
        "gradient",
        [1, 3],
        [
          entry([0, 0], -0.018802633815057593, "-0.01880263381505759156421194947202201", 16.1, {
            certified: "-0.01880263381505759156421194947202201",
          }),
          entry([0, 1], -0.029891366577863787, "-0.02989136657786378351233694531449652", 15.9),
          entry([0, 2], -0.04098009934051013, "-0.04098009934051013546046194115697104", 15.9),
        ],
      ),
      quantity(
        "b1",
        "gradient",
        [3, 1],
        [entry([2, 0], -0.02892712894624245, "-0.02892712894624244856032607611080309", 17)],
        { because: "relu′(0) = 0 was taken" },
      ),
    ],
    opinions: witnesses,
    notes: ["takes relu′(0) = 0, one of the admissible values"],
  }),
  ...violations,
  finding("edges/cancellation", "imprecise", {
    title: "a difference of nearly equal numbers",
    clause: "PREC-2",
    formula: ["L = log(1 + exp(z))"],
    digits: 8.2,
    summary: "Right to 8 digits where 15 are within reach.",
    quantities: [
      quantity(
        "z",
        "gradient",
        [1],
        [entry([0], 9.999999939e-9, "1.0000000000000000209e-8", 8.2, { ok: false })],
        { status: "imprecise" },
      ),
    ],
    opinions: witnesses.slice(0, 2),
    notes: ["computes 1 − σ(−z) where σ(z) is meant"],
  }),
  finding("losses/clip", "inconclusive", {
    title: "where bce is flat",
    clause: "LOSS-9",
    summary: "One witness only: nobody is accused on one.",
    quantities: [
      quantity("p", "gradient", [1], [entry([0], 1e15, "0", null, { ok: false })], { status: "undecided" }),
    ],
    opinions: [
      witnesses[0]!,
      {
        oracle: "finite differences",
        method: "central",
        kind: "abstains",
        because: "the step crosses the kink at 1e-15",
      },
    ],
  }),
  finding("losses/kink", "disputed", {
    title: "two oracles at one kink",
    clause: "LOSS-9",
    summary: "dual and finite differences contradict each other at ∂L/∂p[0].",
    quantities: [
      quantity("p", "gradient", [1], [entry([0], 0.5, "1", 0.3, { ok: false })], { status: "suspect" }),
    ],
    opinions: [
      witnesses[0]!,
      { oracle: "finite differences", method: "central", kind: "disagrees", at: "∂L/∂p[0]: 0.5 ± 1e-20" },
    ],
  }),
  finding("ops/gelu", "unsupported", {
    title: "gelu",
    clause: "ACT-8",
    summary: "the engine does not offer gelu",
  }),
  finding("hostile/crash", "errored", {
    title: HOSTILE,
    clause: HOSTILE,
    source: HOSTILE,
    formula: [HOSTILE],
    summary: `the engine crashed: ${HOSTILE}\nTraceback (most recent call last):\n  ${LONG}`,
    opinions: [{ oracle: HOSTILE, method: HOSTILE, kind: "abstains", because: HOSTILE }],
    notes: [HOSTILE, LONG],
    replay: `backproof run '${HOSTILE}'`,
  }),
];

export const sample: Report = {
  header: {
    type: "header",
    format: "backproof-results",
    version: 1,
    tool: "backproof 0.1.0",
    started: "2026-03-14T15:09:26.535Z",
    host: "localhost",
    selected: 11,
    engine: {
      name: "mine.py",
      version: "1.2.0",
      language: "Python 3.12",
      dtype: "float64",
      evaluates: true,
      spec: "cmd:python3 mine.py",
      answers: ["network", "loss"],
      squaredError: "declared",
      notes: ["samples are columns"],
    },
  },
  findings,
  complaints: [
    {
      type: "complaint",
      file: "fixtures/losses/new.yaml",
      line: 7,
      column: 12,
      message: `"mean_squared" is not a loss ${HOSTILE}`,
      hint: "did you mean mse?",
      frame: "6 | loss:\n7 |   { name: mean_squared }\n  |           ^^^^^^^^^^^^",
    },
  ],
  diagnosis,
  footer: {
    type: "footer",
    ended: "2026-03-14T15:09:27.100Z",
    ms: 565,
    end: "complete",
    exit: 1,
    counts: {
      conforms: 2,
      imprecise: 1,
      violates: 4,
      inconclusive: 1,
      disputed: 1,
      unsupported: 1,
      errored: 1,
    },
  },
};
