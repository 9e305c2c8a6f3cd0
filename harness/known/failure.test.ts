import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import type { Observation } from "../../spec/answer.ts";
import type { Numbers } from "../../spec/numbers.ts";
import type { Cell, Finding } from "../../spec/report.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { examine } from "../examine.ts";
import {
  everyGradient,
  fakeEngine,
  findingOf,
  fixture,
  rightAnswer,
  subjectOf,
  times,
  withGradient,
} from "../fake.ts";
import { failsAs, failureOf, failureText, isFailing } from "./failure.ts";

const seen = (id: string, observation: Observation): Promise<Finding> =>
  examine(fixture(id), subjectOf(fakeEngine(() => observation)));

/** Rows or columns of a matrix in the other order. */
function turned({ shape, data }: Tensor, axis: 0 | 1): Tensor {
  const [rows = 1, columns = 1] = shape;
  const from = (i: number, j: number) =>
    axis === 0 ? (rows - 1 - i) * columns + j : i * columns + columns - 1 - j;
  return { shape, data: data.map((_, k) => data[from(Math.floor(k / columns), k % columns)]!) };
}
/** Honest as float64 is, and another machine: it sums from the other end, and its library is off by a unit in the last place. */
const elsewhere: Numbers<Tensor> = {
  ...float64,
  matmul: (a, b) => float64.matmul(turned(a, 1), turned(b, 0)),
  elementary(name, x) {
    const y = float64.elementary(name, x);
    return { ...y, data: y.data.map((v, k) => (x.data[k] === 0 ? v : v * (1 + ((k % 3) - 1) * 2 ** -52))) };
  },
};

describe("how a case fails", () => {
  test("is the same on another machine that sums in another order, for every bug of a sample of the catalogue", async () => {
    const c = fixture("probes/smooth-2-3-2-gelu");
    let failing = 0;
    for (const mutant of mutants.filter((_, k) => k % 20 === 3)) {
      const [here, there] = [{}, { numbers: elsewhere }].map((options) =>
        runMutant(mutant, c.question, options),
      );
      if (!here || !there) continue;
      const finding = await seen(c.id, { kind: "answered", ...here });
      if (!isFailing(finding)) continue;
      failing++;
      const other = await seen(c.id, { kind: "answered", ...there });
      expect([mutant.name, failsAs(failureOf(finding), other)]).toEqual([mutant.name, true]);
    }
    expect(failing).toBeGreaterThan(3);
  });
  test("names where it starts, and how far that is off", async () => {
    const c = fixture("chapter/mse");
    const text = async (change: Parameters<typeof everyGradient>[0]) =>
      failureText(failureOf(await findingOf(c, everyGradient(change))));
    expect(await text(times(-1))).toBe("violates, ∂L/∂p times -1");
    expect(await text(times(1 / 3))).toBe("violates, ∂L/∂p times 0.333");
    expect(await text(times(0))).toBe("violates, ∂L/∂p times 0");
    expect(await text(times(1.001))).toBe("violates, ∂L/∂p off by 0.001");
    expect(await text(({ shape, data }) => ({ shape, data: data.toReversed() }))).toMatch(
      /^violates, ∂L\/∂p off by 0\.\d{3}$/,
    );
    expect(await text(times(Number.NaN))).toBe("violates, ∂L/∂p, not finite");
  });
  test("without numbers is what is missing, or what kind of end it came to", async () => {
    const c = fixture("chapter/mse");
    const answer = await rightAnswer(c.question);
    const flat = await findingOf(
      c,
      withGradient("p", ({ data }) => ({ shape: [1, data.length], data })),
    );
    const texts = [
      flat,
      await seen(c.id, { ...answer, gradients: {} }),
      await seen(c.id, { kind: "crashed", stderr: "  at 0x7f81\nTypeError: bad operand 17", always: true }),
      await seen(c.id, { kind: "crashed", stderr: "the process ended with exit code 3", always: false }),
      await seen(c.id, { kind: "timed-out", afterMs: 5003 }),
      await seen(c.id, { kind: "malformed", problem: "values.L is null where a number belongs" }),
    ].map((finding) => failureText(failureOf(finding)));
    expect(texts).toEqual([
      "violates, ∂L/∂p, has the shape [1, 3] where [3] is due",
      "violates, ∂L/∂p, was asked for and is not in the answer",
      "errored, crashed, asked alone too, TypeError",
      "errored, crashed after other questions, but not alone, exit code 3",
      "errored, gave no answer",
      "errored, answered what cannot be read, values.L",
    ]);
  });
});

describe("a change", () => {
  const wrong = (ratio: number): Promise<Finding> =>
    findingOf(fixture("chapter/mse"), everyGradient(times(ratio)));
  /** The same finding, every number of the engine times `factor(k)`. */
  const moved = (finding: Finding, factor: (k: number) => number): Finding => ({
    ...finding,
    quantities: finding.quantities.map((quantity) => ({
      ...quantity,
      entries: quantity.entries.map((entry, k) => ({
        ...entry,
        engine: (Number(entry.engine) * factor(k)) as Cell,
      })),
    })),
  });
  test("of the last bits is none, and of the third digit is one", async () => {
    for (const finding of [await wrong(-3.7), await wrong(1.004)]) {
      const failure = failureOf(finding);
      const isKept = (factor: (k: number) => number) => failsAs(failure, moved(finding, factor));
      fc.assert(
        fc.property(fc.integer({ min: -8, max: 8 }), (ulps) => isKept((k) => 1 + ulps * (k + 1) * 2 ** -53)),
      );
      fc.assert(
        fc.property(fc.double({ min: 1.02, max: 1e6, noNaN: true }), fc.boolean(), (ratio, isLess) => {
          return !isKept(() => (isLess ? 1 / ratio : ratio));
        }),
      );
    }
  });
  test("of the place, of the verdict or of the kind is one", async () => {
    const [finding, crash] = [
      await wrong(2),
      await seen("chapter/mse", { kind: "crashed", stderr: "SIGSEGV" }),
    ];
    const failure = failureOf(finding);
    expect(failsAs(failure, finding)).toBe(true);
    expect(failsAs({ ...failure, at: "L" }, finding)).toBe(false);
    expect(failsAs({ ...failure, verdict: "imprecise" }, finding)).toBe(false);
    expect(failsAs(failure, crash)).toBe(false);
    expect(failsAs(failureOf(crash), finding)).toBe(false);
    expect(failsAs({ ...failureOf(crash), says: "crashed, SIGABRT" }, crash)).toBe(false);
  });
  test("of what is not written is none: whoever takes a line out of the list asks for less", async () => {
    const finding = await wrong(2);
    expect(failsAs({ verdict: "violates" }, finding)).toBe(true);
    expect(failsAs({ verdict: "violates", times: "3" }, finding)).toBe(false);
  });
});
