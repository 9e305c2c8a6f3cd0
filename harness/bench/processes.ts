/** Whole processes, timed as a user waits for them: from start to end, with everything that loads in between. */
import { spawnSync } from "node:child_process";

export interface Ended {
  readonly ms: number;
  readonly stdout: string;
}

export interface Limits {
  /** Beside our own. */
  readonly env?: NodeJS.ProcessEnv;
  readonly limitMs?: number;
}

/** Throws where the process fails or takes too long: a fast failure is no good time. */
export function timed(command: string, args: readonly string[], { env, limitMs }: Limits = {}): Ended {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    timeout: limitMs,
  });
  const ms = performance.now() - started;
  if (error && "code" in error && error.code === "ETIMEDOUT")
    throw new Error(`took more than ${(limitMs ?? ms) / 1000} s and was ended`);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
  return { ms, stdout };
}

/** The line of a trace that says what went wrong, else the last. */
export function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return /^[\w.]*Error: .*/m.exec(message)?.[0] ?? message.trimEnd().split("\n").at(-1) ?? "";
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
