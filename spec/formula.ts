/** A graph as formulas for a reader: one line per named node; parts that only we named (with a slash) are written in place. */
import type { Graph, Name, Node } from "./graph.ts";
import { type Op, ops } from "./ops/index.ts";
import type { Tensor } from "./tensor.ts";

const isOurs = (name: Name): boolean => name.includes("/");
/** Operations whose formula binds its operands closely enough to need no brackets around it. */
const closed = /^[\w.∂]+$|^[\w_]+\(.*\)$|^√/;

function constantText({ shape, data }: Tensor): string {
  return shape.length === 0 ? String(data[0]) : `[${shape.join("×")}]`;
}

function textOf(node: Node, operand: (name: Name) => string): string {
  const op: Op = ops[node.op];
  const shown = Object.entries(node.attributes ?? {}).filter(([key]) => key !== "axis" && key !== "shape");
  const notes = shown.map(([key, value]) => `${key} ${String(value)}`).join(", ");
  const silent = node.op === "reshape" || node.op === "broadcast";
  const formula = silent ? "{0}" : op.formula;
  const inside = op.operands === 1 && /\(\{0\}\)/.test(formula);
  const text = formula.replace(/\{(\d)\}/g, (_, i: string) => {
    const inner = operand(node.in[Number(i)]);
    return inside || silent || closed.test(inner) ? inner : `(${inner})`;
  });
  return notes ? `${text}  [${notes}]` : text;
}

/** `z1 = W1 x + b1`, `a1 = relu(z1)`, … in the order of evaluation. */
export function formulasOf(graph: Graph): string[] {
  const byName = new Map(graph.nodes.map((node) => [node.out, node]));
  const write = (name: Name): string => {
    const node = byName.get(name);
    if (!isOurs(name)) return name;
    return node ? textOf(node, write) : constantText(graph.inputs[name]);
  };
  return graph.nodes.filter(({ out }) => !isOurs(out)).map((node) => `${node.out} = ${textOf(node, write)}`);
}
