/** What the kill matrix holds against the suite itself: guards that are not true, cases that kill nothing, clauses that nobody asks or breaks. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { Clause } from "../../spec/clauses.ts";
import type { Column, Mark } from "./column.ts";

export interface Fault {
  readonly kind: "guard" | "idle" | "clause" | "report";
  /** Of the case, behaviour or clause. */
  readonly id: string;
  /** `fixtures/chapter/mse.yaml:7` */
  readonly where?: string;
  readonly text: string;
}

const placeOf = ({ id, file, line }: Column): Pick<Fault, "id" | "where"> =>
  file === undefined ? { id } : { id, where: `${file}:${line}` };

const seenAs: Readonly<Record<Exclude<Mark, "killed" | "suspected">, string>> = {
  admitted: "is right there in a dialect",
  unseen: "is right there within what rounding can do",
  unchanged: "gives the right numbers there",
};

/** Guards whose bug nobody sees there, of `mutants`, and names that are none of the catalogue's. A bug that is only doubted is seen. */
export function untrueGuards(
  columns: readonly Column[],
  mutants: readonly Mutant[],
  catalogue: readonly Mutant[],
): readonly Fault[] {
  const [selected, known] = [mutants, catalogue].map((all) => new Set(all.map(({ name }) => name)));
  return columns.flatMap((column) =>
    column.guards.flatMap((name): readonly Fault[] => {
      const mark = column.marks.get(name);
      if (mark === "killed" || mark === "suspected" || (known.has(name) && !selected.has(name))) return [];
      const told = mark ? seenAs[mark] : "has no place there";
      const text = `${column.id} guards against ${name}, which ${known.has(name) ? told : "is no bug of the catalogue"}`;
      return [{ kind: "guard", ...placeOf(column), text }];
    }),
  );
}

export const kills = ({ marks }: Column): readonly string[] =>
  [...marks].flatMap(([name, mark]) => (mark === "killed" ? [name] : []));

/** Columns in which no mutant is killed. */
export function idleCases(columns: readonly Column[]): readonly Fault[] {
  return columns
    .filter((column) => kills(column).length === 0)
    .map((column) => ({ kind: "idle", ...placeOf(column), text: `${column.id} kills nothing` }));
}

/** MUST clauses that no question can ask and no arithmetic can break, and what holds engines to them instead. */
export const heldOtherwise: Readonly<Record<string, string>> = {
  "WIRE-4": "what an engine's description claims is held against it in every case",
};

/** MUST clauses that no case asks, or that no mutant breaks; and such as are said to need none, but have one. */
export function clauseGaps(
  clauses: readonly Clause[],
  columns: readonly Pick<Column, "clause">[],
  mutants: readonly Pick<Mutant, "clause">[],
): readonly Fault[] {
  const [asked, broken] = [columns, mutants].map((all) => new Set(all.map(({ clause }) => clause)));
  return clauses
    .filter(({ level }) => level === "MUST")
    .flatMap(({ id }): readonly Fault[] => {
      if (heldOtherwise[id] !== undefined) {
        const text = `${id} is said to be held without a fixture and a mutant, but has one`;
        return asked.has(id) || broken.has(id) ? [{ kind: "clause", id, where: "spec/README.md", text }] : [];
      }
      const missing = [...(asked.has(id) ? [] : ["fixture"]), ...(broken.has(id) ? [] : ["mutant"])];
      return missing.length > 0
        ? [{ kind: "clause", id, where: "spec/README.md", text: `${id} has no ${missing.join(" and no ")}` }]
        : [];
    });
}

/** What is said against the engine without a bug. */
export function falseReports(columns: readonly Column[]): readonly Fault[] {
  return columns.flatMap((column): readonly Fault[] =>
    column.report === undefined
      ? []
      : [
          {
            kind: "report",
            ...placeOf(column),
            text: `${column.id} reports an engine without a bug: ${column.report}`,
          },
        ],
  );
}
