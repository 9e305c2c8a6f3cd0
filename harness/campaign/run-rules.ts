/**
 * `npm run campaign:rules`: the usual rules of gradient checking beside ours, on the same seeded networks, bugs and honest engines.
 * Exit 1 if ours accuses an honest engine, or misses what it must see.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mutants } from "../../engine/mutants/index.ts";
import { rules } from "./rules.ts";
import { compareRules, type Figures, ourRule, precisions, type Row, type Tally } from "./rules-campaign.ts";

const { values: options } = parseArgs({
  options: {
    cases: { type: "string" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
const cases = Number(options.cases ?? (options.quick ? 5 : 40));
const seed = Number(options.seed);
if (!(Number.isInteger(cases) && cases > 0 && Number.isInteger(seed))) {
  console.error("--cases and --seed are whole numbers, --cases above 0");
  process.exit(2);
}

/** Per cent with one decimal; 100 and 0 only where they are exact. */
function percent(accused: number, runs: number): string {
  if (runs === 0) return "–";
  if (accused === runs || accused === 0) return accused === 0 ? "0" : "100";
  return Math.min(99.9, Math.max(0.1, (100 * accused) / runs)).toFixed(1);
}
const sum = (tallies: readonly Tally[]): Tally => ({
  runs: tallies.reduce((total, { runs }) => total + runs, 0),
  accused: rules.map((_, i) => tallies.reduce((total, { accused }) => total + accused[i], 0)),
});

const letters = rules.map((_, i) => String.fromCharCode(65 + i));
function table(title: string, lines: readonly { readonly of: string; readonly tally: Tally }[]): void {
  console.log(`\n${title}`);
  console.log(["".padEnd(30), "runs".padStart(7), ...letters.map((letter) => letter.padStart(6))].join(""));
  for (const { of, tally } of lines) {
    const shares = tally.accused.map((accused) => percent(accused, tally.runs).padStart(6));
    console.log([of.padEnd(30), String(tally.runs).padStart(7), ...shares].join(""));
  }
}

type Kind = "gross" | "fine" | "informativeGross" | "informativeFine" | "honest";
function print({ rows, missed, accused }: Figures): void {
  console.log(`seed ${seed}, ${cases} networks per family, ${mutants.length} bugs in the catalogue`);
  console.log(rules.map(({ name }, i) => `  ${letters[i]}  ${name}`).join("\n"));
  for (const precision of precisions) {
    const own = rows.filter((row) => row.precision === precision);
    const lines = (kinds: readonly Kind[]) =>
      kinds.flatMap((kind) => [
        ...own.map((row: Row) => ({ of: `${row.circumstance}, ${kind}`, tally: row[kind] })),
        { of: `all, ${kind}`, tally: sum(own.map((row) => row[kind])) },
      ]);
    table(`${precision}: bugs found, % of those that change the result`, lines(["gross", "fine"]));
    table(
      `${precision}: bugs found, % of those that move a number that tells out of reach of honest engines`,
      lines(["informativeGross", "informativeFine"]),
    );
    table(`${precision}: honest engines accused, %`, lines(["honest"]));
  }
  for (const [title, all] of [
    ["neither accused nor suspected by ours, though it must be seen", missed],
    ["honest engines accused or suspected by ours", accused],
  ] as const) {
    const counted = new Map<string, number>();
    for (const { mutant, precision } of all)
      counted.set(`${precision} ${mutant}`, (counted.get(`${precision} ${mutant}`) ?? 0) + 1);
    console.log(`\n${title}: ${all.length}`);
    for (const [what, times] of counted) console.log(`  ${times} × ${what}`);
  }
}

const started = performance.now();
const figures = compareRules({ cases, seed });
print(figures);
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
const kinds: readonly Kind[] = ["gross", "fine", "informativeGross", "informativeFine", "honest"];
/** Counts by name, for readers that do not know our order of rules. */
const stored = (row: Row) => ({
  precision: row.precision,
  family: row.circumstance,
  unchanged: row.unchanged,
  ...Object.fromEntries(
    kinds.map((kind) => {
      const { runs, accused } = row[kind];
      return [kind, { runs, ...Object.fromEntries(rules.map(({ name }, i) => [name, accused[i]])) }];
    }),
  ),
});
if (options.out) {
  const { rows, missed, accused } = figures;
  const all = { seed, cases, bugs: mutants.length, rows: rows.map(stored), missed, accused };
  writeFileSync(options.out, `${JSON.stringify(all, undefined, 2)}\n`);
}

const seen = (kind: "informativeGross" | "informativeFine", share: number) => {
  const { runs, accused } = sum(figures.rows.map((row) => row[kind]));
  return accused[ourRule] >= share * runs;
};
process.exitCode =
  figures.accused.length === 0 && seen("informativeGross", 1) && seen("informativeFine", 0.99) ? 0 : 1;
