/** What a process prints, line by line: which line is the reply that is waited for, and what becomes of everything else. */
import type { Aside } from "../../spec/answer.ts";
import { parseLine } from "../../spec/protocol/numbers.ts";
import type { RawReply } from "../../spec/protocol/reply.ts";
import { clip } from "./clip.ts";

const ASIDES_KEPT = 20;
const ASIDE_LENGTH = 400;

export interface Inbox {
  /** The reply to the request `id`, if this line is it. Everything else is noted. */
  read(line: string, id: number | undefined): RawReply | undefined;
  /** Prints, late or forged replies and warnings since this was last asked. */
  asides(): Aside[];
}

export function openInbox(): Inbox {
  let noted: Aside[] = [];
  let dropped = 0;
  const note = (kind: Aside["kind"], text: string): void => {
    if (noted.length >= ASIDES_KEPT) dropped++;
    else noted.push({ kind, text: clip(text, ASIDE_LENGTH) });
  };
  return {
    read(line, id) {
      if (line.trim() === "") return undefined;
      const parsed = /^\s*\{/.test(line) && line.includes('"id"') ? parseLine(line) : undefined;
      const found = (parsed?.json as { id?: unknown } | undefined)?.id;
      if (!parsed || !Number.isInteger(found)) {
        note("printed", line);
        return undefined;
      }
      if (found !== id) {
        note("warning", `a reply to id ${found}, which nobody waits for: ${line}`);
        return undefined;
      }
      if (parsed.bare) note("warning", 'NaN or Infinity without quotes is not JSON: write "NaN", "Infinity"');
      return { json: parsed.json, raw: line };
    },
    asides() {
      const taken: Aside[] =
        dropped > 0 ? [...noted, { kind: "printed", text: `… and ${dropped} more lines` }] : noted;
      noted = [];
      dropped = 0;
      return taken;
    },
  };
}
