/** The form of a fixture: every key, what it holds, and what an editor says about it. What it means is checked elsewhere. */
import { nameProblem } from "../lower/formula.ts";
import { opNames } from "../ops/index.ts";
import {
  count,
  type Json,
  type Kind,
  listOf,
  number,
  oneOf,
  type Placed,
  recordOf,
  scalarKind,
  text,
} from "./kinds.ts";
import { mapping, optional, type Read, required } from "./mapping.ts";
import { tensor, tensorSchema, written } from "./tensors.ts";
import { activationNames, lossNames, reductions } from "./words.ts";

const inputName = (key: string) => {
  const wrong = nameProblem(key);
  return wrong && { problem: wrong.message, hint: wrong.hint };
};
const anyName = () => undefined;
const convention = (key: string) =>
  /^[a-z_]+'\([^()]+\)$/.test(key)
    ? undefined
    : { problem: `${JSON.stringify(key)} is not a convention`, hint: "write it as relu'(0)" };
const guard = scalarKind<string>(
  { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" },
  "the name of a bug",
  (scalar) => {
    if (typeof scalar.value !== "string") return undefined;
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(scalar.value)) return { value: scalar.value };
    return { problem: `${JSON.stringify(scalar.value)} is not a name`, hint: "in-small-letters-with-dashes" };
  },
);

/** An attribute of an operation: a number, a word or a list of numbers. */
const attribute: Kind<number | string | readonly number[]> = {
  schema: { anyOf: [{ type: "number" }, { type: "string" }, { type: "array", items: { type: "number" } }] },
  read(node, source, around) {
    const inner = node as { items?: unknown; value?: unknown } | null;
    if (inner?.items) {
      const list = listOf(number).read(node, source, around);
      return list && { value: list.value.map(({ value }) => value.number), at: list.at };
    }
    if (typeof inner?.value === "string") return text.read(node, source, around);
    const read = number.read(node, source, around);
    return read && { value: read.value.number, at: read.at };
  },
};

const lossFields = {
  name: required(oneOf("loss", lossNames), `the loss: ${lossNames.join(", ")}`),
  reduction: required(
    oneOf("reduction", reductions),
    "mean over all entries; sum; batchmean: summed over features, averaged over samples",
  ),
  clip: optional(
    number,
    "bce and cross_entropy: probabilities are held within [clip, 1 − clip] before the logarithm",
  ),
};
const lossOnTop = mapping("a loss", {
  ...lossFields,
  l2: optional(number, "adds l2/2 · Σ W² over all weights, never biases"),
});
const loss = mapping("a loss", {
  ...lossFields,
  p: required(tensor, "prediction or logits: features × samples, or a vector of samples"),
  target: required(tensor, "as many entries as p"),
});
const layer = mapping(
  "a layer",
  {
    W: required(tensor, "weights [out, in]"),
    b: required(tensor, "biases [out]"),
    activation: required(oneOf("activation", activationNames), `one of ${activationNames.join(", ")}`),
    alpha: optional(number, "leaky_relu: slope on the negative side (0.01); elu: scale (1)"),
  },
  { weights: "W", weight: "W", bias: "b", biases: "b" },
);
const networkFields = {
  layers: required(listOf(layer, 1), "from input to output"),
  loss: required(lossOnTop, "name and reduction"),
  x: required(tensor, "features × samples"),
  target: required(tensor, "outputs × samples"),
};
const network = mapping("a network", networkFields, { y: "target", t: "target" });
const training = mapping("a training run", {
  ...networkFields,
  report: optional(
    lossOnTop,
    "the loss that is shown as R@k, where it is not the loss that is differentiated",
  ),
  learningRate: required(number, "η of W ← W − η ∂L/∂W"),
  steps: required(count(1, 100_000), "how many updates; every one is over the full batch"),
});
const node = mapping("a node", {
  out: required(text, "its name"),
  op: required(oneOf("operation", opNames), `one of ${opNames.join(", ")}`),
  in: required(listOf(text, 1), "names of its operands"),
  attributes: optional(recordOf(attribute, anyName), "of the operation: { axis: 0 }"),
  repeat: optional(count(2, 10_000), "how often it stands, with k = 1, 2, … for {k} and {k-1} in its names"),
});
const graph = mapping("a graph", {
  inputs: required(recordOf(tensor, inputName), "leaves: parameters, data and constants"),
  nodes: required(listOf(node, 1), "in any order"),
  seed: required(
    recordOf(tensor, anyName),
    "upstream cotangents of output nodes; gradients are of Σ ⟨seed, output⟩",
  ),
});

const names = listOf(text);
const wanted = mapping("a list of quantities", {
  values: optional(names, "names whose values are asked"),
  gradients: optional(names, "names N whose ∂L/∂N is asked"),
});
const promisedFields = {
  values: optional(recordOf(written, anyName), "values by name"),
  gradients: optional(recordOf(written, anyName), "∂L/∂N by name N"),
};
const promised = mapping("an expectation", promisedFields);
const expect = mapping("expect", {
  ...promisedFields,
  printed: optional(
    promised,
    "what the source shows: right to half a unit of the last digit that is written",
  ),
  certified: optional(promised, "exact numbers, or 30 digits and more, at the exact decimals of this file"),
  falling: optional(names, "values that fall strictly from step to step of a training run"),
});

export const fixtureFields = {
  title: required(text, "what is true, in the present tense"),
  clause: required(text, "a clause of spec/README.md, such as CHAIN-2"),
  source: required(
    mapping("a source", {
      chapter: optional(count(1, 1000), "chapter of the book"),
      section: optional(text, "heading in it"),
      reconstructed: optional(names, "quantities that the source does not print"),
      note: optional(text, "where it comes from otherwise, or what to know"),
    }),
    "where the example comes from: { chapter: 4, section: … }, or { note: … }",
  ),
  expression: optional(text, "a scalar formula: y = v^3"),
  where: optional(listOf(text), "formulas that the expression uses, in any order"),
  at: optional(recordOf(tensor, inputName), "values of the free names"),
  loss: optional(loss, "a loss alone; nodes p, t, L"),
  network: optional(network, "a layered network, forwards and backwards; nodes x, W1, b1, z1, a1, …, t, L"),
  training: optional(training, "gradient descent; names are N@k, node N before update k"),
  graph: optional(graph, "named nodes of operations"),
  want: optional(wanted, "what must be answered; has a default for each kind of question"),
  also: optional(wanted, "what may be answered, to help to find where a wrong number starts"),
  expect: optional(expect, "what is known of the answer; values and gradients directly below are certified"),
  accepts: optional(
    recordOf(listOf(number, 2), convention),
    "conventions that are all admissible: { relu'(0): [0, 1] }",
  ),
  guards: optional(listOf(guard), "bugs that this case must find"),
  points: optional(count(0, 1000), "weight when grading (1)"),
};
export const fixtureForm = mapping("a fixture", fixtureFields, {
  weight: "points",
  description: "title",
  expected: "expect",
});
// biome-ignore lint/suspicious/noExplicitAny: the form's own type, whatever it is
type Of<K extends Kind<any>> = K extends Kind<infer T> ? T : never;
export type Form = Of<typeof fixtureForm>;
export type LossForm = Of<typeof lossOnTop>;
export type NetworkForm = Of<typeof network>;
export type TrainingForm = Of<typeof training>;
export type GraphForm = Of<typeof graph>;
export type NodeForm = Of<typeof node>;
export type LossQuestionForm = Of<typeof loss>;
export type PromisedForm = Read<typeof promisedFields>;
export type ExpectForm = Of<typeof expect>;
export type Names = Placed<readonly Placed<string>[]>;

/** For editors: completes and checks fixtures while they are written. `spec/fixture.schema.json` holds it. */
export function fixtureSchema(): Json {
  const questions = ["expression", "loss", "network", "training", "graph"];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A fixture of backproof",
    ...fixtureForm.schema,
    oneOf: questions.map((key) => ({
      type: "object",
      properties: { [key]: { type: ["object", "string"] } },
      required: [key],
    })),
    $defs: { tensor: tensorSchema },
  };
}
