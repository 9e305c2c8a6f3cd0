/** One request at a time over a running process: which line is the reply, and what becomes of everything else that is printed. */
import { performance } from "node:perf_hooks";
import type { Aside } from "../../spec/answer.ts";
import { parseLine } from "../../spec/protocol/numbers.ts";
import type { RawReply } from "../../spec/protocol/reply.ts";
import type { Message } from "../../spec/protocol.ts";
import { type End, type ProcessOptions, startProcess } from "./process.ts";

const ASIDES_KEPT = 20;
const ASIDE_LENGTH = 400;

export type Outcome =
  | ({ readonly kind: "reply" } & RawReply)
  | { readonly kind: "ended"; readonly end: End }
  | { readonly kind: "timed-out"; readonly afterMs: number }
  | { readonly kind: "flooded" };
/** A message before it is numbered; distributes over the union. */
export type Unnumbered = Message extends infer M ? (M extends Message ? Omit<M, "id"> : never) : never;

export interface Wire {
  /** Sends and waits. After anything but a reply the process is gone, its whole group with it. */
  request(message: Unnumbered, limitMs: number): Promise<Outcome>;
  /** Prints, late or forged replies and warnings since this was last asked. */
  asides(): Aside[];
  stderr(): string;
  kill(graceMs: number): Promise<void>;
}

export function openWire(
  options: Omit<ProcessOptions, "onLine" | "onOverflow"> & { readonly graceMs: number },
): Wire {
  let nextId = 1;
  let pending: { readonly id: number; resolve(outcome: Outcome): void } | undefined;
  let noted: Aside[] = [];
  let dropped = 0;
  const note = (kind: Aside["kind"], text: string): void => {
    if (noted.length >= ASIDES_KEPT) dropped++;
    else noted.push({ kind, text: text.length > ASIDE_LENGTH ? `${text.slice(0, ASIDE_LENGTH)}…` : text });
  };

  const settle = (outcome: Outcome): void => {
    pending?.resolve(outcome);
    pending = undefined;
  };
  const onLine = (line: string): void => {
    if (line.trim() === "") return;
    const parsed = /^\s*\{/.test(line) ? parseLine(line) : undefined;
    const id = (parsed?.json as { id?: unknown } | undefined)?.id;
    if (!parsed || !Number.isInteger(id)) {
      note("printed", line);
    } else if (id !== pending?.id) {
      note("warning", `a reply to id ${id}, which nobody waits for: ${line}`);
    } else {
      if (parsed.bare) note("warning", 'NaN or Infinity without quotes is not JSON: write "NaN", "Infinity"');
      settle({ kind: "reply", json: parsed.json, raw: line });
    }
  };
  const onOverflow = (): void => {
    if (pending) settle({ kind: "flooded" });
    else void running.kill(0);
  };
  const running = startProcess({ ...options, onLine, onOverflow });
  let end: End | undefined;
  void running.ended.then((how) => {
    end = how;
    settle({ kind: "ended", end: how });
  });

  return {
    async request(message, limitMs) {
      if (end) return { kind: "ended", end };
      const id = nextId++;
      const began = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const outcome = await new Promise<Outcome>((resolve) => {
        pending = { id, resolve };
        timer = setTimeout(
          () => resolve({ kind: "timed-out", afterMs: Math.round(performance.now() - began) }),
          limitMs,
        );
        running.send(JSON.stringify({ id, ...message }));
      });
      clearTimeout(timer);
      pending = undefined;
      if (outcome.kind === "timed-out") await running.kill(options.graceMs);
      else if (outcome.kind === "flooded") await running.kill(0);
      // stderr comes through another pipe: let it catch up with the reply.
      else await new Promise((resolve) => setImmediate(resolve));
      return outcome;
    },
    asides() {
      const taken: Aside[] =
        dropped > 0 ? [...noted, { kind: "printed", text: `… and ${dropped} more lines` }] : noted;
      noted = [];
      dropped = 0;
      return taken;
    },
    stderr: running.stderr,
    kill: running.kill,
  };
}
