/** A known bug of backpropagation as a small sabotage of the reference engine: which of its parts is replaced, and by what. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Name, Node } from "../../spec/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { scalar, type Tensor } from "../../spec/tensor.ts";
import { vjps } from "../reference/vjps/index.ts";
import type { Pass } from "../reference/vjps/rule.ts";

export type Named = ReadonlyMap<Name, Tensor>;
export type DoublePass = Pass<Tensor>;
/** A rule on doubles: one cotangent per operand. */
export type Vjp = readonly ((pass: DoublePass) => Tensor)[];
/** The same pass done right: for bugs that take a number from the wrong place. */
export interface Right {
  readonly n: Numbers<Tensor>;
  readonly values: Named;
  gradientOf(name: Name): Tensor;
}

/** The parts of the engine that can be replaced. What is absent stays as it is. */
export interface Sabotage {
  /** Another function: values change, and the gradients are its own. */
  readonly graph?: Graph;
  /** Other arithmetic, made of the engine's own. */
  readonly numbers?: (own: Numbers<Tensor>) => Numbers<Tensor>;
  /** Another rule for a node, made of its own. */
  readonly ruleOf?: (own: Vjp, node: Node, right: Right) => Vjp;
  /** Another way through the graph, by the given rules: gradients of everything it reaches. */
  readonly walk?: (graph: Graph, right: Right, ruleOf: (node: Node) => Vjp) => Named;
  /** What happens to finished gradients. */
  readonly after?: (gradients: Named, values: Named) => Named;
  /** What it tells of its values; the gradients are made of those that it has. */
  readonly told?: (values: Named) => Named;
  /** Training only: the parameter after an update. */
  readonly update?: (step: Update) => Tensor;
  /** Training only: how many updates were made before the pass whose number is told as that of a step. */
  readonly passOf?: (step: number, node: Name) => number;
}
export interface Update {
  /** Number of the update, from 0. */
  readonly step: number;
  readonly name: Name;
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly rate: number;
}

export interface Mutant {
  /** In kebab-case; fixtures say in `guards` which mutants they are there for. */
  readonly name: string;
  /** What the engine does, as said to its author: begins with a verb. */
  readonly story: string;
  /** The formula that it computes, then the right one where that says more: `∂L/∂W = ∂L/∂z aᵀ / n, not ∂L/∂z aᵀ`. */
  readonly formula: string;
  readonly clause: string;
  readonly mend: string;
  /** `fine`: off by little, or in few entries, or only where a certain number occurs. */
  readonly group: "gross" | "fine";
  /** Undefined where the bug has no place to be. */
  sabotage(graph: Graph, question: Question): Sabotage | undefined;
  /** Of bugs that show from question to question only: a new engine's right answers, spoilt by what it keeps in mind. */
  readonly session?: () => Spoil;
}
/**
 * Sees the question that the engine is given, and may change it, as such an engine does. Of a question that is refused it sees an empty
 * answer, and what it makes of that is told to nobody.
 */
export type Spoil = (question: Question, right: Answered) => Answered;
/** Values and gradients of what is asked. */
export interface Answered {
  readonly values: Readonly<Record<Name, Tensor>>;
  readonly gradients: Readonly<Record<Name, Tensor>>;
}

export const ownRule = (node: Node): Vjp => vjps[node.op];

/** Another rule for chosen nodes only. Undefined if the graph has none of them. */
export function replaceRule(
  graph: Graph,
  isPlace: (node: Node) => boolean,
  wrong: (own: Vjp, node: Node, right: Right) => Vjp,
): Sabotage | undefined {
  const places = new Map(graph.nodes.filter(isPlace).map(({ out, op }) => [out, op]));
  if (places.size === 0) return undefined;
  return {
    // where a second bug has put another operation, this one has no place any more
    ruleOf: (own, node, right) => (places.get(node.out) === node.op ? wrong(own, node, right) : own),
  };
}

/** A rule of which one operand's cotangent is another. */
export const replaceOperand = (own: Vjp, operand: number, wrong: Vjp[number]): Vjp =>
  own.map((vjp, i) => (i === operand ? wrong : vjp));

export function map({ shape, data }: Tensor, f: (x: number, k: number) => number): Tensor {
  return { shape, data: data.map(f) };
}
export const times = (x: Tensor, factor: number): Tensor => map(x, (entry) => factor * entry);

/** Finished gradients of the chosen names, changed one by one. */
export function changeAfter(
  isPlace: (name: Name) => boolean,
  change: (gradient: Tensor, name: Name) => Tensor,
): Sabotage {
  return {
    after: (gradients) =>
      new Map([...gradients].map(([name, g]) => [name, isPlace(name) ? change(g, name) : g])),
  };
}

/** c·ḡ for every operand */
export const scaled =
  (factor: number) =>
  (own: Vjp): Vjp =>
    own.map((vjp) => (pass) => pass.n.multiply(vjp(pass), { shape: [], data: Float64Array.of(factor) }));
/** ḡ, as if the function were the identity */
export const skipped = (): Vjp => [({ g }) => g];
/** 0 */
export const stopped = (own: Vjp): Vjp => own.map((vjp) => (pass) => times(vjp(pass), 0));

/** Other nodes in place of chosen ones, and the constants that they take: another function. Undefined if the graph has none of them. */
export const rewriteNodes = (
  graph: Graph,
  isPlace: (node: Node) => boolean,
  other: (node: Node) => readonly Node[],
  constants: Readonly<Record<Name, number>> = {},
): Sabotage | undefined => {
  if (!graph.nodes.some(isPlace)) return undefined;
  const scalars = Object.entries(constants).map(([name, x]) => [name, scalar(x)]);
  return {
    graph: {
      ...graph,
      inputs: { ...graph.inputs, ...Object.fromEntries(scalars) },
      nodes: graph.nodes.flatMap((node) => (isPlace(node) ? other(node) : [node])),
    },
  };
};

/** A mutant of the common kind, its texts in the order in which they are told. */
export function gross(
  name: string,
  [story, formula, clause, mend]: readonly [story: string, formula: string, clause: string, mend: string],
  sabotage: Mutant["sabotage"],
): Mutant {
  return { name, story, formula, clause, mend, group: "gross", sabotage };
}
