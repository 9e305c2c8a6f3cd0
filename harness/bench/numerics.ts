/** Timings of the numerics inside this process, by tinybench: the sweep in double-double, on error bounds, in float64. */
import { Bench } from "tinybench";
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { doubleDouble } from "../../engine/numbers/double-double/numbers.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { sweep } from "../../engine/reference/tape.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { truthProfiles } from "../truth/known.ts";
import { type Classifier, classifier } from "./classifier.ts";

const derive = <N>({ graph, parameters }: Classifier, n: Numbers<N>) =>
  sweep(graph, n, { wanted: parameters });

/** Medians in ms, by name. */
export async function medians<Name extends string>(
  tasks: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number>> {
  const bench = new Bench({ time: 600, iterations: 10, warmupTime: 200 });
  for (const [name, task] of Object.entries<() => unknown>(tasks))
    bench.add(name, async () => void (await task()));
  await bench.run();
  const found = bench.tasks.map(({ name, result }) => {
    if (!("latency" in result)) throw new Error(`${name} was not timed: ${result.state}`);
    return [name, result.latency.p50];
  });
  return Object.fromEntries(found) as Record<Name, number>;
}

/** Truth as a sweep in double-double; truth and tolerance as the one sweep over error bounds that a run makes. */
export async function truthTimes(sizes: readonly number[], samples: number) {
  const network = classifier(sizes, samples);
  const bounds = bounded(truthProfiles(profiles.float64));
  const { truth, both } = await medians({
    truth: () => derive(network, doubleDouble),
    both: () => derive(network, bounds),
  });
  return { truth, tolerance: both - truth, count: network.count };
}

/** Σ|∂L/∂W1|: who finds the same did the same work. */
export function gradientSum(network: Classifier): number {
  const { data = new Float64Array() } = derive(network, float64).gradients.get("W1") ?? {};
  return data.reduce((sum, x) => sum + Math.abs(x), 0);
}

/** The reference engine's gradient. */
export async function float64Time(sizes: readonly number[], samples: number) {
  const network = classifier(sizes, samples);
  const { gradient } = await medians({ gradient: () => derive(network, float64) });
  return { ms: gradient, sum: gradientSum(network) };
}
