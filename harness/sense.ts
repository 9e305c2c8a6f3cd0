/** Whether a case makes sense beyond its form: its guards are bugs of the catalogue, and what it asks is defined where it asks. */
import { mutants } from "../engine/mutants/index.ts";
import { broadcastIndex } from "../engine/numbers/broadcast.ts";
import { float64 } from "../engine/numbers/float64.ts";
import { type Sweep, sweep } from "../engine/reference/tape.ts";
import { descend } from "../engine/reference/training.ts";
import type { Case } from "../spec/case.ts";
import { termsOf } from "../spec/formula.ts";
import type { Graph, Name, Node } from "../spec/graph.ts";
import { lower } from "../spec/lower/index.ts";
import { lowerTraining } from "../spec/lower/network.ts";
import { type Op, ops } from "../spec/ops/index.ts";
import type { Doubt, Path } from "../spec/read/doubt.ts";
import { suggest } from "../spec/read/nearest.ts";
import { indexAt, type Tensor } from "../spec/tensor.ts";

/** Updates of a training run that are looked at, so that reading stays cheap: a run that leaves its domain does so soon. */
const mostSteps = 10;

export function doubtsOf(c: Case): readonly Doubt[] {
  const undefined_ = undefinedIn(c);
  return [...unknownGuards(c), ...(undefined_ ? [undefined_] : [])];
}

const known = mutants.map(({ name }) => name);

function unknownGuards({ guards }: Case): readonly Doubt[] {
  return guards.flatMap((name, i) =>
    known.includes(name)
      ? []
      : [{ at: ["guards", i], message: `there is no bug ${name}`, hint: suggest(name, known) }],
  );
}

/** The first place at which the question has no answer: in float64, where every engine is asked. */
function undefinedIn(c: Case): Doubt | undefined {
  const { question } = c;
  if (question.kind !== "training") {
    const graph = lower(question);
    return undefinedAt(c, graph, sweep(graph, float64, { wanted: question.want.gradients }));
  }
  const { step: graph } = lowerTraining(question);
  for (const pass of descend({ ...question, steps: Math.min(question.steps, mostSteps) }, float64)) {
    const found = undefinedAt(c, graph, pass);
    if (found) return { ...found, message: `before update ${pass.step}, ${found.message}` };
  }
  return undefined;
}

function undefinedAt(c: Case, graph: Graph, { values, gradients }: Sweep<Tensor>): Doubt | undefined {
  const asked = askedNodes(c, graph);
  for (const node of graph.nodes) {
    if (!asked.has(node.out)) continue;
    const found = outside(c, graph, node, values) ?? overflow(c, graph, node, values);
    if (found) return found;
  }
  const lost = c.question.want.gradients.find((name) => gradients.get(name)?.data.some(Number.isNaN));
  return lost === undefined
    ? undefined
    : {
        at: placeOf(c, graph.nodes[graph.nodes.length - 1].out),
        message: `the gradient by ${lost} is not a number in float64`,
        hint: notAsked,
      };
}

const notAsked = "no engine can be judged by it: mend the numbers, or leave it out of want and also";

/** Nodes that something asked depends on. A gradient depends on every node below the seeds. */
function askedNodes({ question }: Case, graph: Graph): ReadonlySet<Name> {
  const { want, also } = question;
  const training = question.kind === "training";
  const values = [...want.values, ...(also?.values ?? [])];
  const asked = new Set(training || want.gradients.length > 0 ? Object.keys(graph.seed) : []);
  for (const name of values) asked.add(name.replace(/@\d+$/, ""));
  for (const node of graph.nodes.toReversed())
    if (asked.has(node.out)) for (const name of node.in) asked.add(name);
  return asked;
}

type Values = ReadonlyMap<Name, Tensor>;

/** Entry k of each operand, as the result broadcasts them. */
function entriesOf(node: Node, values: Values) {
  const { shape } = values.get(node.out) as Tensor;
  const operands = node.in.map((name) => values.get(name) as Tensor);
  const at = operands.map((operand) => broadcastIndex(operand.shape, shape));
  return (k: number) => operands.map(({ data }, i) => data[at[i]?.[k] ?? k]);
}

/** An operation outside of its domain. */
function outside(c: Case, graph: Graph, node: Node, values: Values): Doubt | undefined {
  const { domain }: Op = ops[node.op];
  if (!domain) return undefined;
  const sloped = c.question.kind === "training" || c.question.want.gradients.length > 0;
  const has = (sloped && domain.hasSlope) || domain.has;
  const { shape, data } = values.get(node.out) as Tensor;
  const entries = entriesOf(node, values);
  const k = data.findIndex((_, i) => !has(entries(i)));
  if (k < 0) return undefined;
  const { term, operands } = termsOf(graph, node);
  const given = [...new Set(operands.map((text, i) => `${text} is ${entries(k)[i]}`))]
    .filter((text) => !/^(\S+) is \1$/.test(text))
    .join(", ");
  const where = shape.length > 0 ? ` at [${indexAt(shape, k).join(", ")}]` : "";
  const says = domain.says.replace(/\{(\d)\}/g, (_, i: string) => operands[Number(i)]);
  return {
    at: [...placeOf(c, node.out), ...indexAt(shape, k)],
    message: `${term} is not defined${where}: ${given || says}`,
    hint: isOfProbabilities(c)
      ? "the loss is of probabilities, inside of 0 and 1: end in a sigmoid or softmax, give it a clip, or take the loss of logits"
      : `it needs ${says}`,
  };
}

/** The first NaN of numbers that are none: ∞ − ∞, 0 · ∞. An infinity by itself may be asked. */
function overflow(c: Case, graph: Graph, node: Node, values: Values): Doubt | undefined {
  if (!values.get(node.out)?.data.some(Number.isNaN)) return undefined;
  return {
    at: placeOf(c, node.out),
    message: `${termsOf(graph, node).term} is not a number in float64: something before it overflows`,
    hint: notAsked,
  };
}

function isOfProbabilities({ question }: Case): boolean {
  return "loss" in question && /^(bce|cross_entropy)$/.test(question.loss.name);
}

/** Where a node is written in the file. */
function placeOf({ question }: Case, out: Name): Path {
  const name = out.split("/")[0];
  switch (question.kind) {
    case "graph":
      return ["graph", "nodes", { out: name }];
    case "expression": {
      const line = question.where.findIndex((text) => text.split("=")[0].trim() === name);
      return line < 0 ? ["expression"] : ["where", line];
    }
    case "loss":
      return ["loss", "p"];
    default:
      return [question.kind, name === "L" ? "loss" : name === "R" ? "report" : "layers"];
  }
}
