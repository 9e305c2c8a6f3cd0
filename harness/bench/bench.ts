/** `npm run bench`: how long a user waits, and for what. Prints targets and measurements; judges nothing and never fails on a time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { medians, truthTimes } from "./numerics.ts";
import { inTurns, median, reasonOf, timed } from "./processes.ts";
import { besideNumPy, besideTorch } from "./pythons.ts";
import { type Line, type Row, table } from "./table.ts";
import { tried } from "./verdict.ts";
import { manyQuestions, overTheWire } from "./wire.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const backproof = here("../../dist/backproof.js");
const node = process.execPath;
const folder = mkdtempSync(join(tmpdir(), "backproof-bench-"));

function commandLine(): Row[] {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  const [nothing, version] = inTurns(
    [() => timed(node, [empty]), () => timed(node, [backproof, "--version"])],
    15,
  );
  const [run] = inTurns(
    [
      () =>
        timed(node, [backproof, "run", "--quiet", "--case", "chapter/*", "--out", join(folder, "report")]),
    ],
    3,
  );
  return [
    {
      what: "backproof --version, to an empty process",
      ...{ measured: version / nothing, unit: "×", target: 2 },
      from: `${version.toFixed(0)} ms to ${nothing.toFixed(0)} ms`,
    },
    { what: "backproof run, every case of the chapter", measured: run, unit: "ms", target: 2000 },
  ];
}

async function smallTruth(): Promise<Row[]> {
  const { truth, tolerance, count } = await truthTimes([64, 64, 10], 32);
  const of = `of ${count} parameters, batch 32`;
  return [
    { what: `truth ${of}`, measured: truth, unit: "ms", target: 20 },
    { what: `tolerance ${of}`, measured: tolerance, unit: "ms", target: 15, from: "beside the truth" },
  ];
}

/** Three processes: their median time, and the most memory that any of them took. */
function millionTruths(): Row[] {
  const runs = Array.from({ length: 3 }, () => {
    const { stdout } = timed(node, ["--import", "tsx", here("truth-child.ts"), "784-1000-200-10", "16"]);
    return JSON.parse(stdout) as { ms: number; mebibytes: number; count: number };
  });
  const what = `truth and tolerance of ${runs[0].count} parameters, batch 16`;
  return [
    { what, measured: median(runs.map(({ ms }) => ms)), unit: "ms", target: 3000 },
    {
      what: "  peak memory of that process",
      measured: Math.max(...runs.map(({ mebibytes }) => mebibytes)),
      ...{ unit: "MiB", target: 1024 },
    },
  ];
}

const wholly = "  examine(), the whole of it";
const instantly = "an engine that answers at once";

/** The verdict of one question, without the engine's part of it. */
async function smallVerdict(): Promise<Row[]> {
  const trial = await tried([64, 64, 10], 32);
  const { judged, examined } = await medians({ judged: trial.judge, examined: trial.examine });
  const what = "verdict for every entry of 64-64-10, batch 32";
  return [
    { what, measured: judged, unit: "ms", target: 40 },
    { what: wholly, measured: examined, unit: "ms", from: instantly },
  ];
}

/** Three processes each. */
function millionVerdicts(): Line[] {
  const ask = (way: "judge" | "examine"): number => {
    const args = ["--import", "tsx", here("verdict-child.ts"), "784-1000-200-10", "16", way];
    const runs = Array.from({ length: 3 }, () => JSON.parse(timed(node, args).stdout) as { ms: number });
    return median(runs.map(({ ms }) => ms));
  };
  const row = (what: string, way: "judge" | "examine", more: Partial<Row>): Line => {
    try {
      return { what, measured: ask(way), unit: "ms", ...more };
    } catch (error) {
      return { what, failed: reasonOf(error) };
    }
  };
  return [
    row("verdict for every entry of 784-1000-200-10, batch 16", "judge", { target: 5000 }),
    row(wholly, "examine", { from: instantly }),
  ];
}

try {
  const rows: Line[] = [
    ...commandLine(),
    ...(await smallTruth()),
    ...(await smallVerdict()),
    ...besideTorch([64, 64, 10], 32),
    ...millionTruths(),
    ...millionVerdicts(),
    ...(await besideNumPy()),
    ...overTheWire(folder),
    ...(await manyQuestions(folder, 10_000)),
  ];
  const load = loadavg()[0].toFixed(1);
  process.stdout.write(
    `Node ${process.versions.node} on ${cpus().length} × ${cpus()[0].model}, load ${load}\n\n${table(rows)}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
