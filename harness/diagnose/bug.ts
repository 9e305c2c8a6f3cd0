/** Which bug it is: a constant factor, or a mutant of the reference engine that gives the same wrong numbers. */

import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import type { Case } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import type { Finding } from "../../spec/report.ts";
import type { Tensor } from "../../spec/tensor.ts";
import type { Answer } from "../judge.ts";
import type { Known, Truth } from "../truth/known.ts";

type Diagnosis = NonNullable<Finding["diagnosis"]>;

interface Pair {
  readonly name: string;
  readonly x: Tensor;
  readonly known: Known;
}

/** Engine's gradients that have a truth of the same size. */
function pairs(answer: Answer, truth: Truth): readonly Pair[] {
  return Object.entries(answer.gradients).flatMap(([name, x]) => {
    const known = truth.gradients.get(name);
    return known && known.hi.length === x.data.length ? [{ name, x, known }] : [];
  });
}

/** Factors that have a usual cause. m: samples, k: outputs. */
function causeOf(ratio: number, c: Case): string | undefined {
  const near = (x: number) => Math.abs(ratio - x) <= 1e-6 * Math.abs(x);
  const target = "target" in c.question ? c.question.target.shape : [];
  const m = target[target.length - 1] ?? 1;
  const k = target.length > 1 ? target[0] : 1;
  if (near(-1)) return "reverses the sign of every gradient";
  if (near(2)) return "doubles every gradient: that of the square where ½ of it is asked, or added up twice";
  if (near(0.5)) return "halves every gradient: that of ½·square where the square is asked";
  if (m > 1 && near(m)) return `forgets to divide by the ${m} samples of the batch`;
  if (m > 1 && near(1 / m)) return `divides by the ${m} samples of the batch once too often`;
  if (k > 1 && near(1 / k)) return `divides by the ${k} outputs as well`;
  if (k > 1 && near(k)) return `forgets to divide by the ${k} outputs`;
  return undefined;
}

/** Ratios of fewer numbers than this are no pattern: any wrong number is the right one times something. */
const fewNumbers = 3;

/** All gradients are the truth times one number. */
function constantFactor(c: Case, all: readonly Pair[], matching: readonly Mutant[]): Diagnosis | undefined {
  let [product, square, count] = [0, 0, 0];
  for (const { x, known } of all) {
    const scale = known.hi.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
    for (let k = 0; k < known.hi.length; k++) {
      product += (x.data[k] / scale) * (known.hi[k] / scale);
      square += (known.hi[k] / scale) ** 2;
      if (known.hi[k] !== 0) count++;
    }
  }
  const ratio = product / square;
  // one times the truth is no bug of these gradients: what is wrong stands elsewhere
  if (!Number.isFinite(ratio) || ratio === 0 || Math.abs(ratio - 1) < 1e-12) return undefined;
  const fits = all.every(({ x, known }) =>
    known.hi.every(
      (g, k) =>
        Math.abs(x.data[k] - ratio * g) <=
        Math.max(1, Math.abs(ratio)) * (4 * known.bound[k] + 1e-12 * Math.abs(g)),
    ),
  );
  const cause = causeOf(ratio, c);
  if (!fits || (count < fewNumbers && (!cause || matching.length > 0))) return undefined;
  return {
    name: matching.length > 0 ? namesOf(matching) : "constant-factor",
    story: cause ?? `gives ${Number(ratio.toPrecision(6))} times every gradient`,
    evidence: `one ratio, ${Number(ratio.toPrecision(12))}, in every gradient shown`,
  };
}

/** Roundings in one of the engine's numbers, relative to it: the median over those that tell something. */
function usualRounding(all: readonly Pair[]): number {
  const ratios = all.flatMap(({ known }) =>
    [...known.hi].flatMap((g, k) => (g !== 0 && known.bound[k] > 0 ? [known.bound[k] / Math.abs(g)] : [])),
  );
  return ratios.toSorted((a, b) => a - b)[ratios.length >> 1] ?? 2 ** -47;
}

/**
 * Mutants that give every gradient the engine gives, each of them somewhere out of the truth's own tolerance.
 *
 * |g − g_k| ≤ 4E·max(1, |g_k/g*|) + r·|g_k|: the bug's own number within what rounding does to it. E is the tolerance at the truth g*, and r
 * its usual size relative to a gradient, which stands for it where g* is 0.
 */
export function matchingMutants(
  c: Case,
  graph: Graph | undefined,
  answer: Answer,
  truth: Truth,
  library: readonly Mutant[] = mutants,
): readonly Mutant[] {
  const all = pairs(answer, truth);
  const relative = usualRounding(all);
  return library.filter((mutant) => {
    const bug = runMutant(mutant, c.question, { graph });
    if (!bug) return false;
    let differs = false;
    const fits = all.every(({ name, x, known }) => {
      const own = bug.gradients[name];
      if (own?.data.length !== x.data.length) return false;
      return own.data.every((b, k) => {
        const [g, bound] = [known.hi[k], known.bound[k]];
        if (!(Math.abs(b - g) <= bound)) differs = true;
        const growth = g === 0 ? 1 : Math.max(1, Math.abs(b / g));
        return Math.abs(x.data[k] - b) <= 4 * bound * growth + relative * Math.abs(b);
      });
    });
    return fits && differs;
  });
}

const namesOf = (matching: readonly Mutant[]): string => matching.map(({ name }) => name).join(" or ");

/** Without those that are a case of another one in the list: `x-at-the-output` of `x`. */
const mostGeneral = (matching: readonly Mutant[]): readonly Mutant[] =>
  matching.filter(({ name }) => !matching.some((other) => name.startsWith(`${other.name}-`)));

/** One name if the numbers leave one, all of them if they leave several. */
function named(matching: readonly Mutant[]): Diagnosis | undefined {
  if (matching.length === 0) return undefined;
  const told = mostGeneral(matching);
  const mends = [...new Set(told.map(({ mend }) => mend))].join("; or: ");
  const same = "every gradient shown is the one that";
  return {
    name: namesOf(matching),
    story: told.map(({ story }) => story).join("; or "),
    evidence:
      matching.length === 1
        ? `${same} this bug gives. Mend: ${mends}`
        : `${same} each of these ${matching.length} bugs gives: this case cannot tell them apart. Mend: ${mends}`,
  };
}

/** Training runs are repeated with every bug in the catalogue: only short ones. */
const mostSteps = 100;

/** Undefined where no known bug explains every gradient: never a guess. */
export function diagnose(
  c: Case,
  graph: Graph | undefined,
  answer: Answer,
  truth: Truth,
  library: readonly Mutant[] = mutants,
): Diagnosis | undefined {
  const all = pairs(answer, truth);
  if (all.length === 0 || (c.question.kind === "training" && c.question.steps > mostSteps)) return undefined;
  const matching = matchingMutants(c, graph, answer, truth, library);
  return constantFactor(c, all, matching) ?? named(matching);
}

/** The bugs that explain all of the findings that have a diagnosis: what is one bug in every case keeps its name. */
export function bugsInAll(findings: readonly Pick<Finding, "diagnosis">[]): readonly string[] {
  const sets = findings.flatMap(({ diagnosis }) => (diagnosis ? [diagnosis.name.split(" or ")] : []));
  return (sets[0] ?? []).filter((name) => sets.every((set) => set.includes(name)));
}
