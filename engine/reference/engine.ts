/** The built-in engine: the tape on float64. It answers every question that the suite can ask. */
import { type Engine, type Evaluation, type Observation, profileNames } from "../../spec/answer.ts";
import type { Question, TrainingQuestion, Wanted } from "../../spec/case.ts";
import { evaluate, type Name } from "../../spec/graph.ts";
import { checkGraph } from "../../spec/lower/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { lossNames } from "../../spec/lower/loss.ts";
import { atStep, lowerTraining } from "../../spec/lower/network.ts";
import { opNames } from "../../spec/ops/index.ts";
import { filled, type Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { sweep } from "./tape.ts";
import { descend } from "./training.ts";

type Named = Record<Name, Tensor>;

/** What must and what may be answered, together. */
export function asked({ want, also }: Pick<Question, "want" | "also">): Wanted {
  const both = (kind: keyof Wanted) => [...new Set([...want[kind], ...(also?.[kind] ?? [])])];
  return { values: both("values"), gradients: both("gradients") };
}

function answerTraining(q: TrainingQuestion): Observation {
  const wanted = asked(q);
  const values: Named = {};
  const gradients: Named = {};
  const keep = (into: Named, names: readonly Name[], step: number, from: ReadonlyMap<Name, Tensor>): void => {
    for (const name of names) {
      const at = atStep(name);
      const x = at?.step === step ? from.get(at.node) : undefined;
      if (x) into[name] = x;
    }
  };
  for (const pass of descend(q, float64)) {
    keep(values, wanted.values, pass.step, pass.values);
    keep(gradients, wanted.gradients, pass.step, pass.gradients);
  }
  return { kind: "answered", values, gradients };
}

/** Why a question cannot be answered; undefined for a valid one. */
function refusalOf(q: Question): Observation | undefined {
  if ("loss" in q && !lossNames.includes(q.loss.name))
    return { kind: "unsupported", what: `loss:${q.loss.name}` };
  const graph = q.kind === "training" ? lowerTraining(q).step : lower(q);
  const strange = graph.nodes.find(({ op }) => !opNames.includes(op));
  if (strange) return { kind: "unsupported", what: `op:${strange.op}` };
  const [problem] = checkGraph(graph);
  return problem && { kind: "rejected", message: `${problem.node}: ${problem.message}` };
}

function answer(q: Question): Observation {
  try {
    const refusal = refusalOf(q);
    if (refusal) return refusal;
  } catch (error) {
    // a formula that cannot be read
    if (error instanceof SyntaxError) return { kind: "rejected", message: error.message };
    throw error;
  }
  if (q.kind === "training") return answerTraining(q);
  const wanted = asked(q);
  const pass = sweep(lower(q), float64, { wanted: wanted.gradients });
  const values: Named = {};
  const gradients: Named = {};
  for (const name of wanted.values) {
    const value = pass.values.get(name);
    if (value) values[name] = value;
  }
  // What the output does not depend on has the gradient 0.
  for (const name of wanted.gradients) {
    const value = pass.values.get(name);
    if (value) gradients[name] = pass.gradients.get(name) ?? filled(value.shape, 0);
  }
  return { kind: "answered", values, gradients };
}

function evaluatePoints(q: Question, points: readonly Readonly<Named>[]): Evaluation {
  if (q.kind === "training") return { kind: "failed", because: "training is not one function" };
  const graph = lower(q);
  const names = asked(q).values;
  const values = points.map((point) => {
    const all = evaluate(graph, float64, point);
    return Object.fromEntries(
      names.flatMap((name) => (all.has(name) ? [[name, all.get(name) as Tensor]] : [])),
    );
  });
  return { kind: "evaluated", values };
}

export function referenceEngine(): Engine {
  return {
    describe: async () => ({
      name: "backproof reference",
      language: "TypeScript",
      dtype: "float64",
      answers: ["graph", "expression", "loss", "network", "training"],
      profiles: profileNames,
      evaluates: true,
    }),
    ask: async (question) => answer(question),
    evaluate: async (question, points) => evaluatePoints(question, points),
    close: async () => {},
  };
}
