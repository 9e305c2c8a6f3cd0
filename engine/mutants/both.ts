/** Two bugs in one engine: the second is made on what the first has left. */

import type { Question } from "../../spec/case.ts";
import type { Graph } from "../../spec/graph.ts";
import type { Mutant, Sabotage, Vjp } from "./mutant.ts";

/** Two bugs as one mutant. */
export function both(first: Mutant, second: Mutant): Mutant {
  const session = inTurn(first.session, second.session);
  return {
    name: `${first.name} and ${second.name}`,
    story: `${first.story}; and ${second.story}`,
    formula: `${first.formula}; ${second.formula}`,
    clause: first.clause,
    mend: `${first.mend}; and ${second.mend}`,
    group: first.group === "gross" || second.group === "gross" ? "gross" : "fine",
    sabotage: (graph, question) => bothSabotages(first, second, graph, question),
    ...(session && { session }),
  };
}

/** What the first makes of an answer, the second gets. */
function inTurn(first: Mutant["session"], second: Mutant["session"]): Mutant["session"] {
  if (!first || !second) return first ?? second;
  return () => {
    const [f, g] = [first(), second()];
    return (question, right) => g(question, f(question, right));
  };
}

/** Undefined where neither has a place, or where both replace one part whole. Where only one has a place, it is alone there. */
function bothSabotages(
  first: Mutant,
  second: Mutant,
  graph: Graph,
  question: Question,
): Sabotage | undefined {
  const a = first.sabotage(graph, question);
  const b = second.sabotage(a?.graph ?? graph, question);
  if (!a || !b) return a ?? b;
  if ((a.walk && b.walk) || (a.update && b.update) || (a.passOf && b.passOf)) return undefined;
  return {
    ...a,
    ...b,
    ...composed(a.numbers, b.numbers, (f, g) => ({ numbers: (own) => g(f(own)) })),
    ...composed(a.told, b.told, (f, g) => ({ told: (values) => g(f(values)) })),
    ...composed(a.ruleOf, b.ruleOf, (f, g) => ({
      ruleOf: (own: Vjp, node, right) => g(f(own, node, right), node, right),
    })),
    ...composed(a.after, b.after, (f, g) => ({
      after: (gradients, values) => g(f(gradients, values), values),
    })),
  };
}

function composed<F>(f: F | undefined, g: F | undefined, both: (f: F, g: F) => Sabotage): Sabotage {
  return f && g ? both(f, g) : {};
}
