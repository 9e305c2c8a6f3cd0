/** A graph as formulas for a reader: one line per named node; parts that only we named (with a slash) are written in place. */
import type { Graph, Name, Node } from "./graph.ts";
import { type Op, type OpName, ops } from "./ops/index.ts";
import type { Tensor } from "./tensor.ts";

const isOurs = (name: Name): boolean => name.includes("/");

/** How closely a formula binds (1 loosest), and how closely each operand must, to need no brackets. Names and calls bind as atoms. */
const atom = 9;
const bindings: Partial<Readonly<Record<OpName, readonly [own: number, ...operands: number[]]>>> = {
  add: [1, 1, 1],
  subtract: [1, 1, 2],
  multiply: [2, 2, 2],
  divide: [2, 2, 3],
  matmul: [2, 3, 3],
  negative: [2, 3],
  sum: [2, 3],
  mean: [2, 3],
  pow: [4, 5, 5],
  transpose: [5, 5],
  sqrt: [5, 5],
};

interface Written {
  readonly text: string;
  readonly binding: number;
}

function constantOf({ shape, data }: Tensor): Written {
  if (shape.length > 0) return { text: `[${shape.join("×")}]`, binding: atom };
  return { text: String(data[0]), binding: data[0] < 0 ? 2 : atom };
}

function writeNode(node: Node, operand: (name: Name) => Written): Written {
  const op: Op = ops[node.op];
  // another shape of the same entries is the same formula
  if (node.op === "reshape" || node.op === "broadcast") return operand(node.in[0]);
  const [own, ...needed] = bindings[node.op] ?? [atom];
  const text = op.formula.replace(/\{(\d)\}/g, (_, i: string) => {
    const inner = operand(node.in[Number(i)]);
    return inner.binding >= (needed[Number(i)] ?? 0) ? inner.text : `(${inner.text})`;
  });
  const notes = Object.entries(node.attributes ?? {})
    .filter(([key]) => key !== "axis")
    .map(([key, value]) => `${key} ${String(value)}`);
  return notes.length > 0
    ? { text: `${text} [${notes.join(", ")}]`, binding: Math.min(own, 1) }
    : { text, binding: own };
}

/** Lines that a reader is given of a long graph: the first ones and the last ones. */
const [mostFirst, mostLast] = [40, 10];

/** Writes a name, and the parts of it that only we named. */
function writerOf(graph: Graph) {
  const byName = new Map(graph.nodes.map((node) => [node.out, node]));
  const write = (name: Name): Written => {
    if (!isOurs(name)) return { text: name, binding: atom };
    const node = byName.get(name);
    return node ? writeNode(node, write) : constantOf(graph.inputs[name]);
  };
  return write;
}

/** The right side of a node and each of its operands: `log(1 − p)` of `1 − p`. */
export function termsOf(graph: Graph, node: Node): { term: string; operands: readonly string[] } {
  const write = writerOf(graph);
  return { term: writeNode(node, write).text, operands: node.in.map((name) => write(name).text) };
}

/** `z1 = W1 x + b1`, `a1 = relu(z1)`, … in the order of evaluation. */
export function formulasOf(graph: Graph): string[] {
  const write = writerOf(graph);
  const named = graph.nodes.filter(({ out }) => !isOurs(out));
  const lines = (nodes: readonly Node[]) =>
    nodes.map((node) => `${node.out} = ${writeNode(node, write).text}`);
  const left = named.length - mostFirst - mostLast;
  if (left <= 0) return lines(named);
  return [...lines(named.slice(0, mostFirst)), `… ${left} more`, ...lines(named.slice(-mostLast))];
}
