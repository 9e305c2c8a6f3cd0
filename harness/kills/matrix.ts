/** The kill matrix of the suite in one precision: who kills what, and whether anything is wrong with that. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Case } from "../../spec/case.ts";
import type { Clause } from "../../spec/clauses.ts";
import { behaviourColumns } from "./behaviours.ts";
import { type Column, columnOf } from "./column.ts";
import { proofOf } from "./equivalent.ts";
import { clauseGaps, type Fault, falseReports, heldOtherwise, idleCases, untrueGuards } from "./faults.ts";
import type { PrecisionName } from "./names.ts";
import { type Precision, precisionOf } from "./precision.ts";
import { killRate, type Row, rowOf, type Tally, tallyOf } from "./rows.ts";

export interface Plan {
  readonly precision: PrecisionName;
  readonly cases: readonly Case[];
  /** Cases whose questions may be asked to see how an engine behaves; default: `cases`. */
  readonly pool?: readonly Case[];
  /** Behaviours that are judged beside the cases, by their ids; default: none. */
  readonly isMeant?: (id: string) => boolean;
  readonly mutants: readonly Mutant[];
  /** All that there are; default: `mutants`. */
  readonly catalogue?: readonly Mutant[];
  /** The clauses that must be covered: only where the suite and the catalogue are asked as a whole. */
  readonly clauses?: readonly Clause[];
}

export interface Matrix {
  readonly precision: PrecisionName;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly tally: Tally;
  readonly faults: readonly Fault[];
  /** Clauses that have no fixture and no mutant because they need none, and why: where clauses are asked for. */
  readonly heldOtherwise: readonly string[];
  /** The rate of kills that is due. */
  readonly due: number;
  readonly isRed: boolean;
}

/** Half precisions cannot tell approximations of a function from the function. */
const dueIn = (precision: PrecisionName): number =>
  precision === "float64" || precision === "float32" ? 1 : 0.95;

/** Yields each column as it is known; returns the matrix. */
export async function* killMatrix(plan: Plan): AsyncGenerator<Column, Matrix> {
  const { cases, pool = cases, mutants, isMeant = () => false } = plan;
  const precision = precisionOf(plan.precision);
  const columns: Column[] = [];
  for (const c of cases) {
    const column = await columnOf(c, mutants, precision);
    columns.push(column);
    yield column;
  }
  for (const column of await behaviourColumns({ mutants, precision, pool, isMeant })) {
    columns.push(column);
    yield column;
  }
  return matrixOf(plan, columns, precision);
}

async function matrixOf(plan: Plan, columns: readonly Column[], precision: Precision): Promise<Matrix> {
  const { cases, mutants, catalogue = mutants, clauses } = plan;
  const isWhole = clauses !== undefined;
  const rows: Row[] = [];
  for (const mutant of mutants)
    rows.push(await rowOf(mutant, columns, { isWhole, prove: (one) => proofOf(one, cases, precision) }));
  const tally = tallyOf(rows);
  // what a suite promises, it promises in float64: a narrow format cannot show everything
  const isPromised = plan.precision === "float64";
  const isEveryMutant = mutants.length === catalogue.length;
  // behaviours are no part of a folder of fixtures
  const held = isWhole ? columns : columns.filter(({ file }) => file !== undefined);
  const faults = [
    ...falseReports(columns),
    ...(isPromised ? untrueGuards(columns, mutants, catalogue) : []),
    ...(isPromised && isEveryMutant ? idleCases(held) : []),
    ...(isPromised && clauses ? clauseGaps(clauses, columns, mutants) : []),
  ];
  const needless = (clauses ?? []).filter(({ id }) => heldOtherwise[id] !== undefined);
  const due = dueIn(plan.precision);
  return {
    precision: plan.precision,
    ...{ columns, rows, tally, faults, due },
    heldOtherwise: needless.map(({ id }) => `${id}: ${heldOtherwise[id]}`),
    isRed: faults.length > 0 || !(killRate(tally) >= due),
  };
}
