/** One request at a time over a running process: sent, waited for, and told whatever becomes of it. */
import { performance } from "node:perf_hooks";
import type { Aside } from "../../spec/answer.ts";
import type { RawReply } from "../../spec/protocol/reply.ts";
import type { Message } from "../../spec/protocol.ts";
import { openInbox } from "./inbox.ts";
import { isCrowded } from "./lines.ts";
import { type End, type ProcessOptions, startProcess } from "./process.ts";

export type Outcome =
  | ({ readonly kind: "reply" } & RawReply)
  | { readonly kind: "ended"; readonly end: End }
  | { readonly kind: "timed-out"; readonly afterMs: number }
  | { readonly kind: "flooded" }
  /** Only where a transcript answers: this was never asked when it was written. */
  | { readonly kind: "unrecorded" };
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

/** What is heard on a wire, in the order in which it happens. */
export type Heard =
  | { readonly type: "start"; readonly argv: readonly string[] }
  | { readonly type: "to" | "from"; readonly line: string }
  /** All that was written there since it was last looked at: looking is the event. */
  | { readonly type: "stderr"; readonly text: string }
  | ({ readonly type: "ended" } & End)
  | { readonly type: "silent"; readonly afterMs: number }
  | { readonly type: "flooded" };

export interface WireOptions extends Omit<ProcessOptions, "onLine" | "onOverflow"> {
  readonly graceMs: number;
  readonly listen?: (heard: Heard) => void;
}

export function openWire(options: WireOptions): Wire {
  const { listen = () => {} } = options;
  let nextId = 1;
  let pending: { readonly id: number; resolve(outcome: Outcome): void } | undefined;
  const inbox = openInbox();

  const settle = (outcome: Outcome): void => {
    pending?.resolve(outcome);
    pending = undefined;
  };
  const onLine = (line: string): void => {
    if (isCrowded(line)) {
      onOverflow();
      return;
    }
    listen({ type: "from", line });
    const reply = inbox.read(line, pending?.id);
    if (reply) settle({ kind: "reply", ...reply });
  };
  const onOverflow = (): void => {
    listen({ type: "flooded" });
    if (pending) settle({ kind: "flooded" });
    else void running.kill(0);
  };
  listen({ type: "start", argv: options.argv });
  const running = startProcess({ ...options, onLine, onOverflow });
  let end: End | undefined;
  void running.ended.then((how) => {
    end = how;
    listen({ type: "ended", ...how });
    settle({ kind: "ended", end: how });
  });

  return {
    async request(message, limitMs) {
      const id = nextId++;
      const line = JSON.stringify({ id, ...message });
      listen({ type: "to", line });
      if (end) return { kind: "ended", end };
      const began = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const outcome = await new Promise<Outcome>((resolve) => {
        pending = { id, resolve };
        timer = setTimeout(
          () => resolve({ kind: "timed-out", afterMs: Math.round(performance.now() - began) }),
          limitMs,
        );
        running.send(line);
      });
      clearTimeout(timer);
      pending = undefined;
      if (outcome.kind === "timed-out") {
        listen({ type: "silent", afterMs: outcome.afterMs });
        await running.kill(options.graceMs);
      } else if (outcome.kind === "flooded") await running.kill(0);
      // stderr comes through another pipe: let it catch up with the reply.
      else await new Promise((resolve) => setImmediate(resolve));
      return outcome;
    },
    asides: inbox.asides,
    stderr() {
      const text = running.stderr();
      listen({ type: "stderr", text });
      return text;
    },
    kill: running.kill,
  };
}
