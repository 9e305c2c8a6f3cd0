/** Where a case stands exactly on a kink: no derivative, a whole interval of admissible slopes, and conventions to choose one. */
import type { Conventions } from "../engine/reference/vjps/rule.ts";
import type { Case } from "../spec/case.ts";
import { attributesOf, type Graph, type Name } from "../spec/graph.ts";
import type { OpName } from "../spec/ops/index.ts";
import type { Truth } from "./truth/known.ts";

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
  leaky_relu: (x) => (x === 0 ? { convention: "leaky", name: "leaky_relu'(0)", admits: unit } : undefined),
  elu: (x, _, { alpha }) =>
    x === 0 && alpha !== 1 ? { convention: "leaky", name: "elu'(0)", admits: unit } : undefined,
  abs: (x) => (x === 0 ? { convention: "abs", name: "abs'(0)", admits: [-1, 1] } : undefined),
  maximum: (x, y) => (x === y ? { convention: "maximum", name: "maximum'(tie)", admits: unit } : undefined),
  clip: (x, _, { min, max }) =>
    x === min || x === max ? { convention: "clip", name: "clip'(bound)", admits: unit } : undefined,
};

/** Kinks of the graph at these values, each node once. */
export function kinksOf(graph: Graph, truth: Truth): readonly Kink[] {
  const kinks: Kink[] = [];
  for (const node of graph.nodes) {
    const detect = detectors[node.op];
    const [a, b] = node.in.map((name) => truth.values.get(name));
    if (!detect || !a) continue;
    for (let k = 0; k < a.hi.length; k++) {
      const found = detect(a.hi[k], b?.hi[b.hi.length === 1 ? 0 : k] ?? 0, attributesOf(node));
      if (!found) continue;
      kinks.push({ ...found, node: node.out });
      break;
    }
  }
  return kinks;
}

/** Conventions that a fixture admits beyond what the operation itself does (`accepts`), where its graph has such an operation. */
export function admittedBy(c: Case): readonly Kink[] {
  const outside = c.accepts["clip'(outside)"];
  return outside ? [{ convention: "clipped", name: "clip'(outside)", node: "", admits: outside }] : [];
}
