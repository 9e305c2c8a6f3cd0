/** The one language of questions: named nodes over named inputs. Everything else is lowered to it. */
import type { Numbers } from "./numbers.ts";
import { type Attributes, type Op, type OpName, ops } from "./ops/index.ts";
import type { Tensor } from "./tensor.ts";

export type Name = string;

/** `out = op(in…)`. */
export interface Node {
  readonly out: Name;
  readonly op: OpName;
  readonly in: readonly Name[];
  readonly attributes?: Attributes;
}

export interface Graph {
  /** Leaves: parameters, data and constants. */
  readonly inputs: Readonly<Record<Name, Tensor>>;
  /** In an order in which every operand comes before its use (`checkGraph` sorts). */
  readonly nodes: readonly Node[];
  /** Upstream cotangents per output node: gradients are of Σ ⟨seed, output⟩. */
  readonly seed: Readonly<Record<Name, Tensor>>;
}

/**
 * Values of all inputs and nodes in one number system. `given` replaces inputs (parameters that moved, exact decimals) and nodes, which are
 * then taken instead of computed. `tap` may put another value in place of each, for all that follows (perturbations).
 */
export function evaluate<N>(
  graph: Graph,
  n: Numbers<N>,
  given: Readonly<Record<Name, N>> = {},
  tap: (name: Name, value: N) => N = (_, value) => value,
): Map<Name, N> {
  const values = new Map<Name, N>();
  for (const [name, x] of Object.entries(graph.inputs)) values.set(name, tap(name, given[name] ?? n.from(x)));
  for (const node of graph.nodes) {
    const operands = node.in.map((name) => values.get(name) as N);
    const value = given[node.out] ?? ops[node.op].forward(n, operands, attributesOf(node));
    values.set(node.out, tap(node.out, value));
  }
  return values;
}

const merged = new WeakMap<Node, Attributes>();

/** The attributes given, over the operation's defaults; worked out once for each node. */
export function attributesOf(node: Node): Attributes {
  const known = merged.get(node);
  if (known) return known;
  const op: Op = ops[node.op];
  const attributes = { ...(op.attributes as Attributes), ...node.attributes };
  merged.set(node, attributes);
  return attributes;
}
