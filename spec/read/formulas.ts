/** From the form to questions in formulas: expressions, and graphs of operations. */
import type { ExpressionQuestion, GraphQuestion } from "../case.ts";
import type { Name, Node } from "../graph.ts";
import { checkExpression } from "../lower/expression.ts";
import { nameProblem } from "../lower/formula.ts";
import { checkGraph, lowerGraph, shapesOf } from "../lower/graph.ts";
import type { Attributes } from "../ops/index.ts";
import { type Shape, showShape, type Tensor } from "../tensor.ts";
import type { Range, Source } from "./complain.ts";
import type { Form, GraphForm, NodeForm } from "./form.ts";
import type { Placed } from "./kinds.ts";
import { fromShapes } from "./names.ts";
import { suggest } from "./nearest.ts";
import { type Asked, Literals } from "./questions.ts";
import type { WrittenTensor } from "./tensors.ts";

type Bare<Q> = Omit<Q, "want" | "also">;

export function readExpression(source: Source, form: Form): Asked<Bare<ExpressionQuestion>> | undefined {
  const expression = form.expression as Placed<string>;
  const where = form.where?.value ?? [];
  const literals = new Literals();
  const at: Record<Name, Tensor> = {};
  let whole = true;
  for (const [name, entry] of form.at?.value ?? []) {
    const { tensor } = entry.value;
    at[name] = tensor;
    literals.tensor(name, entry.value);
    if (tensor.shape.length === 0) continue;
    whole = false;
    source.complain(
      entry.at,
      `${name} is ${showShape(tensor.shape)}; formulas are over scalars`,
      "one fixture a point",
    );
  }
  const lines = where.map(({ value }) => value);
  const result = checkExpression({ expression: expression.value, where: lines, at });
  if ("problems" in result) {
    /** A line that cannot be read is told about once. */
    const told = new Set<number | string>();
    for (const { line, offset, length, message, hint } of result.problems) {
      if (told.has(line)) continue;
      told.add(line);
      const place = line === "expression" ? expression : where[line];
      source.complain(placeInside(source, place, offset, length), message, hint);
    }
    return undefined;
  }
  if (!whole) return undefined;
  for (const [name, text] of Object.entries(result.constants))
    literals.number(name, { number: Number(text), text });
  const question = { kind: "expression" as const, expression: expression.value, where: lines, at };
  const shapes = new Map<Name, Shape>([...Object.keys(at), ...result.names].map((name) => [name, []]));
  return { question, lookup: fromShapes(shapes), literals: literals.kept };
}

/** The place of a part of a scalar, if the scalar stands in the text as it is; else the whole scalar. */
function placeInside({ text }: Source, { value, at }: Placed<string>, offset: number, length: number): Range {
  const found = text.slice(at.start, at.end).indexOf(value);
  return found < 0 ? at : { start: at.start + found + offset, end: at.start + found + offset + length };
}

export function readGraph(
  source: Source,
  { value: form }: Placed<GraphForm>,
): Asked<Bare<GraphQuestion>> | undefined {
  const literals = new Literals();
  const places = new Map<Name, Range>();
  let whole = true;
  const complain = (at: Range, message: string, hint?: string) => {
    whole = false;
    source.complain(at, message, hint);
  };
  const inputs: Record<Name, Tensor> = {};
  for (const [name, entry] of form.inputs.value) {
    inputs[name] = entry.value.tensor;
    literals.tensor(name, entry.value);
    places.set(name, entry.key);
  }
  const written = form.nodes.value.flatMap(({ value }) => copiesOf(value, complain));
  for (const { out } of written) {
    const wrong = nameProblem(out.value);
    if (wrong) complain(out.at, wrong.message, wrong.hint);
    else if (places.has(out.value))
      complain(out.at, `${out.value} is defined twice`, "each node and each input has a name of its own");
    places.set(out.value, out.at);
  }
  // what a node is not called, others cannot name
  if (!whole) return undefined;
  /** A node that repeats is told about once. */
  const told = new Set<number>();
  for (const node of written) {
    for (const { value: name, at } of node.in.value) {
      if (places.has(name) || told.has(at.start)) continue;
      told.add(at.start);
      complain(at, `${name} is not defined`, suggest(name, places.keys()));
    }
  }
  const nodes = written.map((node): Node => {
    const given = [...(node.attributes?.value ?? [])].map(([key, { value }]) => [key, value]);
    const attributes: Attributes | undefined = given.length > 0 ? Object.fromEntries(given) : undefined;
    return {
      out: node.out.value,
      op: node.op.value,
      in: node.in.value.map(({ value }) => value),
      ...(attributes && { attributes }),
    };
  });
  const seed = readSeed(form.seed.value, places, complain);
  if (!whole) return undefined;
  const graph = { inputs, nodes, seed };
  for (const { node, message, hint } of checkGraph(graph)) {
    const seeded = message.startsWith("the seed");
    const at = seeded ? form.seed.value.get(node)?.key : places.get(node);
    complain(at ?? form.nodes.at, message, hint);
  }
  if (!whole) return undefined;
  const { shapes } = shapesOf(lowerGraph(graph));
  return { question: { kind: "graph", ...graph }, lookup: fromShapes(shapes), literals: literals.kept };
}

/** A node with `repeat: n` stands n times: `h{k}` of `h{k-1}` is h1 of h0, h2 of h1, … */
function copiesOf(node: NodeForm, complain: Source["complain"]): readonly NodeForm[] {
  if (!node.repeat) return [node];
  if (!node.out.value.includes("{k}")) {
    const message = `${node.out.value} would be defined ${node.repeat.value} times`;
    complain(node.out.at, message, `write {k} in it: ${node.out.value}{k}`);
    return [node];
  }
  return Array.from({ length: node.repeat.value }, (_, i) => {
    const numbered = ({ value, at }: Placed<string>) => ({
      value: value.replaceAll("{k}", String(i + 1)).replaceAll("{k-1}", String(i)),
      at,
    });
    const operands = { ...node.in, value: node.in.value.map(numbered) };
    return { ...node, out: numbered(node.out), in: operands };
  });
}

function readSeed(
  form: ReadonlyMap<Name, Placed<WrittenTensor> & { readonly key: Range }>,
  places: ReadonlyMap<Name, Range>,
  complain: (at: Range, message: string, hint?: string) => void,
): Readonly<Record<Name, Tensor>> {
  const seed: Record<Name, Tensor> = {};
  for (const [name, entry] of form) {
    if (places.has(name)) seed[name] = entry.value.tensor;
    else complain(entry.key, `${name} is not defined`, suggest(name, places.keys()));
  }
  return seed;
}
