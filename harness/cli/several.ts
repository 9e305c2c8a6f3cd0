/**
 * `backproof run A B …`: each engine is judged by a process of its own, into a folder of its own. As many at once as there are jobs; what they
 * say is told as if it were one after another, in the order of the command line.
 */
import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { readEngineName } from "../../engine/connect/index.ts";
import { page } from "../../reports/formats/html/page.ts";
import { jsonl, readReport } from "../../reports/formats/jsonl.ts";
import {
  type Outcome,
  type OverviewRow,
  outcomeOf,
  terminalOverview,
} from "../../reports/formats/terminal-overview.ts";
import { plain } from "../../reports/plain.ts";
import { behaviourIds } from "../behaviour/finding.ts";
import { loadFixtures, select } from "./cases.ts";
import { coloursOfStderr } from "./colours.ts";
import { UsageError } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";
import { progress } from "./progress.ts";
import type { RunOptions } from "./run.ts";

/** What one of several exits with stands for all where none further left is met. */
const WORST_EXITS: readonly number[] = [130, 70, 2, 4, 1, 3, 6, 5];

export async function severalCommand(
  specs: readonly string[],
  options: RunOptions,
  command: Command,
): Promise<number> {
  refuse(specs, options);
  const began = new Date().toISOString();
  const folders = folderNames(specs).map((name) => join(options.out, name));
  const atOnce = Math.min(options.jobs ?? 1, availableParallelism(), specs.length);
  const colours = coloursOfStderr();
  const words = [
    ...wordsOf(command, ["out", "jobs", "shape", "layout"]),
    ...["--jobs", String(Math.max(1, Math.floor((options.jobs ?? 1) / atOnce)))],
  ];
  const hue = colours.isColorSupported ? "--color" : "--no-color";
  const bar = progress(specs.length, !options.quiet);
  const stop = new AbortController();
  const interrupted = onInterrupt(stop);
  const running = new Map<string, ChildProcess>();
  stop.signal.addEventListener("abort", () => {
    for (const child of running.values()) child.kill("SIGTERM");
  });

  const floor = turns(specs.length);
  const exits = new Map<number, number>();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < specs.length && !stop.signal.aborted) {
      const k = next++;
      const [spec, folder] = [specs[k]!, folders[k]!];
      const say = (text: string) => floor.say(k, () => bar.say(text));
      say(`${k === 0 ? "" : "\n"}${colours.bold(plain(spec))}\n`);
      const child = fork(process.argv[1]!, [hue, "run", spec, "--out", folder, ...words], {
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      });
      running.set(folder, child);
      bar.at(exits.size, [...running.keys()].join("  "));
      tellLines(child.stderr!, say);
      child.stdout!.setEncoding("utf8").on("data", (text: string) => {
        floor.say(k, () => process.stdout.write(text));
      });
      const exit = await ended(child, stop.signal, say);
      running.delete(folder);
      exits.set(k, exit);
      bar.at(exits.size, [...running.keys()].join("  "));
      floor.leave(k);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    bar.done();
    interrupted.forget();
  }
  const rows = specs.map((spec, k): OverviewRow => {
    const exit = exits.get(k) ?? 130;
    return { spec, exit, ...outcomeIn(folders[k]!, began, exit) };
  });
  process.stderr.write(`\n${terminalOverview(rows, colours)}`);
  return WORST_EXITS.find((exit) => rows.some((row) => row.exit === exit)) ?? 0;
}

/** What can be seen to be wrong before anything is started. */
function refuse(specs: readonly string[], options: RunOptions): void {
  const [first = "", ...others] = specs;
  for (const spec of specs) {
    try {
      readEngineName(spec);
    } catch (error) {
      if (first.startsWith("cmd:") && others.includes(spec))
        throw new UsageError(
          `${(error as Error).message}; or is "${specs.join(" ")}" one engine, in quotes?`,
        );
      throw error;
    }
  }
  if (options.known !== undefined)
    throw new UsageError("a list of known failures is of one engine: run each with its own");
  select(loadFixtures(options), options, behaviourIds);
}

/** The options as they were given, but for those that differ from engine to engine. */
function wordsOf(command: Command, except: readonly string[]): readonly string[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== "cli" || except.includes(name)) return [];
    const value: unknown = command.getOptionValue(name);
    if (typeof value === "boolean") return [option.long!];
    return [value].flat().map((one) => `${option.long}=${one}`);
  });
}

/** A folder for each, named after the engine: `cmd:python3 engine.py` is `python3-engine.py`, and a second one `python3-engine.py-2`. */
export function folderNames(specs: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return specs.map((spec) => {
    const rest = spec.replace(/^\w+:/, "").replace(/[^\w.]+/g, "-");
    const base = rest.replace(/^[-.]+|[-.]+$/g, "").slice(-60) || "engine";
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}-${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** Who speaks: the first who has not left. What others say waits for their turn. */
function turns(count: number) {
  const waiting: (() => void)[][] = Array.from({ length: count }, () => []);
  const gone = new Set<number>();
  let turn = 0;
  return {
    say(who: number, tell: () => void) {
      if (who === turn) tell();
      else waiting[who]?.push(tell);
    },
    leave(who: number) {
      gone.add(who);
      while (gone.has(turn)) for (const tell of waiting[++turn]?.splice(0) ?? []) tell();
    },
  };
}

function tellLines(stream: NodeJS.ReadableStream, say: (text: string) => void): void {
  let begun = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const end = (begun + text).lastIndexOf("\n") + 1;
    if (end > 0) say((begun + text).slice(0, end));
    begun = (begun + text).slice(end);
  });
  stream.on("end", () => begun && say(`${begun}\n`));
}

/** What a process that we started exits with, when all that it said is here. */
function ended(child: ChildProcess, stop: AbortSignal, say: (text: string) => void): Promise<number> {
  return new Promise((resolve) => {
    child.on("error", (error) => say(`backproof: ${error.message}\n`));
    child.on("close", (exit, signal) => {
      if (signal && !stop.aborted) say(`backproof: the process that judged it was ended by ${signal}\n`);
      resolve(exit ?? (stop.aborted ? 130 : 70));
    });
  });
}

/** What this run left in a folder; what stands there may be of one before. */
function outcomeIn(folder: string, began: string, exit: number): Outcome & Pick<OverviewRow, "page"> {
  try {
    const report = readReport(readFileSync(join(folder, jsonl.file), "utf8"));
    if (report.header.started >= began) return { ...outcomeOf(report), page: join(folder, page.file) };
  } catch {
    // it was ended before there was one
  }
  if (exit === 130) return { told: "interrupted before it was asked" };
  return { told: exit === 4 ? "could not be started" : `exit code ${exit}` };
}
