/** The columns of what is judged beside the cases: which mutants contradict themselves from question to question. */
import { mutantEngine } from "../../engine/mutants/engine.ts";
import type { Answered, Mutant } from "../../engine/mutants/mutant.ts";
import type { Engine } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import type { Finding } from "../../spec/report.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { behaviourFindings } from "../behaviour/behaviour.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import type { Column, Mark } from "./column.ts";
import type { Precision } from "./precision.ts";
import { unmutated } from "./stage.ts";

export interface Behaving {
  readonly mutants: readonly Mutant[];
  readonly precision: Precision;
  /** Cases whose questions may be asked. */
  readonly pool: readonly Case[];
  isMeant(id: string): boolean;
}

/** The mutant's engine, its answers rounded to what the precision stores: an array that it hands out again is the same array again. */
function engineOf(mutant: Mutant, { name, store }: Precision): Engine {
  const engine = mutantEngine(mutant);
  if (name === "float64") return engine;
  const arrays = new WeakMap<Float64Array, Float64Array>();
  const rounded = ({ shape, data }: Tensor): Tensor => {
    const own = arrays.get(data) ?? new Float64Array(data.length);
    arrays.set(data, own);
    data.forEach((x, k) => {
      own[k] = store(x);
    });
    return { shape, data: own };
  };
  const all = (tensors: Answered["values"]): Answered["values"] =>
    Object.fromEntries(Object.entries(tensors).map(([key, x]) => [key, rounded(x)]));
  return {
    ...engine,
    ask: async (question) => {
      const answer = await engine.ask(question);
      return answer.kind === "answered"
        ? { ...answer, values: all(answer.values), gradients: all(answer.gradients) }
        : answer;
    },
  };
}

async function findingsOf(mutant: Mutant, { precision, pool }: Behaving): Promise<readonly Finding[]> {
  const engine = engineOf(mutant, precision);
  const description = { ...(await engine.describe()), dtype: precision.dtype };
  const findings: Finding[] = [];
  for await (const finding of behaviourFindings(engine, description, "mutant", pool)) findings.push(finding);
  return findings;
}

const isGreen = ({ verdict }: Finding): boolean => verdict === "conforms" || verdict === "unsupported";

function markOf(finding: Finding): Mark {
  if (isGreen(finding)) return "unseen";
  return finding.verdict === "inconclusive" || finding.verdict === "disputed" ? "suspected" : "killed";
}

/**
 * One column a behaviour. They are asked of mutants that keep something in mind, and of those that break a clause which a behaviour is
 * there for; the others answer the same whatever was asked before.
 */
export async function behaviourColumns(plan: Behaving): Promise<readonly Column[]> {
  if (!behaviourIds.some(plan.isMeant)) return [];
  const right = (await findingsOf(unmutated, plan)).filter(({ id }) => plan.isMeant(id));
  const clauses = new Set(right.map(({ clause }) => clause));
  const marks = new Map(right.map(({ id }) => [id, new Map<string, Mark>()]));
  for (const mutant of plan.mutants) {
    if (!mutant.session && !clauses.has(mutant.clause)) continue;
    for (const finding of await findingsOf(mutant, plan))
      marks.get(finding.id)?.set(mutant.name, markOf(finding));
  }
  return right.map((finding) => {
    const { id, clause, verdict, summary } = finding;
    return {
      ...{ id, clause, guards: [], marks: marks.get(id) as ReadonlyMap<string, Mark> },
      ...(!isGreen(finding) && { report: `${verdict}: ${summary}` }),
      isBlind: verdict !== "conforms",
    };
  });
}
