/** `npm run campaign:honest`: a hundred thousand honest engines against the tolerance. Exit 1 if one is falsely accused. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Precision } from "./arithmetic.ts";
import { type Campaign, campaign, type Group, median } from "./campaign.ts";
import { variants } from "./variants.ts";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "120000" },
    seed: { type: "string", default: "1" },
    precisions: { type: "string", default: "float64,float32,float16,bfloat16" },
    out: { type: "string", default: fileURLToPath(new URL("honest-figures.json", import.meta.url)) },
  },
});

const three = (x: number): number => Number(x.toPrecision(3));

/** One line of figures. */
function figures({ slack, worst, worstOverUsual, ...counted }: Group) {
  return {
    ...counted,
    worstErrorOverBound: three(worst),
    worstErrorOverUsual: three(worstOverUsual),
    medianBoundOverError: three(median(slack)),
  };
}

function together(groups: readonly Group[]) {
  const total = (of: (group: Group) => number) => groups.reduce((sum, group) => sum + of(group), 0);
  return {
    cases: total(({ cases }) => cases),
    runs: total(({ runs }) => runs),
    entries: total(({ entries }) => entries),
    violations: total(({ violations }) => violations),
    suspects: total(({ suspects }) => suspects),
    undecided: total(({ undecided }) => undecided),
    outOfRange: total(({ outOfRange }) => outOfRange),
    worstErrorOverBound: three(Math.max(...groups.map(({ worst }) => worst))),
    worstErrorOverUsual: three(Math.max(...groups.map((group) => group.worstOverUsual))),
    medianBoundOverError: three(median(groups.flatMap(({ slack }) => slack))),
  };
}

function print({ groups, alarms }: Campaign): void {
  const rows = groups.map(figures);
  console.table([...rows, { precision: "all", family: "all", ...together(groups) }]);
  for (const { seed, precision, family, variant, what } of alarms.slice(0, 20)) {
    console.log(`false alarm: seed ${seed}, ${precision}, ${family}, ${variant}: ${what}`);
  }
}

const [runs, seed] = [Number(options.runs), Number(options.seed)];
if (!(runs > 0 && Number.isInteger(seed))) {
  console.error(
    "campaign:honest [--runs 120000] [--seed 1] [--precisions float64,float32] [--out file.json]",
  );
  process.exit(2);
}
const told = { next: 0 };
const result = campaign({
  runs,
  seed,
  precisions: options.precisions.split(",") as Precision[],
  progress: (done) => {
    if (done < told.next || !process.stderr.isTTY) return;
    process.stderr.write(`\r${done}/${runs}`);
    told.next = done + 1000;
  },
});
print(result);
const stored = {
  about: "Honest engines against the tolerance: npm run campaign:honest",
  ...{ seed, variants: variants.map(({ name }) => name) },
  all: together(result.groups),
  groups: result.groups.map(figures),
  alarms: result.alarms.slice(0, 100),
};
writeFileSync(options.out, `${JSON.stringify(stored, null, 2)}\n`);
process.exitCode = result.alarms.length > 0 ? 1 : 0;
