/** Where a wrong answer starts: forward values in order, then gradients going backwards. */
import type { Graph, Name } from "../../spec/graph.ts";
import type { Finding } from "../../spec/report.ts";
import { type Judged, labelOf } from "../judge.ts";

const isOurs = (name: Name): boolean => name.includes("/");

/** Names in the order in which their cotangents are complete: the output first. */
export function backwardOrder(graph: Graph): Name[] {
  const uses = new Map<Name, number>();
  for (const node of graph.nodes) for (const name of node.in) uses.set(name, (uses.get(name) ?? 0) + 1);
  const order: Name[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!uses.get(node.out)) order.push(node.out);
    for (const name of node.in) {
      const left = (uses.get(name) ?? 1) - 1;
      uses.set(name, left);
      if (left === 0) order.push(name);
    }
  }
  return order.filter((name) => !isOurs(name));
}

/** The named quantities whose cotangent is computed straight from that of `name`: the operands of its node, through parts of ours. */
export function fedBy(graph: Graph, name: Name): Name[] {
  const operands = graph.nodes.find(({ out }) => out === name)?.in ?? [];
  return operands.flatMap((operand) => (isOurs(operand) ? fedBy(graph, operand) : [operand]));
}

export function firstWrong(graph: Graph, judged: readonly Judged[], output: Name): Finding["firstWrong"] {
  const status = new Map(
    judged.map(({ quantity }) => [`${quantity.kind} ${quantity.name}`, quantity.status]),
  );
  const shownRight = (kind: "value" | "gradient") =>
    judged
      .filter(({ quantity }) => quantity.kind === kind && quantity.status === "right")
      .map(({ quantity }) => quantity.label);
  const found = (kind: "value" | "gradient", name: Name, orAt: readonly string[] = []) => {
    const right = [...shownRight("value"), ...(kind === "gradient" ? shownRight("gradient") : [])];
    const before =
      right.length > 0
        ? `${right.join(", ")} ${right.length > 1 ? "are" : "is"} right`
        : "nothing before it is shown";
    return { kind, name, orAt, before, label: labelOf(kind, name, output) };
  };
  const forward = [...Object.keys(graph.inputs), ...graph.nodes.map(({ out }) => out)];
  const value = forward.find((name) => status.get(`value ${name}`) === "wrong");
  if (value) return found("value", value);
  for (const name of backwardOrder(graph)) {
    const own = status.get(`gradient ${name}`);
    if (own === "wrong") return found("gradient", name);
    if (own === "right" || graph.seed[name]) continue;
    // Not shown: but where all that it feeds is wrong, and it feeds more than one, the fault need not be theirs.
    const fed = fedBy(graph, name).filter((fedName) => {
      const its = status.get(`gradient ${fedName}`);
      return its && its !== "unavailable";
    });
    if (fed.length > 1 && fed.every((fedName) => status.get(`gradient ${fedName}`) === "wrong")) {
      const labels = fed.map((fedName) => labelOf("gradient", fedName, output));
      return found("gradient", name, labels);
    }
  }
  return undefined;
}
