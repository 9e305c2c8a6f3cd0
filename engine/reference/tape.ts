/** Reverse mode over any number system: evaluate forward, then accumulate cotangents from the seeds back to the inputs. */
import { attributesOf, evaluate, type Graph, type Name, type Node } from "../../spec/graph.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { vjps } from "./vjps/index.ts";
import { type Conventions, type Rule, usualConventions } from "./vjps/rule.ts";

const usualRule = (node: Node): Rule => vjps[node.op];

export interface Sweep<N> {
  readonly values: ReadonlyMap<Name, N>;
  readonly gradients: ReadonlyMap<Name, N>;
}
export interface SweepOptions<N> {
  /** Nodes and inputs whose gradients are needed; default: all inputs. */
  readonly wanted?: readonly Name[];
  /** Replaces inputs: parameters that moved, exact decimals, error bounds of their own. */
  readonly given?: Readonly<Record<Name, N>>;
  /** Upstream cotangents in place of the graph's seed. */
  readonly seed?: Readonly<Record<Name, N>>;
  readonly conventions?: Conventions;
  /** Replaces the rule of a node: a mutant's sabotage. */
  readonly ruleOf?: (node: Node) => Rule;
}

/** Values of every node, and gradients of Σ ⟨seed, output⟩ with respect to every wanted name and what lies on the way to it. */
export function sweep<N>(graph: Graph, n: Numbers<N>, options: SweepOptions<N> = {}): Sweep<N> {
  const {
    wanted = Object.keys(graph.inputs),
    given,
    conventions = usualConventions,
    ruleOf = usualRule,
  } = options;
  const values = evaluate(graph, n, given);
  const needed = namesOnTheWay(graph, wanted);
  const gradients = new Map<Name, N>();
  const accumulate = (name: Name, cotangent: N): void => {
    const before = gradients.get(name);
    gradients.set(name, before === undefined ? cotangent : n.add(before, cotangent));
  };
  const seeds =
    options.seed ?? Object.fromEntries(Object.entries(graph.seed).map(([name, x]) => [name, n.from(x)]));
  for (const [name, cotangent] of Object.entries(seeds)) accumulate(name, cotangent);

  for (const node of graph.nodes.toReversed()) {
    const g = gradients.get(node.out);
    if (g === undefined || !needed.has(node.out)) continue;
    const operands = node.in.map((name) => values.get(name) as N);
    const pass = {
      n,
      g,
      operands,
      result: values.get(node.out) as N,
      attributes: attributesOf(node),
      conventions,
    };
    const rule = ruleOf(node);
    node.in.forEach((name, i) => {
      if (needed.has(name)) accumulate(name, rule[i](pass));
    });
  }
  return { values, gradients };
}

/** The wanted names and every node that depends on one of them: the others need no cotangent. */
function namesOnTheWay(graph: Graph, wanted: readonly Name[]): ReadonlySet<Name> {
  const needed = new Set(wanted);
  for (const node of graph.nodes) {
    if (node.in.some((name) => needed.has(name))) needed.add(node.out);
  }
  return needed;
}
