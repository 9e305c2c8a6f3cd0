/** `npm run bench`: how long a user waits, and for what. Prints targets and measurements; judges nothing and never fails on a time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { float64Time, truthTimes } from "./numerics.ts";
import { inTurns, median, timed } from "./processes.ts";
import { type Row, type Skipped, table } from "./table.ts";

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

/** One thread each. */
async function besideNumPy(): Promise<(Row | Skipped)[]> {
  const sizes = [784, 128, 64, 10];
  const own = await float64Time(sizes, 64);
  const row: Row = { what: "float64 gradient of 784-128-64-10, batch 64", measured: own.ms, unit: "ms" };
  const what = "  to NumPy on one thread";
  const python = process.env.BACKPROOF_PYTHON ?? "python3";
  const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  try {
    const args = [here("numpy_gradient.py"), sizes.join("-"), "64"];
    const theirs = JSON.parse(timed(python, args, { ...process.env, ...one }).stdout) as {
      ms: number;
      sum: number;
      numpy: string;
    };
    if (!(Math.abs(theirs.sum / own.sum - 1) < 1e-9))
      throw new Error(`it computes something else: Σ|∂L/∂W1| is ${theirs.sum}, ours ${own.sum}`);
    const from = `NumPy ${theirs.numpy}: ${theirs.ms.toFixed(2)} ms`;
    return [row, { what, measured: own.ms / theirs.ms, unit: "×", from }];
  } catch (error) {
    const reason = (error as Error).message.trimEnd().split("\n").at(-1) ?? "";
    return [row, { what, skipped: `${reason} (BACKPROOF_PYTHON names a Python with NumPy)` }];
  }
}

try {
  const rows = [...commandLine(), ...(await smallTruth()), ...millionTruths(), ...(await besideNumPy())];
  const load = loadavg()[0].toFixed(1);
  process.stdout.write(
    `Node ${process.versions.node} on ${cpus().length} × ${cpus()[0].model}, load ${load}\n\n${table(rows)}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
