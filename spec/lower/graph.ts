/** Graphs checked: names resolve, nothing is defined twice, no cycles, attributes and shapes fit. */
import { attributesOf, type Graph, type Name, type Node } from "../graph.ts";
import { type Attributes, type Op, type OpName, opNames, ops } from "../ops/index.ts";
import { type Shape, sameShape, showShape, type Tensor } from "../tensor.ts";

export interface GraphProblem {
  /** The node (its `out`) or the input or seed that is wrong. */
  readonly node: Name;
  readonly message: string;
  readonly hint?: string;
}

/** Every operand before its use. A cycle is given back instead, as the names along it. */
export function sortNodes(nodes: readonly Node[]): { nodes: readonly Node[] } | { cycle: readonly Name[] } {
  const byName = new Map(nodes.map((node) => [node.out, node]));
  const state = new Map<Name, "open" | "done">();
  const sorted: Node[] = [];
  for (const start of nodes) {
    // An explicit stack: a chain of many thousand nodes must not overflow ours.
    const path: { node: Node; next: number }[] = [{ node: start, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      const { out } = top.node;
      if (top.next === 0 && state.get(out) === "done") {
        path.pop();
        continue;
      }
      state.set(out, "open");
      const operand = byName.get(top.node.in[top.next]);
      if (top.next === top.node.in.length) {
        state.set(out, "done");
        sorted.push(top.node);
        path.pop();
        continue;
      }
      top.next++;
      if (!operand || state.get(operand.out) === "done") continue;
      if (state.get(operand.out) === "open") {
        const names = path.map((step) => step.node.out);
        return { cycle: [...names.slice(names.indexOf(operand.out)), operand.out] };
      }
      path.push({ node: operand, next: 0 });
    }
  }
  return { nodes: sorted };
}

function attributeProblem(op: OpName, attributes: Attributes): GraphProblem["message"] | undefined {
  const taken = (ops[op] as Op).attributes ?? {};
  for (const key of Object.keys(attributes)) {
    if (!(key in taken)) return `${op} takes no attribute ${key}`;
  }
  const missing = Object.keys(taken).find((key) => taken[key] === undefined && attributes[key] === undefined);
  return missing && `${op} needs the attribute ${missing}`;
}

function shapeOfNode(node: Node, shapes: ReadonlyMap<Name, Shape>): { shape: Shape } | GraphProblem {
  const problem = (message: string, hint?: string): GraphProblem => ({ node: node.out, message, hint });
  if (!Object.hasOwn(ops, node.op))
    return problem(`there is no operation ${node.op}`, `known: ${opNames.join(", ")}`);
  const op = ops[node.op];
  if (node.in.length !== op.operands) {
    return problem(`${node.op} takes ${op.operands} operand(s), not ${node.in.length}`);
  }
  const operands: Shape[] = [];
  for (const name of node.in) {
    const shape = shapes.get(name);
    if (!shape) return problem(`${name} is not an input and not another node's out`);
    operands.push(shape);
  }
  const wrong = attributeProblem(node.op, node.attributes ?? {});
  if (wrong) return problem(wrong);
  const result = op.shape(operands, attributesOf(node));
  return "shape" in result ? result : problem(result.problem, result.hint);
}

/** Shapes of all inputs and nodes of a sorted graph, and what is wrong with it. */
export function shapesOf(graph: Graph): {
  shapes: ReadonlyMap<Name, Shape>;
  problems: readonly GraphProblem[];
} {
  const shapes = new Map<Name, Shape>(Object.entries(graph.inputs).map(([name, { shape }]) => [name, shape]));
  const problems: GraphProblem[] = [];
  /** Nodes without a shape: what is wrong with those that use them is told by them. */
  const shapeless = new Set<Name>();
  for (const node of graph.nodes) {
    if (shapes.has(node.out)) problems.push({ node: node.out, message: `${node.out} is defined twice` });
    const result = shapeOfNode(node, shapes);
    if ("shape" in result) shapes.set(node.out, result.shape);
    else {
      if (!node.in.some((name) => shapeless.has(name))) problems.push(result);
      shapeless.add(node.out);
    }
  }
  for (const [name, { shape }] of Object.entries(graph.seed)) {
    if (shapeless.has(name)) continue;
    const own = shapes.get(name);
    if (!own) problems.push({ node: name, message: `the seed names ${name}, which is nowhere` });
    else if (!sameShape(own, shape)) {
      problems.push({
        node: name,
        message: `the seed of ${name} is ${showShape(shape)}, but ${name} is ${showShape(own)}`,
      });
    }
  }
  return { shapes, problems };
}

/** Everything that is wrong with a graph, whatever the order of its nodes; empty if it can be run after sorting. */
export function checkGraph(graph: Graph): readonly GraphProblem[] {
  const sorted = sortNodes(graph.nodes);
  if ("cycle" in sorted) {
    return [
      {
        node: sorted.cycle[0],
        message: `a cycle: ${sorted.cycle.join(" → ")}`,
        hint: "a node may only use what comes before it",
      },
    ];
  }
  return shapesOf({ ...graph, nodes: sorted.nodes }).problems;
}

export function lowerGraph(graph: Graph): Graph {
  const sorted = sortNodes(graph.nodes);
  if ("cycle" in sorted) throw new RangeError(`a cycle: ${sorted.cycle.join(" → ")}`);
  return { inputs: graph.inputs, nodes: sorted.nodes, seed: graph.seed };
}

/** Nodes as they are written, with constants as inputs of their own. Names with a slash are ours and never asked. */
export class GraphWriter {
  readonly inputs: Record<Name, Tensor> = {};
  readonly nodes: Node[] = [];

  input(name: Name, value: Tensor): Name {
    this.inputs[name] = value;
    return name;
  }
  node(out: Name, op: OpName, operands: readonly Name[], attributes?: Attributes): Name {
    this.nodes.push({ out, op, in: operands, ...(attributes && { attributes }) });
    return out;
  }
}
