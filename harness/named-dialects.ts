/** Functions that libraries define a little differently: an engine that keeps to one such definition throughout is right, and told so by name. */
import { attributesOf, type Graph, type Node } from "../spec/graph.ts";
import type { Attributes } from "../spec/ops/index.ts";
import { type Explained, isRight, type Question } from "./dialects.ts";
import { judgeQuantities } from "./judge.ts";
import { truthOf } from "./truth/truth.ts";

interface Dialect {
  readonly name: string;
  /** The node under the dialect; undefined where it says nothing of it. */
  mend(node: Node): Attributes | undefined;
}

const changed =
  (op: Node["op"], change: (attributes: Attributes, node: Node) => Attributes | undefined) =>
  (node: Node) => {
    const attributes = node.op === op ? change(attributesOf(node), node) : undefined;
    return attributes && { ...node.attributes, ...attributes };
  };

const dialects: readonly Dialect[] = [
  {
    name: "gelu in its tanh form, where the erf form is asked",
    mend: changed("gelu", ({ form }) => (form === "erf" ? { form: "tanh" } : undefined)),
  },
  {
    name: "gelu in its erf form, where the tanh form is asked",
    mend: changed("gelu", ({ form }) => (form === "tanh" ? { form: "erf" } : undefined)),
  },
  // PyTorch's default; the two differ by e^−20 at most
  { name: "softplus(x) = x above the threshold 20", mend: changed("softplus", () => ({ threshold: 20 })) },
  // only where the question leaves the slope to the engine
  ...[0.1, 0.2, 0.3].map((alpha) => ({
    name: `leaky_relu with the slope ${alpha}, where the question names none (0.01)`,
    mend: changed("leaky_relu", (_, node) => (node.attributes?.alpha === undefined ? { alpha } : undefined)),
  })),
];

function mended(graph: Graph, { mend }: Dialect): Graph | undefined {
  let touched = false;
  const nodes = graph.nodes.map((node) => {
    const attributes = mend(node);
    touched ||= attributes !== undefined;
    return attributes ? { ...node, attributes } : node;
  });
  return touched ? { ...graph, nodes } : undefined;
}

/** The first dialect under which every number is right. */
export function fitNamedDialect(q: Question, graph: Graph): Explained | undefined {
  for (const dialect of dialects) {
    const other = mended(graph, dialect);
    if (!other) continue;
    const judged = judgeQuantities(q.case, q.answer, truthOf(q.case, q.profile, undefined, other), q.output);
    if (isRight(judged)) return { judged, note: `dialect: ${dialect.name}` };
  }
  return undefined;
}
