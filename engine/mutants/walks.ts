/** Wrong ways to go back through a graph: gradients overwritten, or passed on before they are complete. */
import { attributesOf, type Graph, type Name, type Node } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import type { Named, Right, Vjp } from "./mutant.ts";
import { usesOf } from "./places.ts";

type RuleOf = (node: Node) => Vjp;
type Add = (n: Right["n"], before: Tensor | undefined, cotangent: Tensor, name?: Name) => Tensor;
const sum: Add = (n, before, cotangent) => (before ? n.add(before, cotangent) : cotangent);

/** Cotangents of a node's operands from its own. */
function pullBack(
  node: Node,
  g: Tensor,
  { n, values }: Right,
  ruleOf: RuleOf,
): readonly (readonly [Name, Tensor])[] {
  const operands = node.in.map((name) => values.get(name) as Tensor);
  const result = values.get(node.out) as Tensor;
  const conventions = { relu: 0, abs: 0, maximum: 0.5, clip: 1, clipped: 0, leaky: 0 };
  const pass = { n, g, operands, result, attributes: attributesOf(node), conventions };
  return ruleOf(node).map((vjp, i) => [node.in[i], vjp(pass)] as const);
}

/** Every node once, in the given order; what has no gradient yet when its turn comes is passed over. */
function inOrder(order: readonly Node[], graph: Graph, right: Right, ruleOf: RuleOf, add: Add): Named {
  const gradients = new Map<Name, Tensor>(Object.entries(graph.seed));
  for (const node of order) {
    const g = gradients.get(node.out);
    if (!g) continue;
    for (const [name, cotangent] of pullBack(node, g, right, ruleOf)) {
      gradients.set(name, add(right.n, gradients.get(name), cotangent, name));
    }
  }
  return gradients;
}

/** `=` in place of `+=`. */
export const overwriting = (graph: Graph, right: Right, ruleOf: RuleOf): Named =>
  inOrder(graph.nodes.toReversed(), graph, right, ruleOf, (_n, _before, cotangent) => cotangent);
/** What has a gradient gets no second part. */
export const keepingFirst = (graph: Graph, right: Right, ruleOf: RuleOf): Named =>
  inOrder(graph.nodes.toReversed(), graph, right, ruleOf, (_n, before, cotangent) => before ?? cotangent);

/** `=` for inputs, `+=` for all else. */
export const overwritingInputs = (graph: Graph, right: Right, ruleOf: RuleOf): Named =>
  inOrder(graph.nodes.toReversed(), graph, right, ruleOf, (n, before, cotangent, name = "") =>
    name in graph.inputs ? cotangent : sum(n, before, cotangent),
  );

const byName = (graph: Graph): ReadonlyMap<Name, Node> =>
  new Map(graph.nodes.map((node) => [node.out, node]));

/** Each node when it is first met, going down before going across. */
export function depthFirst(graph: Graph, right: Right, ruleOf: RuleOf): Named {
  const nodes = byName(graph);
  const order: Node[] = [];
  const seen = new Set<Name>();
  const stack = Object.keys(graph.seed).toReversed();
  for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
    const node = nodes.get(name);
    if (!node || seen.has(name)) continue;
    seen.add(name);
    order.push(node);
    stack.push(...node.in.toReversed());
  }
  return inOrder(order, graph, right, ruleOf, sum);
}

/** Each node when it is first met, level by level. */
export function breadthFirst(graph: Graph, right: Right, ruleOf: RuleOf): Named {
  const nodes = byName(graph);
  const order: Node[] = [];
  const queue = Object.keys(graph.seed);
  const seen = new Set<Name>(queue);
  for (let k = 0; k < queue.length; k++) {
    const node = nodes.get(queue[k]);
    if (!node) continue;
    order.push(node);
    for (const name of node.in) {
      if (seen.has(name)) continue;
      seen.add(name);
      queue.push(name);
    }
  }
  return inOrder(order, graph, right, ruleOf, sum);
}

/** Recursion from operand to operand: each visit passes on the whole gradient gathered so far, parts of it again. */
export function recursive(graph: Graph, right: Right, ruleOf: RuleOf): Named {
  const nodes = byName(graph);
  const gradients = new Map<Name, Tensor>(Object.entries(graph.seed));
  const visit = (name: Name): void => {
    const node = nodes.get(name);
    const g = gradients.get(name);
    if (!node || !g) return;
    for (const [operand, cotangent] of pullBack(node, g, right, ruleOf)) {
      gradients.set(operand, sum(right.n, gradients.get(operand), cotangent));
      visit(operand);
    }
  };
  for (const name of Object.keys(graph.seed)) visit(name);
  return gradients;
}

/** Something computed is used more than once; and not along so many paths, or so deep, that walking each of them has no end. */
export function isReused(graph: Graph): boolean {
  const uses = usesOf(graph);
  const paths = new Map<Name, number>(Object.keys(graph.seed).map((name) => [name, 1]));
  let total = 0;
  for (const node of graph.nodes.toReversed()) {
    const own = paths.get(node.out) ?? 0;
    total += own;
    for (const name of node.in) paths.set(name, (paths.get(name) ?? 0) + own);
  }
  return (
    graph.nodes.length < 500 && total < 10_000 && graph.nodes.some(({ out }) => (uses.get(out) ?? 0) > 1)
  );
}
