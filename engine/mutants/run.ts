/** A mutant's answer to a question, in float64: what the campaigns judge, and what the diagnosis compares with. */
import type { Question, TrainingQuestion } from "../../spec/case.ts";
import { evaluate, type Graph, type Name, type Node } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import { atStep, lowerTraining } from "../../spec/lower/network.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { filled, type Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { asked } from "../reference/engine.ts";
import { sweep } from "../reference/tape.ts";
import type { Rule } from "../reference/vjps/rule.ts";
import { type Answered, type Mutant, map, type Named, ownRule, type Right, type Sabotage } from "./mutant.ts";

export interface RunOptions {
  /** The question's graph, if it is at hand. */
  readonly graph?: Graph;
  /** Arithmetic of the engine, where the bug is not in the arithmetic. Default: float64. */
  readonly numbers?: Numbers<Tensor>;
}

interface Start {
  readonly graph: Graph;
  readonly n: Numbers<Tensor>;
  readonly given?: Readonly<Record<Name, Tensor>>;
  readonly wanted?: readonly Name[];
}

/** Values and gradients of one pass. */
function pass(start: Start, sabotage: Sabotage): { readonly values: Named; readonly gradients: Named } {
  const { given, wanted } = start;
  const n = sabotage.numbers?.(start.n) ?? start.n;
  const graph = sabotage.graph ?? start.graph;
  const values = evaluate(graph, n, given);
  const known = Object.fromEntries(values);
  let done: Named | undefined;
  const right: Right = {
    n,
    values,
    gradientOf: (name) => {
      done ??= sweep(graph, n, { given: known, wanted: [...values.keys()] }).gradients;
      return done.get(name) ?? filled(values.get(name)?.shape ?? [], 0);
    },
  };
  const { ruleOf, walk, after, told } = sabotage;
  const rule = ruleOf && ((node: Node) => ruleOf(ownRule(node), node, right));
  const gradients = walk
    ? walk(graph, right, rule ?? ownRule)
    : sweep(graph, n, { wanted, given: known, ...(rule && { ruleOf: rule as (node: Node) => Rule }) })
        .gradients;
  return {
    values: told ? told(values) : values,
    gradients: after ? after(gradients, values) : gradients,
  };
}

function runTraining(
  mutant: Pick<Mutant, "sabotage">,
  q: TrainingQuestion,
  n: Numbers<Tensor>,
): Answered | undefined {
  const { step: graph, parameters: names } = lowerTraining(q);
  const sabotage = mutant.sabotage(graph, q);
  if (!sabotage) return undefined;
  const { update = usualUpdate, passOf = (step: number) => step } = sabotage;
  const wanted = asked(q);
  const told = (["values", "gradients"] as const).flatMap((kind) =>
    wanted[kind].flatMap((name) => {
      const at = atStep(name);
      return at ? [{ kind, name, node: at.node, pass: passOf(at.step, at.node) }] : [];
    }),
  );
  const found: { readonly values: Record<Name, Tensor>; readonly gradients: Record<Name, Tensor> } = {
    values: {},
    gradients: {},
  };
  let given: Record<Name, Tensor> = Object.fromEntries(
    names.map((name) => [name, n.from(graph.inputs[name])]),
  );
  const last = told.reduce((most, one) => Math.max(most, one.pass), 0);
  for (let step = 0; step <= last; step++) {
    const now = pass({ graph, n, given, wanted: names }, sabotage);
    for (const { kind, name, node, pass: due } of told) {
      const x = due === step ? now[kind].get(node) : undefined;
      if (x) found[kind][name] = x;
    }
    given = Object.fromEntries(
      names.map((name) => {
        const parameter = given[name];
        const gradient = now.gradients.get(name) ?? filled(parameter.shape, 0);
        return [name, n.from(update({ step, name, parameter, gradient, rate: q.learningRate }))];
      }),
    );
  }
  return found;
}

// w − η·g
const usualUpdate: NonNullable<Sabotage["update"]> = ({ parameter, gradient, rate }) =>
  map(parameter, (w, k) => w - rate * gradient.data[k]);

/** Undefined where the bug has no place to be. What is asked, and only that. */
export function runMutant(
  mutant: Pick<Mutant, "sabotage">,
  question: Question,
  options: RunOptions = {},
): Answered | undefined {
  const { numbers: n = float64 } = options;
  if (question.kind === "training") return runTraining(mutant, question, n);
  const graph = options.graph ?? lower(question);
  const sabotage = mutant.sabotage(graph, question);
  if (!sabotage) return undefined;
  const wanted = asked(question);
  const { values, gradients } = pass({ graph, n, wanted: wanted.gradients }, sabotage);
  const pick = (names: readonly Name[], from: Named, otherwise: (name: Name) => Tensor | undefined) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const x = from.get(name) ?? otherwise(name);
        return x ? [[name, x]] : [];
      }),
    );
  const zero = (name: Name) => {
    const value = values.get(name);
    return value && filled(value.shape, 0);
  };
  return {
    values: pick(wanted.values, values, () => undefined),
    gradients: pick(wanted.gradients, gradients, zero),
  };
}
