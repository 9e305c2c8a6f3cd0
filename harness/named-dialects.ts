/** Functions that libraries define a little differently: an engine that keeps to one such definition throughout is right, and told so by name. */
import type { Rule } from "../engine/reference/vjps/rule.ts";
import { attributesOf, type Graph, type Node } from "../spec/graph.ts";
import type { Attributes } from "../spec/ops/index.ts";
import { constant } from "../spec/ops/op.ts";
import { type Explained, isRight, type Question } from "./dialects.ts";
import { judgeQuantities } from "./judge.ts";
import { type Reading, truthOf } from "./truth/truth.ts";

interface Dialect {
  readonly name: string;
  /** Attributes of the node under the dialect; undefined where it says nothing of it. */
  mend?(node: Node): Attributes | undefined;
  /** Its rule under the dialect. */
  rule?(node: Node): Rule | undefined;
}

/** No product p(1 − p) smaller than this is divided by: PyTorch keeps it as a float32, whatever the tensors are, and so lies 4e-9 below. */
const smallest = [Math.fround(1e-12), 1e-12];

// d log x = ḡ/x = ḡ·(1 − x)/(x(1 − x)), with the divisor held above 1e-12; both logarithms of bce together then give (p − t)/max(p(1 − p), 1e-12)
const heldUp = (held: number): Rule => [
  ({ n, g, operands: [x] }) => {
    const rest = n.subtract(constant(n, 1), x);
    const product = n.multiply(x, rest);
    const least = constant(n, held);
    const divisor = n.choose(n.order(product, least), { above: product, at: product, below: least });
    return n.divide(n.multiply(g, rest), divisor);
  },
];

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
  // PyTorch's BCELoss going back; away from 0 and 1 it is the same
  ...smallest.map((held): Dialect => {
    const rule = heldUp(held);
    return {
      name: "the derivative of bce divides by max(p(1 − p), 1e-12)",
      rule: ({ op, out }) => (op === "log" && /^L(\/data)?\/(log_p|rest)$/.test(out) ? rule : undefined),
    };
  }),
  // only where the question leaves the slope to the engine
  ...[0.1, 0.2, 0.3].map((alpha) => ({
    name: `leaky_relu with the slope ${alpha}, where the question names none (0.01)`,
    mend: changed("leaky_relu", (_, node) => (node.attributes?.alpha === undefined ? { alpha } : undefined)),
  })),
];

/** The question read in the dialect; undefined where it makes no difference. */
function readingOf(
  graph: Graph,
  { mend = () => undefined, rule = () => undefined }: Dialect,
): Reading | undefined {
  const nodes = graph.nodes.map((node) => {
    const attributes = mend(node);
    return attributes ? { ...node, attributes } : node;
  });
  const touched = nodes.some((node, i) => node !== graph.nodes[i] || rule(node));
  return touched ? { graph: { ...graph, nodes }, ruleOf: rule } : undefined;
}

/** The first dialect under which every number is right. */
export function fitNamedDialect(q: Question, graph: Graph): Explained | undefined {
  for (const dialect of dialects) {
    const reading = readingOf(graph, dialect);
    if (!reading) continue;
    const judged = judgeQuantities(q.case, q.answer, truthOf(q.case, q.profile, reading), q.output);
    if (isRight(judged)) return { judged, note: `dialect: ${dialect.name}` };
  }
  return undefined;
}
