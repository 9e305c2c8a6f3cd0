/** An engine against itself: whether the gradient that it gives is the slope of the loss that it reports. */
import type { Engine } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import type { Graph, Name } from "../spec/graph.ts";
import type { Tensor } from "../spec/tensor.ts";
import type { Answer } from "./judge.ts";
import { differentiate } from "./oracles/finite-differences.ts";

/** Entries that are enough to tell a factor from a coincidence. */
const mostEntries = 6;

/** A note where its own loss has a constant multiple of its gradient as slope; undefined where they agree, or nothing can be said. */
export async function ownLossNote(
  c: Case,
  engine: Engine,
  graph: Graph,
  answer: Answer,
): Promise<string | undefined> {
  if (c.question.kind !== "network") return undefined;
  const places = Object.entries(answer.gradients).flatMap(([name, { data }]) =>
    /^[Wb]\d+$/.test(name) ? Array.from({ length: data.length }, (_, entry) => ({ name, entry })) : [],
  );
  const chosen = places
    .filter((_, i) => i % Math.ceil(places.length / mostEntries) === 0)
    .slice(0, mostEntries);
  let own: string | undefined;
  const forward = {
    noise: 2 ** -50,
    steps: [2 ** -7, 2 ** -10, 2 ** -13],
    evaluate: async (points: readonly Readonly<Record<Name, Tensor>>[]) => {
      const said = await engine.evaluate(c.question, points);
      if (said.kind === "failed") return [];
      own = said.own;
      return said.values.map(({ L }) => ({ hi: L?.data[0] ?? Number.NaN, lo: 0 }));
    },
  };
  const slopes = await differentiate(forward, graph.inputs, chosen);
  if (own === undefined) return undefined;
  const ratio = constantRatio(
    chosen.map(({ name, entry }, i) => ({ ...slopes[i], gradient: answer.gradients[name].data[entry] })),
  );
  if (ratio === undefined || Math.abs(ratio - 1) < 1e-6) return undefined;
  const factor = Number(ratio.toPrecision(6));
  return `the loss it reports (${own}) is not the loss it differentiates: the slope of the one is ${factor} times its gradient of the other`;
}

/** The slope over the gradient where it is one number within the slopes' own errors, at two places at least. */
function constantRatio(
  all: readonly { value: number; error: number; gradient: number }[],
): number | undefined {
  const telling = all.filter(
    ({ value, error, gradient }) => error < 1e-4 * Math.abs(value) && gradient !== 0,
  );
  if (telling.length < 2) return undefined;
  const ratio = telling.reduce((sum, { value, gradient }) => sum + value / gradient, 0) / telling.length;
  const fits = telling.every(
    ({ value, error, gradient }) => Math.abs(value - ratio * gradient) <= 2 * error + 1e-6 * Math.abs(value),
  );
  return fits ? ratio : undefined;
}
