/** Whole processes, timed as a user waits for them: from start to end, with everything that loads in between. */
import { spawnSync } from "node:child_process";

export interface Ended {
  readonly ms: number;
  readonly stdout: string;
}

/** Throws where the process fails: a fast failure is no good time. */
export function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Ended {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", env });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
  return { ms, stdout };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/** Medians of commands that take turns, so that a busy moment of the machine meets all of them alike. */
export function inTurns(commands: readonly (() => Ended)[], rounds: number): number[] {
  const times = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, run] of commands.entries()) times[i].push(run().ms);
  }
  return times.map(median);
}
