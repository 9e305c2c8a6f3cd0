/** One child process with all whom it starts: lines out, lines in, and a death that none of them can refuse. */
import { type ChildProcess, spawn } from "node:child_process";
import { type Ancestor, ancestorOf, endFamily, newMark, signalGroup } from "./family.ts";
import { lineSplitter, tailKeeper } from "./lines.ts";

const STDERR_KEPT = 64 * 1024;
/** How long the pipes may still deliver after the process itself has ended (a grandchild may hold them open for ever). */
const DRAIN_MS = 150;

/** Who prints faster than it can be read is not read without a break: the time of a question runs on, and Ctrl-C is heard. */
const BREATH_MS = 10;

/** How a process ended. `reason` is a half-sentence: `ended with exit code 1`. */
export interface End {
  readonly reason: string;
  /** It never ran: the system's error code, `ENOENT` for a command that does not exist. */
  readonly notStarted?: string;
}
export interface Running {
  send(line: string): void;
  /** What was written to stderr since this was last asked, at most the last 64 KiB. */
  stderr(): string;
  /** Resolves when the process is gone and its output was read. Never rejects. */
  readonly ended: Promise<End>;
  /** Ends the process and all whom it started: asks, and after `graceMs` does not ask any more. Resolves when the process is gone. */
  kill(graceMs: number): Promise<void>;
}
export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly lineLimit: number;
  onLine(line: string): void;
  onOverflow(): void;
}

const living = new Set<Ancestor>();
process.on("exit", () => {
  for (const ancestor of living) endFamily(ancestor);
});

export function startProcess(options: ProcessOptions): Running {
  const [command = "", ...args] = options.argv;
  const { mark, env } = newMark();
  const child: ChildProcess = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own, so that grandchildren can be ended too and Ctrl-C reaches us alone.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const { pid, stdin, stdout, stderr } = child;
  const ancestor = pid === undefined ? undefined : ancestorOf(pid, mark);
  if (ancestor) living.add(ancestor);
  const tail = tailKeeper(STDERR_KEPT);
  const { lineLimit: limit, onLine, onOverflow } = options;
  const split = lineSplitter({ limit, onLine, onOverflow });
  stdout?.on("data", (chunk: Buffer) => {
    const began = performance.now();
    split(chunk);
    if (performance.now() - began < BREATH_MS) return;
    stdout.pause();
    setImmediate(() => stdout.resume());
  });
  stderr?.on("data", tail.add);
  for (const stream of [stdin, stdout, stderr]) stream?.on("error", () => {});

  let finish: (end: End) => void = () => {};
  const ended = new Promise<End>((resolve) => {
    let over = false;
    finish = (end) => {
      if (over) return;
      over = true;
      if (ancestor) {
        endFamily(ancestor);
        living.delete(ancestor);
      }
      for (const stream of [stdin, stdout, stderr]) stream?.destroy();
      resolve(end);
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (pid === undefined)
        finish({ reason: `could not be started: ${error.message}`, notStarted: error.code ?? "error" });
    });
    child.on("exit", (code, signal) => {
      const end = { reason: signal ? `was ended by ${signal}` : `ended with exit code ${code}` };
      const timer = setTimeout(() => finish(end), DRAIN_MS);
      child.on("close", () => {
        clearTimeout(timer);
        finish(end);
      });
    });
    // Without stdout it can never answer again.
    stdout?.on("end", () => {
      if (pid === undefined) return;
      setTimeout(() => {
        if (child.exitCode === null && child.signalCode === null) finish({ reason: "closed its stdout" });
      }, DRAIN_MS).unref();
    });
  });

  return {
    send(line) {
      if (stdin?.writable) stdin.write(`${line}\n`);
    },
    stderr: tail.take,
    ended,
    async kill(graceMs) {
      if (pid === undefined) return;
      if (graceMs > 0) signalGroup(pid, "SIGTERM");
      const insist = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      const leave = setTimeout(() => finish({ reason: "could not even be killed" }), graceMs + 2000);
      await ended;
      clearTimeout(insist);
      clearTimeout(leave);
    },
  };
}
