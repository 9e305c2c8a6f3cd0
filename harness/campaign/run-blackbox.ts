/** Black boxes by the dozen: honest ones must not be accused, nor cost more than 40 calls, planted errors must be found within the budget. Exit 1 if not. */
import { parseArgs } from "node:util";
import type { Finding } from "../../spec/report.ts";
import { examineProblem } from "../blackbox/examine.ts";
import { bySize, engineOf, type Fake, network } from "../blackbox/fakes.ts";
import { bugs } from "../blackbox/planted.ts";
import { residualOf } from "../blackbox/probe.ts";
import { randomFrom } from "./random.ts";

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    "large-seeds": { type: "string", default: "3" },
    "bug-seeds": { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const first = Number(options.seed);
const [many, few, perBug] = [options.seeds, options["large-seeds"], options["bug-seeds"]].map(Number);

interface Family {
  readonly make: (seed: number) => Fake;
  readonly seeds: number;
  readonly bugSeeds: number;
  /** Calls of the engine within which one wrong entry is to be found. */
  readonly budget: number;
  readonly noise?: number;
}
const net = (
  sizes: readonly number[],
  activation: "tanh" | "relu",
  samples: number,
  precision?: "float32",
) => {
  return (seed: number) => network({ sizes, activation, samples, seed, ...(precision && { precision }) });
};
const all: Readonly<Record<string, Family>> = {
  "10³ logistic": { make: bySize.small, seeds: many, bugSeeds: perBug, budget: 180 },
  "10⁵ tanh": { make: bySize.middle, seeds: Math.min(many, 20), bugSeeds: Math.min(perBug, 6), budget: 260 },
  "10⁶ bowl": { make: bySize.large, seeds: few, bugSeeds: Math.min(perBug, few), budget: 280 },
  "ReLU 6·10³": { make: net([20, 64, 64, 10], "relu", 16), seeds: many, bugSeeds: perBug, budget: 180 },
  "ReLU, 200 samples": {
    make: net([10, 40, 40, 3], "relu", 200),
    seeds: many,
    bugSeeds: perBug,
    budget: 180,
  },
  "12 layers, 24 tensors": {
    make: net(Array(13).fill(8), "tanh", 8),
    seeds: many,
    bugSeeds: perBug,
    budget: 180,
  },
  "noisy 10⁻⁹": { make: bySize.small, seeds: many, bugSeeds: perBug, budget: 180, noise: 1e-9 },
  "float32 tanh": {
    make: net([16, 32, 32, 4], "tanh", 8, "float32"),
    seeds: many,
    bugSeeds: perBug,
    budget: 260,
  },
  "float32 ReLU": {
    make: net([16, 32, 32, 4], "relu", 8, "float32"),
    seeds: many,
    bugSeeds: perBug,
    budget: 260,
  },
};

const families = Object.fromEntries(Object.entries(all).filter(([name]) => name.includes(options.only)));

interface Outcome {
  readonly finding: Finding;
  /** Points and gradients, but for the two answers that are judged. */
  readonly calls: number;
  /** Largest residual over tolerance of all looks. */
  readonly worst: number;
}

async function examined(
  { make, noise = 0 }: Family,
  seed: number,
  wrong?: Parameters<typeof engineOf>[1],
): Promise<Outcome> {
  const fake = make(seed);
  const random = randomFrom(seed + 77);
  const engine = engineOf([fake], wrong, () => (noise === 0 ? 0 : noise * (random.next() * 2 - 1)));
  const count = { points: 0, gradients: 0 };
  const { problems } = engine;
  if (!problems) throw new Error("a fake without problems");
  const counted = {
    ...engine,
    problems: {
      ...problems,
      gradient: (...asked: Parameters<typeof problems.gradient>) => {
        count.gradients++;
        return problems.gradient(...asked);
      },
      evaluate: (...asked: Parameters<typeof problems.evaluate>) => {
        count.points += asked[1].length;
        return problems.evaluate(...asked);
      },
    },
  };
  let worst = 0;
  const onLook = (probe: Parameters<typeof residualOf>[0] & { readonly tolerance: number }) => {
    worst = Math.max(worst, Math.abs(residualOf(probe)) / probe.tolerance);
  };
  const finding = await examineProblem(counted, fake.problem, "fake", { seed, onLook });
  return { finding, calls: count.points + Math.max(0, count.gradients - 2), worst };
}

/** Whether the finding promises that one wrong entry of this size would have been seen. */
function promises(
  { notes }: Finding,
  { tensor, error }: { readonly tensor: string; readonly error: number },
): boolean {
  return notes.some((note) => {
    const [, names = "", from] = /^(.*): one wrong entry would have been seen from (\S+) on/.exec(note) ?? [];
    return names.split(", ").includes(tensor) && error > Number(from);
  });
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1];
let broken = 0;

const honest: unknown[] = [];
for (const [family, plan] of Object.entries(families)) {
  const outcomes: Outcome[] = [];
  const began = performance.now();
  for (let i = 0; i < plan.seeds; i++) outcomes.push(await examined(plan, first + i));
  const verdicts = new Map<string, number>();
  for (const { finding } of outcomes) verdicts.set(finding.verdict, (verdicts.get(finding.verdict) ?? 0) + 1);
  const calls = outcomes.map((one) => one.calls);
  honest.push({
    family,
    verdicts: [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(", "),
    "calls, median": median(calls),
    "calls, most": Math.max(...calls),
    "residual / tolerance, worst": Number(Math.max(...outcomes.map(({ worst }) => worst)).toPrecision(2)),
    "ms each": Math.round((performance.now() - began) / plan.seeds),
  });
  // an inconclusive one is printed: nobody was accused
  broken += outcomes.filter(
    ({ finding: { verdict } }) => !["conforms", "inconclusive"].includes(verdict),
  ).length;
  broken += calls.filter((count) => count > 40).length;
  for (const { finding } of outcomes.filter((one) => one.finding.verdict !== "conforms").slice(0, 2)) {
    console.log(`${family}: ${finding.verdict}: ${finding.summary}`);
  }
}
console.log("honest engines");
console.table(honest);

const found: unknown[] = [];
for (const [family, plan] of Object.entries(families)) {
  for (const bug of bugs) {
    const outcomes: Outcome[] = [];
    let [exact, brokenPromises] = [0, 0];
    for (let i = 0; i < plan.bugSeeds; i++) {
      const seed = first + i;
      const planted = bug.plant(plan.make(seed), randomFrom(seed * 31 + 5));
      const outcome = await examined(plan, seed, planted.wrong);
      outcomes.push(outcome);
      if (outcome.finding.verdict === "violates" && planted.isTold(outcome.finding)) exact++;
      const isMissed = outcome.finding.verdict === "conforms";
      if (isMissed && planted.one && promises(outcome.finding, planted.one)) brokenPromises++;
    }
    broken += brokenPromises;
    const accused = outcomes.filter(({ finding }) => finding.verdict === "violates");
    const calls = accused.map((one) => one.calls);
    found.push({
      family,
      bug: bug.name,
      violates: `${accused.length} of ${plan.bugSeeds}`,
      "place exact": exact,
      "calls, median": calls.length > 0 ? median(calls) : "",
      "calls, most": calls.length > 0 ? Math.max(...calls) : "",
      "missed against its promise": bug.name.startsWith("one entry") ? brokenPromises : "",
      budget: bug.name.startsWith("one entry") ? plan.budget : "",
    });
  }
}
console.log("planted errors");
console.table(found);
if (broken > 0)
  console.log(
    `${broken} honest engines were accused or took more than 40 calls, or errors were missed against a promise`,
  );
process.exitCode = broken > 0 ? 1 : 0;
