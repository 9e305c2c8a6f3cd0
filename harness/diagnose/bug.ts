/** Which bug it is: a constant factor, or a mutant of the reference engine that gives the same wrong numbers. */

import { mutants } from "../../engine/mutants/index.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { sweep } from "../../engine/reference/tape.ts";
import type { Case } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import type { Finding } from "../../spec/report.ts";
import type { Answer } from "../judge.ts";
import type { Truth } from "../truth/truth.ts";

type Diagnosis = NonNullable<Finding["diagnosis"]>;

/** Engine's gradients that have a truth of the same size. */
function pairs(answer: Answer, truth: Truth) {
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

/** All gradients are the truth times one number. */
function constantFactor(c: Case, answer: Answer, truth: Truth): Diagnosis | undefined {
  let [product, square] = [0, 0];
  const all = pairs(answer, truth);
  for (const { x, known } of all) {
    const scale = Math.max(...known.hi.map(Math.abs)) || 1;
    for (let k = 0; k < known.hi.length; k++) {
      product += (x.data[k] / scale) * (known.hi[k] / scale);
      square += (known.hi[k] / scale) ** 2;
    }
  }
  const ratio = product / square;
  if (!Number.isFinite(ratio) || ratio === 0) return undefined;
  const fits = all.every(({ x, known }) =>
    known.hi.every(
      (g, k) =>
        Math.abs(x.data[k] - ratio * g) <=
        Math.max(1, Math.abs(ratio)) * (4 * known.bound[k] + 1e-12 * Math.abs(g)),
    ),
  );
  if (!fits) return undefined;
  const cause = causeOf(ratio, c);
  const story = cause ?? `gives ${Number(ratio.toPrecision(6))} times every gradient`;
  return {
    name: "constant-factor",
    story,
    evidence: `one ratio, ${Number(ratio.toPrecision(12))}, in every gradient shown`,
  };
}

// |g − g_k| ≤ 4E·max(1, |g_k/g|) + 64u·|g_k|: the bug's own number within what rounding does to it
function mutantMatch(c: Case, graph: Graph, answer: Answer, truth: Truth): Diagnosis | undefined {
  const all = pairs(answer, truth);
  const matching = mutants.filter((mutant) => {
    const ruleOf = mutant.sabotage(graph, c.question);
    if (!ruleOf) return false;
    const { gradients } = sweep(graph, float64, { wanted: all.map(({ name }) => name), ruleOf });
    return all.every(({ name, x, known }) => {
      const bug = gradients.get(name);
      return bug?.data.every((b, k) => {
        const growth = Math.max(1, Math.abs(b / known.hi[k]) || 1);
        return Math.abs(x.data[k] - b) <= 4 * known.bound[k] * growth + 64 * 2 ** -53 * Math.abs(b);
      });
    });
  });
  if (matching.length !== 1) return undefined;
  const [{ name, story, mend }] = matching;
  return { name, story, evidence: `every gradient shown is the one that this bug gives. Mend: ${mend}` };
}

/** Undefined where no known bug explains every gradient: never a guess. */
export function diagnose(c: Case, graph: Graph, answer: Answer, truth: Truth): Diagnosis | undefined {
  if (pairs(answer, truth).length === 0) return undefined;
  return constantFactor(c, answer, truth) ?? mutantMatch(c, graph, answer, truth);
}
