/** The kill matrix tested: mutants that change nothing, or what nobody asks, and guards that are not true. */
import { describe, expect, test } from "vitest";
import { mutants } from "../../engine/mutants/index.ts";
import { changeAfter, type Mutant, times } from "../../engine/mutants/mutant.ts";
import { clausesOfPackage } from "../../spec/clauses.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { fixture, fixtures } from "../fake.ts";
import { clauseGaps, heldOtherwise } from "./faults.ts";
import { killMatrix, type Matrix, type Plan } from "./matrix.ts";
import { killRate, tallyText } from "./rows.ts";
import { unmutated } from "./stage.ts";
import { outcomeText } from "./telling.ts";

const named = (name: string): Mutant => {
  const found = mutants.find((mutant) => mutant.name === name);
  if (!found) throw new Error(`no mutant ${name}`);
  return found;
};
const artificial = (name: string, sabotage: Mutant["sabotage"]): Mutant => ({
  ...unmutated,
  ...{ name, sabotage, clause: "BACK-2" },
});
const changesNothing = artificial("changes-nothing", () => ({ after: (gradients) => gradients }));
// no case asks for the gradient of the target
const changesTheTarget = artificial("changes-the-target's-gradient", (graph) =>
  graph.inputs.t
    ? changeAfter(
        (name) => name === "t",
        (g) => times(g, 2),
      )
    : undefined,
);
const doubles = artificial("doubles-everything", (graph) =>
  changeAfter(
    (name) => name in graph.inputs,
    (g) => times(g, 2),
  ),
);

async function matrixOf(plan: Partial<Plan>): Promise<Matrix> {
  const stream = killMatrix({
    precision: "float64",
    cases: [{ ...fixture("probes/smooth-2-3-2-mse"), guards: [] }],
    mutants: [doubles],
    ...plan,
  });
  for (;;) {
    const next = await stream.next();
    if (next.done) return next.value;
  }
}
const outcomes = ({ rows }: Matrix) => rows.map(({ outcome }) => outcome.kind);

describe("a mutant", () => {
  test("is killed where its numbers are wrong", async () => {
    const matrix = await matrixOf({});
    expect(outcomes(matrix)).toEqual(["killed"]);
    expect(matrix.isRed).toBe(false);
    expect(outcomeText(matrix.rows[0])).toBe("only probes/smooth-2-3-2-mse");
  });
  test("that changes nothing is equivalent, and it is said why", async () => {
    const [row] = (await matrixOf({ mutants: [changesNothing] })).rows;
    expect(row.outcome).toMatchObject({ kind: "equivalent" });
    expect(outcomeText(row)).toMatch(
      /^equivalent: every number, asked or not, is the right one in all \d+ places/,
    );
  });
  test("that changes only what no case asks survives, and that is red", async () => {
    const matrix = await matrixOf({ mutants: [doubles, changesTheTarget] });
    expect(outcomes(matrix)).toEqual(["killed", "survives"]);
    expect(outcomeText(matrix.rows[1])).toContain("changes nothing that is asked in 1 case");
    expect(matrix.isRed).toBe(true);
  });
  test("without a place survives where all cases are asked, and stands elsewhere where some are", async () => {
    const nowhere = artificial("nowhere", () => undefined);
    expect(outcomes(await matrixOf({ mutants: [nowhere] }))).toEqual(["elsewhere"]);
    expect(outcomes(await matrixOf({ mutants: [nowhere], clauses: [] }))).toEqual(["survives"]);
  });
  test("too small for a format is equivalent there, and killed where it can be held", async () => {
    const plan = { cases: [fixture("probes/tanh-square-blocks")], mutants: [named("one-entry-off-by-1e-9")] };
    expect(outcomes(await matrixOf(plan))).toEqual(["killed"]);
    for (const precision of ["float32", "bfloat16"] as const)
      expect(outcomes(await matrixOf({ ...plan, precision }))).toEqual(["equivalent"]);
    const half = await matrixOf({ mutants: [named("float32-inside")], precision: "float16" });
    expect(outcomeText(half.rows[0])).toContain("no fewer bits than float16");
  });
  test("that computes what a dialect admits is no kill, and the dialect is named", async () => {
    const cases = [fixture("probes/smooth-2-3-2-gelu")];
    const { rows } = await matrixOf({ cases, mutants: [named("gelu-of-the-other-form")] });
    expect(outcomeText(rows[0])).toMatch(/^equivalent: admitted by name .* gelu in its/);
  });
  test("that keeps something in mind is killed by a behaviour, in every precision", async () => {
    const plan = { cases: [], pool: fixtures("probes/"), isMeant: (id: string) => behaviourIds.includes(id) };
    for (const precision of ["float64", "float32"] as const) {
      const { rows } = await matrixOf({
        ...plan,
        precision,
        mutants: [named("buffers-handed-out"), unmutated],
      });
      expect(rows[0].seen.killed).toEqual(["state/kept"]);
      expect(rows[1].seen.killed).toEqual([]);
    }
  });
});

describe("the suite", () => {
  test("is red by a guard that is not true, and by one that is no bug", async () => {
    const c = {
      ...fixture("chapter/mse"),
      guards: ["relu-mask-forgotten", "no-such-bug", "doubles-everything"],
    };
    const catalogue = [...mutants, doubles];
    const { faults, isRed } = await matrixOf({ cases: [c], mutants: catalogue, catalogue });
    expect(faults.map(({ where, text }) => [where, text])).toEqual([
      [`${c.file}:${c.line}`, "chapter/mse guards against relu-mask-forgotten, which has no place there"],
      [`${c.file}:${c.line}`, "chapter/mse guards against no-such-bug, which is no bug of the catalogue"],
    ]);
    expect(isRed).toBe(true);
  });
  test("is red by a case that kills nothing", async () => {
    const c = { ...fixture("chapter/mse"), guards: [] };
    const { faults, isRed } = await matrixOf({ cases: [c], mutants: [changesNothing] });
    expect(faults.map(({ text }) => text)).toEqual(["chapter/mse kills nothing"]);
    expect(isRed).toBe(true);
  });
  test("is red by a MUST clause that no case asks, or no mutant breaks", () => {
    const clauses = clausesOfPackage().filter(({ id }) => ["BACK-2", "BACK-3", "WIRE-3"].includes(id));
    const gaps = clauseGaps(clauses, [{ clause: "BACK-2" }], [doubles]);
    expect(gaps.map(({ text }) => text)).toEqual(["BACK-3 has no fixture and no mutant"]);
  });
  test("needs no case for a clause that no question can ask, and is red if it has one all the same", () => {
    const clauses = clausesOfPackage().filter(({ id }) => id in heldOtherwise);
    expect(clauses.map(({ id }) => id)).toEqual(Object.keys(heldOtherwise));
    expect(clauses.every(({ level }) => level === "MUST")).toBe(true);
    expect(clauseGaps(clauses, [], [])).toEqual([]);
    const [{ id: clause }] = clauses;
    expect(clauseGaps(clauses, [{ clause }], []).map(({ id }) => id)).toEqual([clause]);
    expect(clauseGaps(clauses, [], [{ clause }]).map(({ id }) => id)).toEqual([clause]);
  });
});

describe("the last line", () => {
  const tally = { mutants: 165, killed: 160, suspected: 0, equivalent: 5, survive: 0 };
  test("counts mutants by what became of them, the suspected only where there are any", () => {
    expect(tallyText(tally)).toBe("165 mutants, 160 killed, 5 equivalent, 0 survive");
    expect(tallyText({ ...tally, killed: 158, suspected: 1, survive: 1 })).toBe(
      "165 mutants, 158 killed, 1 suspected, 5 equivalent, 1 survives",
    );
  });
  test("counts no equivalent mutant in the rate, and no suspicion as a kill", () => {
    expect(killRate(tally)).toBe(1);
    expect(killRate({ ...tally, killed: 152, suspected: 8 })).toBe(0.95);
  });
});
