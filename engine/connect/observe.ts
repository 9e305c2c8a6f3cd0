/** What came over the wire, as an observation: the one place where death, silence, noise and nonsense get their names. */
import type { Aside, Observation } from "../../spec/answer.ts";
import { Malformed } from "../../spec/protocol/numbers.ts";
import type { RawReply } from "../../spec/protocol/reply.ts";
import { clipWords } from "./clip.ts";
import type { Outcome, Wire } from "./wire.ts";

/** Why a transcript has no answer. */
export const UNRECORDED = "the transcript holds no answer to it (it was not asked when that was recorded)";

/** Everything that was printed beside the answer, taken from the wire. */
export function besides(wire: Wire): { readonly asides?: readonly Aside[] } {
  const stderr = wire.stderr();
  const asides = [...wire.asides(), ...(stderr ? [{ kind: "stderr" as const, text: stderr }] : [])];
  return asides.length > 0 ? { asides } : {};
}

/** `read` turns a reply into an answer and may throw Malformed. Strict: what stdout held beside the protocol is malformed too. */
export function observe(
  outcome: Outcome,
  asides: readonly Aside[],
  strict: boolean,
  read: (reply: RawReply) => Observation,
): Observation {
  if (outcome.kind === "timed-out") return { kind: "timed-out", afterMs: outcome.afterMs };
  if (outcome.kind === "flooded")
    return {
      kind: "malformed",
      problem: "it wrote a line without end, or of millions of lists, and was killed",
    };
  if (outcome.kind === "unrecorded") return { kind: "not-asked", because: UNRECORDED };
  if (outcome.kind === "ended") {
    const stderr = asides.find(({ kind }) => kind === "stderr")?.text;
    return {
      kind: "crashed",
      stderr: [stderr, `the process ${outcome.end.reason}`].filter(Boolean).join("\n"),
    };
  }
  const noise = asides.find(({ kind }) => kind !== "stderr");
  if (strict && noise)
    return { kind: "malformed", problem: `beside the protocol, stdout held: ${noise.text}` };
  try {
    return clipWords(read(outcome));
  } catch (problem) {
    if (problem instanceof Malformed) return clipWords({ kind: "malformed", problem: problem.message });
    throw problem;
  }
}
