/** A known bug of backpropagation as a small sabotage of the tape: one rule of the chain replaced. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import { vjps } from "../reference/vjps/index.ts";
import type { Pass, Rule } from "../reference/vjps/rule.ts";

export interface Mutant {
  readonly name: string;
  /** What the engine does, as said to its author. */
  readonly story: string;
  readonly clause: string;
  readonly mend: string;
  /** The rule in place of a node's own; undefined where the bug has no place to be. */
  sabotage(graph: Graph, question: Question): ((node: Node) => Rule) | undefined;
}

export const ownRule = (node: Node): Rule => vjps[node.op];

/** Replaces the rule of the chosen nodes only. */
export function replaceRule(isPlace: (node: Node) => boolean, wrong: (own: Rule, node: Node) => Rule) {
  return (node: Node): Rule => (isPlace(node) ? wrong(ownRule(node), node) : ownRule(node));
}

/** ḡ·f′·f′ */
export const twice = ([own]: Rule): Rule => [<N>(pass: Pass<N>) => own({ ...pass, g: own(pass) })];
/** ḡ */
export const skipped = (_own: Rule): Rule => [<N>({ g }: Pass<N>) => g];
