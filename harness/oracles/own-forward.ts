/** An engine's own scalar output at moved points, and how far rounding may take it: what differences of its own loss are made of. */
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import type { Profile } from "../../engine/numbers/bounded/profile.ts";
import type { Engine } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { quantumOf } from "../judge.ts";
import { type Forward, offsets } from "./differences.ts";

export interface OwnForward extends Forward {
  /** The output, of which the differences are: `L`. */
  readonly output: Name;
  /** The cotangent that they are multiplied by. */
  readonly seed: number;
  /** What the engine says that its output is, if not the question's; known once it was asked. */
  own(): string | undefined;
  /** The output where nothing is moved; known once it was asked. */
  atRest(): number | undefined;
}

/** What one evaluation of an engine of this precision may be off by at any point near by: nothing counts as exact, least of all the moved number. */
function noiseOf(graph: Graph, output: Name, profile: Profile): number {
  const n = bounded([{ ...profile, bits: 0, accumulatorBits: 0 }]);
  const [error] = evaluate(graph, n).get(output)?.errors ?? [];
  return error ? error[0] : 0;
}

/** Undefined where the graph has no single scalar output, or is none: a training run. */
export function ownForward(
  engine: Engine,
  question: Question,
  graph: Graph,
  profile: Profile,
): OwnForward | undefined {
  const [first, ...others] = Object.entries(graph.seed);
  if (!first || others.length > 0 || first[1].shape.length > 0 || question.kind === "training")
    return undefined;
  const [output, { data }] = first;
  const [seed] = data;
  // twice, since near by it may be a little more than at the point
  const noise = 2 * noiseOf(graph, output, profile);
  let own: string | undefined;
  let atRest: number | undefined;
  let printed = 0;
  return {
    output,
    seed,
    own: () => own,
    atRest: () => atRest,
    noise: 0,
    get floor() {
      return Math.abs(seed) * (noise + printed);
    },
    steps: [2 ** -7, 2 ** -10, 2 ** -13],
    evaluate: async (points: readonly Readonly<Record<Name, Tensor>>[]) => {
      const said = points.length > 0 ? await engine.evaluate(question, points) : undefined;
      if (said?.kind !== "evaluated") return [];
      own = said.own;
      const outputs = said.values.map((values) => values[output]?.data[0] ?? Number.NaN);
      atRest = outputs[offsets.indexOf(0)];
      printed = outputs.reduce((most, x) => Math.max(most, quantumOf(x, said.digits)), 0);
      return outputs.map((x) => ({ hi: x * seed, lo: 0 }));
    },
  };
}
