/** One-parameter families of bugs: the parameter that the engine's numbers ask for. */
import { type Family, member } from "../../engine/mutants/family.ts";
import type { Answered, Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import type { Evidence, Shown } from "./evidence.ts";
import { matchOf, sizeOfTruth } from "./match.ts";

/** Points of the grid on which the search starts, and steps of the secant that ends it. */
const gridPoints = 25;
const mostSteps = 40;

const memberOf = (family: Family, parameter: number): Mutant => {
  const shown = Number(parameter.toPrecision(6));
  const { story, formula } = member(family, shown, family.name, "gross");
  const own = member(family, parameter, `${family.name} (${family.symbol} = ${shown})`, "gross");
  return { ...own, story, formula };
};

/** Members that give every number of one of these cases. Undefined where none does. */
export function fitted(family: Family, cases: readonly Evidence[]): Mutant | undefined {
  for (const evidence of cases) {
    const parameter = fittedTo(family, evidence);
    if (parameter !== undefined) return memberOf(family, parameter);
  }
  return undefined;
}

function fittedTo(family: Family, evidence: Evidence): number | undefined {
  const answerAt = (parameter: number): Answered | undefined =>
    runMutant(memberOf(family, parameter), evidence.question, { graph: evidence.graph });
  if (!answerAt(gridOf(family)[0])) return undefined;
  const isIt = (parameter: number): boolean => {
    const answer = answerAt(parameter);
    return answer !== undefined && matchOf(evidence, answer) !== undefined;
  };
  const place = mostWrong(evidence);
  if (!place) return undefined;
  const due = place.shown.x.data[place.k];
  const excess = (parameter: number): number => {
    const answer = answerAt(parameter);
    const { kind, name } = place.shown;
    return (
      ((kind === "value" ? answer?.values : answer?.gradients)?.[name]?.data[place.k] ?? Number.NaN) - due
    );
  };
  for (const root of rootsOf(excess, gridOf(family))) {
    const short = [2, 3, 4, 6].map((digits) => Number(root.toPrecision(digits)));
    const found = [...short, root].find(isIt);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entry that is furthest off: it tells most of the parameter. */
function mostWrong({ shown }: Evidence): { readonly shown: Shown; readonly k: number } | undefined {
  let best: { readonly shown: Shown; readonly k: number } | undefined;
  let most = 0;
  for (const one of shown) {
    if (!one.isWrong || one.x.data.length !== one.known.hi.length) continue;
    const size = sizeOfTruth(one);
    one.x.data.forEach((x, k) => {
      const off = Math.abs(x - one.known.hi[k]) / size;
      if (off > most) [most, best] = [off, { shown: one, k }];
    });
  }
  return best;
}

function gridOf({ range: [from, to], scale, usual = [] }: Family): readonly number[] {
  const at = (i: number) => i / (gridPoints - 1);
  const grid = Array.from({ length: gridPoints }, (_, i) =>
    scale === "log" ? from * (to / from) ** at(i) : from + (to - from) * at(i),
  );
  return [...grid, ...usual].toSorted((a, b) => a - b);
}

/** Where f changes its sign on the grid, or is nearest to 0: each by the secant. */
function* rootsOf(f: (x: number) => number, grid: readonly number[]): Generator<number> {
  const values = grid.map(f);
  for (let i = 1; i < grid.length; i++) {
    if (values[i - 1] === 0) yield grid[i - 1];
    if (values[i - 1] * values[i] < 0) yield secant(f, [grid[i - 1], values[i - 1]], [grid[i], values[i]]);
  }
  const nearest = values.reduce((best, y, i) => (Math.abs(y) < Math.abs(values[best]) ? i : best), 0);
  const beside = Math.min(nearest + 1, grid.length - 1);
  if (nearest !== beside) yield secant(f, [grid[beside], values[beside]], [grid[nearest], values[nearest]]);
}

type Point = readonly [x: number, y: number];

function secant(f: (x: number) => number, first: Point, second: Point): number {
  let [a, b] = [first, second];
  for (let step = 0; step < mostSteps && b[1] !== 0 && a[1] !== b[1]; step++) {
    const x = b[0] - (b[1] * (b[0] - a[0])) / (b[1] - a[1]);
    if (!Number.isFinite(x) || x === b[0]) break;
    [a, b] = [b, [x, f(x)]];
  }
  return Math.abs(a[1]) < Math.abs(b[1]) ? a[0] : b[0];
}
