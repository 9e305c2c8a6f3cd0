/** Where a case stands exactly on a kink: no derivative, a whole interval of admissible slopes, and conventions to choose one. */
import { broadcastIndex } from "../engine/numbers/broadcast.ts";
import { doubleDouble } from "../engine/numbers/double-double/numbers.ts";
import { descend } from "../engine/reference/training.ts";
import type { Conventions } from "../engine/reference/vjps/rule.ts";
import type { Case, Question, TrainingQuestion } from "../spec/case.ts";
import { attributesOf, type Graph, type Name } from "../spec/graph.ts";
import { lowerTraining } from "../spec/lower/network.ts";
import type { OpName } from "../spec/ops/index.ts";
import type { Shape } from "../spec/tensor.ts";
import type { Known, Truth } from "./truth/known.ts";

export interface Kink {
  readonly convention: keyof Conventions;
  /** `relu'(0)` */
  readonly name: string;
  readonly node: Name;
  /** Admissible slopes. */
  readonly admits: readonly [number, number];
}

type Detector = (
  x: number,
  y: number,
  attributes: ReturnType<typeof attributesOf>,
) => Omit<Kink, "node"> | undefined;
const unit = [0, 1] as const;

const detectors: Partial<Readonly<Record<OpName, Detector>>> = {
  relu: (x) => (x === 0 ? { convention: "relu", name: "relu'(0)", admits: unit } : undefined),
  leaky_relu: (x, _, { alpha }) =>
    x === 0 && alpha !== 1 ? { convention: "leaky", name: "leaky_relu'(0)", admits: unit } : undefined,
  elu: (x, _, { alpha }) =>
    x === 0 && alpha !== 1 ? { convention: "leaky", name: "elu'(0)", admits: unit } : undefined,
  abs: (x) => (x === 0 ? { convention: "abs", name: "abs'(0)", admits: [-1, 1] } : undefined),
  maximum: (x, y) => (x === y ? { convention: "maximum", name: "maximum'(tie)", admits: unit } : undefined),
  clip: (x, _, { min, max }) =>
    x === min || x === max ? { convention: "clip", name: "clip'(bound)", admits: unit } : undefined,
};

/** What is looked at of a value. */
type Entries = Pick<Known, "shape" | "hi">;

/** Entries of an operand as the result broadcasts them. */
function entriesOf({ shape, hi }: Entries, to: Shape): (k: number) => number {
  const at = broadcastIndex(shape, to);
  return (k) => hi[at ? at[k] : k];
}

/** Kinks of the graph at these values, each node once. */
export function kinksOf(
  graph: Graph,
  { values }: { readonly values: ReadonlyMap<Name, Entries> },
): readonly Kink[] {
  const kinks: Kink[] = [];
  for (const node of graph.nodes) {
    const detect = detectors[node.op];
    const result = values.get(node.out);
    if (!detect || !result) continue;
    const [a, b = a] = node.in.map((name) => entriesOf(values.get(name) as Entries, result.shape));
    for (let k = 0; k < result.hi.length; k++) {
      const found = detect(a(k), b(k), attributesOf(node));
      if (!found) continue;
      kinks.push({ ...found, node: node.out });
      break;
    }
  }
  return kinks;
}

/** Kinks that a training run meets at any of its steps, each convention once. */
function kinksOfTraining(question: TrainingQuestion): readonly Kink[] {
  const { step } = lowerTraining(question);
  const met = new Map<Kink["convention"], Kink>();
  for (const pass of descend(question, doubleDouble))
    for (const kink of kinksOf(step, pass)) met.set(kink.convention, kink);
  return [...met.values()];
}

/** Kinks of a question. Of a training run they are looked for only where an answer is not right without them: it has many steps. */
export function kinksMet(
  question: Question,
  truth: Truth,
  graph: Graph | undefined,
  isRight: boolean,
): readonly Kink[] {
  if (graph) return kinksOf(graph, truth);
  return question.kind === "training" && !isRight ? kinksOfTraining(question) : [];
}

/** Conventions that a fixture admits beyond what the operation itself does (`accepts`), where its graph has such an operation. */
export function admittedBy(c: Case): readonly Kink[] {
  const outside = c.accepts["clip'(outside)"];
  return outside ? [{ convention: "clipped", name: "clip'(outside)", node: "", admits: outside }] : [];
}
