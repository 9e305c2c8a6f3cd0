/** A mutant as an engine: the reference engine with the bug in it, within each question and from question to question. */
import type { Engine, Evaluation } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import { evaluate, type Name } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { asked, referenceEngine } from "../reference/engine.ts";
import type { Mutant } from "./mutant.ts";
import { runMutant } from "./run.ts";

type Points = readonly Readonly<Record<Name, Tensor>>[];

/** What it refuses, it refuses as the reference does; where the bug has no place, it answers right. */
export function mutantEngine(mutant: Mutant): Engine {
  const reference = referenceEngine();
  const spoil = mutant.session?.() ?? ((_, right) => right);
  return {
    ...reference,
    describe: async () => ({
      ...(await reference.describe()),
      name: `backproof reference with ${mutant.name}`,
    }),
    ask: async (question) => {
      const due = await reference.ask(question);
      if (due.kind === "answered") return { ...due, ...spoil(question, runMutant(mutant, question) ?? due) };
      spoil(question, { values: {}, gradients: {} });
      return due;
    },
    evaluate: async (question, points) =>
      evaluated(mutant, question, points) ?? reference.evaluate(question, points),
  };
}

/** Its own forward pass, if that is another one. */
function evaluated(mutant: Mutant, question: Question, points: Points): Evaluation | undefined {
  if (question.kind === "training") return undefined;
  const right = lower(question);
  const { graph = right, numbers, told } = mutant.sabotage(right, question) ?? {};
  if (graph === right && !numbers && !told) return undefined;
  const n = numbers?.(float64) ?? float64;
  const values = points.map((point) => {
    const all = evaluate(graph, n, point);
    const own = told ? told(all) : all;
    return Object.fromEntries(
      asked(question).values.flatMap((name) => (own.has(name) ? [[name, own.get(name) as Tensor]] : [])),
    );
  });
  return { kind: "evaluated", values };
}
