/** An engine that is asked through a transcript: nothing is started, and whatever was answered, or befell, befalls again. */
import { connectProcess, type ProcessEngine } from "./command.ts";
import { openInbox } from "./inbox.ts";
import type { Said } from "./transcript.ts";
import type { Recorded } from "./transcript-read.ts";
import type { Outcome, Wire } from "./wire.ts";

/** `onCut` is called once where the transcript was cut off and all that it holds was asked: what was asked then is never answered. */
export async function connectTranscript(recorded: Recorded, onCut: () => void): Promise<ProcessEngine> {
  const { spec, strict } = recorded.header;
  return connectProcess(recorded.argv, {
    label: labelOf(spec),
    strict,
    timeoutScale: 1,
    open: () => replayedWire(recorded, onCut),
  });
}

/** As the engine was called in messages when it was asked. */
function labelOf(spec: string): string {
  const [, kind = "", rest = spec] = /^(\w+:)\s*(.*?)\s*$/s.exec(spec) ?? [];
  return kind === "cmd:" ? rest : kind + rest;
}

function replayedWire(recorded: Recorded, onCut: () => void): Wire {
  const inbox = openInbox();
  let events: Said[] = [];
  let stderr = "";

  /** Lets pass what was heard up to the next look at stderr: the reply to `id`, or what became of it. */
  const pass = (id: number | undefined): Outcome | undefined => {
    let outcome: Outcome | undefined;
    while (events.length > 0) {
      const said = events.shift() as Said;
      if (said.type === "stderr") {
        stderr = said.text;
        break;
      }
      if (said.type === "from") {
        const reply = inbox.read(said.line, outcome ? undefined : id);
        if (reply) outcome = { kind: "reply", ...reply };
      } else outcome ??= fateOf(said);
    }
    return outcome;
  };

  return {
    async request(message) {
      while (events.length > 0) pass(undefined);
      if (message.op === "bye") return { kind: "unrecorded" };
      const exchange = recorded.take(JSON.stringify({ id: 0, ...message }));
      if (exchange) {
        events = [...recorded.heard(exchange)];
        const outcome = pass(exchange.id);
        if (outcome) return outcome;
      }
      const isCut = recorded.footer === undefined || recorded.footer.end === "interrupted";
      if (!isCut || recorded.left() > 0) return { kind: "unrecorded" };
      onCut();
      return new Promise<never>(() => {});
    },
    asides: inbox.asides,
    stderr() {
      const text = stderr;
      stderr = "";
      pass(undefined);
      return text;
    },
    kill: async () => {},
  };
}

function fateOf(said: Said): Outcome | undefined {
  switch (said.type) {
    case "ended": {
      const { reason, notStarted } = said;
      return { kind: "ended", end: { reason, ...(notStarted && { notStarted }) } };
    }
    case "silent":
      return { kind: "timed-out", afterMs: said.afterMs };
    case "flooded":
      return { kind: "flooded" };
    default:
      return undefined;
  }
}
