/** A known bug of backpropagation as a small sabotage of the reference engine: which of its parts is replaced, and by what. */
import type { Question } from "../../spec/case.ts";
import type { Graph, Name, Node } from "../../spec/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import type { Tensor } from "../../spec/tensor.ts";
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
  /** Other arithmetic. */
  readonly numbers?: Numbers<Tensor>;
  /** Another rule for a node, made of its own. */
  readonly ruleOf?: (own: Vjp, node: Node, right: Right) => Vjp;
  /** Another way through the graph, by the given rules: gradients of everything it reaches. */
  readonly walk?: (graph: Graph, right: Right, ruleOf: (node: Node) => Vjp) => Named;
  /** What happens to finished gradients. */
  readonly after?: (gradients: Named, values: Named) => Named;
  /** Training only: the parameter after a step. */
  readonly update?: (step: Update) => Tensor;
}
export interface Update {
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
  /** The formula that it computes, and where one is at fault the right one: `∂L/∂W = ∂L/∂z aᵀ / n, not ∂L/∂z aᵀ`. */
  readonly formula?: string;
  readonly clause: string;
  readonly mend: string;
  /** `fine`: off by little, or in few entries, or only where a certain number occurs. */
  readonly group: "gross" | "fine";
  /** Undefined where the bug has no place to be. */
  sabotage(graph: Graph, question: Question): Sabotage | undefined;
  /** Of bugs that show from question to question only: a new engine's right answers, spoilt by what it keeps in mind. */
  readonly session?: () => Spoil;
}
/** Sees the question that the engine is given, and may change it, as such an engine does. */
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
  const places = new Set(graph.nodes.filter(isPlace).map(({ out }) => out));
  if (places.size === 0) return undefined;
  return {
    ruleOf: (own, node, right) => (places.has(node.out) ? wrong(own, node, right) : own),
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
/** ḡ·f′·f′ */
export const twice = ([own]: Vjp): Vjp => [(pass) => own({ ...pass, g: own(pass) })];
/** ḡ, as if the function were the identity */
export const skipped = (): Vjp => [({ g }) => g];
/** 0 */
export const stopped = (own: Vjp): Vjp => own.map((vjp) => (pass) => times(vjp(pass), 0));

/** Other nodes in place of chosen ones: another function. Undefined if the graph has none of them. */
export const rewriteNodes = (
  graph: Graph,
  isPlace: (node: Node) => boolean,
  other: (node: Node) => readonly Node[],
): Sabotage | undefined =>
  graph.nodes.some(isPlace)
    ? { graph: { ...graph, nodes: graph.nodes.flatMap((node) => (isPlace(node) ? other(node) : [node])) } }
    : undefined;

/** A mutant of the common kind, its texts in the order in which they are told. */
export function gross(
  name: string,
  [story, clause, mend]: readonly [story: string, clause: string, mend: string],
  sabotage: Mutant["sabotage"],
): Mutant {
  return { name, story, clause, mend, group: "gross", sabotage };
}
