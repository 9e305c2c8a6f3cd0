/**
 * `npm run campaign:diagnosis`: every bug of the catalogue in an engine of its own, once known and once struck from the catalogue, and seeded
 * pairs of bugs in one engine; what the diagnosis says of each. Exit 1 if a known bug gets a wrong name, or a share is below its bar.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { mutants } from "../../engine/mutants/index.ts";
import { probes } from "../../engine/mutants/probes.ts";
import { readFixtures } from "../../spec/read/folder.ts";
import { caseOf } from "../made.ts";
import { type Outcome, type PairTrial, pair, singles, stageOf, type Trial } from "./diagnosis.ts";
import { randomFrom } from "./random.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    pairs: { type: "string", default: "100" },
    every: { type: "string", default: "1" },
    verbose: { type: "boolean", default: false },
  },
});
const [seed, pairs, every] = [options.seed, options.pairs, options.every].map(Number);
if (![seed, pairs, every].every(Number.isInteger) || every < 1 || pairs < 0) {
  console.error("--seed, --pairs and --every are whole numbers");
  process.exit(2);
}

/** Longer runs are asked of real engines only. */
const mostSteps = 20;
const mostNodes = 500;
const { cases } = readFixtures(fileURLToPath(new URL("../../fixtures", import.meta.url)));
const asked = cases.filter(({ question: q }) => {
  if (q.kind === "training") return q.steps <= mostSteps;
  return q.kind !== "graph" || q.nodes.length <= mostNodes;
});
const pool = Object.entries(probes).map(([name, question]) => caseOf(question, `probe ${name}`));
const chosen = mutants.filter((_, i) => i % every === (seed - 1) % every);

/** Bars of what must be reached, as shares. */
const bars = { unique: 0.95, listed: 0.98, wrong: 0, unknownWithout: 0.9, bothNamed: 0.6 };
const failures: string[] = [];
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
function hold(what: string, isMet: boolean): void {
  if (!isMet) failures.push(what);
}

function tell(title: string, trials: readonly Trial[], usual: Outcome): Readonly<Record<Outcome, number>> {
  const count = (outcome: Outcome) => trials.filter((trial) => trial.outcome === outcome).length;
  const counts = {
    unique: count("unique"),
    listed: count("listed"),
    unknown: count("unknown"),
    described: count("described"),
    wrong: count("wrong"),
  };
  const shares = Object.entries(counts).map(([name, n]) => `${name} ${n} (${percent(n, trials.length)})`);
  const slowest = Math.max(...trials.map(({ ms }) => ms));
  console.log(`${title}: ${trials.length} bugs, ${shares.join(", ")}; slowest ${Math.round(slowest)} ms`);
  for (const { bug, outcome, said } of trials)
    if (outcome !== usual || options.verbose) console.log(`  ${outcome}: ${bug} → ${said || "nothing"}`);
  return counts;
}

const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of stream) found.push(one);
  return found;
};

console.log(
  `seed ${seed}: ${asked.length} cases, ${chosen.length} of ${mutants.length} bugs, ${pairs} pairs of them`,
);
for (const precision of ["float64", "float32"] as const) {
  const stage = stageOf(asked, precision);
  const trials = await all(singles(stage, pool, { only: chosen }));
  const { unique, listed, wrong } = tell(`${precision}, known`, trials, "unique");
  hold(`${precision}: named alone`, unique >= bars.unique * trials.length);
  hold(`${precision}: named alone or among others`, unique + listed >= bars.listed * trials.length);
  hold(`${precision}: a wrong name`, wrong <= bars.wrong);
}

const stage = stageOf(asked, "float64");
const without = await all(singles(stage, pool, { only: chosen, without: true }));
const { unknown, described } = tell("float64, struck from the catalogue", without, "unknown");
hold(
  "unknown where the bug is not in the catalogue",
  unknown + described >= bars.unknownWithout * without.length,
);

const starts = chosen.flatMap((mutant) => stage.starts(mutant));
const exact = starts.filter((start) => start === "exact").length;
console.log(
  `float64, where it starts, if only what must be shown is shown: ${starts.length} failing cases, the first wrong quantity ${percent(exact, starts.length)}, the first that is shown in all others`,
);

const random = randomFrom(seed);
const tried: PairTrial[] = [];
while (tried.length < pairs) {
  const [first, second] = [random.pick(mutants), random.pick(mutants)];
  const trial = first === second ? undefined : await pair(stage, pool, first, second);
  if (trial) tried.push(trial);
}
const both = tried.filter(({ named }) => named === 2).length;
const one = tried.filter(({ named }) => named === 1).length;
if (tried.length > 0) {
  console.log(
    `float64, two at once: ${tried.length} pairs, both named ${percent(both, tried.length)}, one of them ${percent(one, tried.length)}`,
  );
  for (const { bugs, named, said } of tried)
    if (named < 2) console.log(`  ${bugs.join(" and ")} → ${said || "nothing"}`);
  hold("both of two bugs", both >= bars.bothNamed * tried.length);
}
for (const failure of failures) console.log(`BELOW THE BAR: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
