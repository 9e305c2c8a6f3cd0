/** An engine against itself: whether the gradient that it gives is the slope of the loss that its own forward pass gives. */
import type { Engine } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import type { Graph, Name } from "../spec/graph.ts";
import type { Tensor } from "../spec/tensor.ts";
import type { Answer } from "./judge.ts";
import { differentiate } from "./oracles/differences.ts";

/** Entries that are enough to tell a factor from a coincidence. */
const mostEntries = 6;

export interface Self {
  readonly case: Case;
  readonly engine: Engine;
  readonly graph: Graph;
  readonly answer: Answer;
  /** Whether a number is wrong: then it matters which half of the engine is. */
  readonly wrong: boolean;
}

/** What the comparison tells; undefined where the two agree as they should, or nothing can be said. */
export async function ownLossNote({
  case: c,
  engine,
  graph,
  answer,
  wrong,
}: Self): Promise<string | undefined> {
  const [output, ...others] = Object.entries(graph.seed);
  if (!output || others.length > 0 || output[1].shape.length > 0) return undefined;
  const [name, seed] = output;
  const places = placesOf(c, graph, answer);
  let own: string | undefined;
  const forward = {
    noise: 2 ** -50,
    steps: [2 ** -7, 2 ** -10, 2 ** -13],
    evaluate: async (points: readonly Readonly<Record<Name, Tensor>>[]) => {
      const said = await engine.evaluate(c.question, points);
      if (said.kind === "failed") return [];
      own = said.own;
      return said.values.map((values) => ({
        hi: (values[name]?.data[0] ?? Number.NaN) * seed.data[0],
        lo: 0,
      }));
    },
  };
  const slopes = await differentiate(forward, graph.inputs, places);
  const pairs = places.map(({ name: of, entry }, i) => ({
    ...slopes[i],
    gradient: answer.gradients[of].data[entry],
  }));
  const found = compareSlopes(pairs);
  if (found === undefined) return undefined;
  if (found === "no ratio") {
    return wrong
      ? "its gradient is not the slope of its own loss: the backward pass is wrong, whatever the forward pass computes"
      : undefined;
  }
  if (Math.abs(found - 1) >= 1e-6) {
    const factor = Number(found.toPrecision(6));
    return `the loss it reports (${own ?? name}) is not the loss it differentiates: the slope of the one is ${factor} times its gradient of the other`;
  }
  return wrong
    ? "its gradient is the slope of its own loss: the backward pass is right for what the forward pass computes, which is another function"
    : undefined;
}

/** A few entries of the asked gradients, spread over all of them. */
function placesOf({ question }: Case, graph: Graph, answer: Answer) {
  const all = question.want.gradients
    .filter(
      (name) => graph.inputs[name] && answer.gradients[name]?.data.length === graph.inputs[name].data.length,
    )
    .flatMap((name) => Array.from(graph.inputs[name].data, (_, entry) => ({ name, entry })));
  return all.filter((_, i) => i % Math.ceil(all.length / mostEntries) === 0);
}

/** The slope over the gradient where it is one number within the slopes' own errors; undefined where fewer than two places tell. */
function compareSlopes(
  all: readonly { value: number; error: number; gradient: number }[],
): number | "no ratio" | undefined {
  const telling = all.filter(({ value, error }) => error < 1e-4 * Math.abs(value));
  if (telling.length < 2) return undefined;
  if (telling.some(({ gradient }) => gradient === 0)) return "no ratio";
  const ratio = telling.reduce((sum, { value, gradient }) => sum + value / gradient, 0) / telling.length;
  const fits = telling.every(
    ({ value, error, gradient }) => Math.abs(value - ratio * gradient) <= 2 * error + 1e-6 * Math.abs(value),
  );
  return fits ? ratio : "no ratio";
}
