/** The black boxes of an engine behind the wire: listed once, then asked by name. */
import type { Description, Listing, Observation, Problem, Problems } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import {
  encodePoint,
  encodeProblem,
  readGradient,
  readLosses,
  readProblems,
} from "../../spec/protocol/problem.ts";
import type { Manner } from "../../spec/protocol/question.ts";
import type { RawReply } from "../../spec/protocol/reply.ts";
import type { Unnumbered } from "./wire.ts";

/** A question as it travels. `read` may throw Malformed. */
export interface Asked {
  readonly kind: Question["kind"] | "problem";
  message(manner: Manner): Unnumbered;
  read(reply: RawReply, manner: Manner): Observation;
}
/** The same where the reply is no observation; `work` adds that many times the limit of one question. */
export interface Told<T> {
  message(manner: Manner): Unnumbered;
  read(reply: RawReply, manner: Manner): T;
  readonly work: number;
}
export interface Failed {
  readonly kind: "failed";
  readonly because: string;
}
interface Means {
  ask(asked: Asked): Promise<Observation>;
  tell<T>(asked: Told<T>): Promise<T | Failed>;
}

export function problemsOver(description: Description, { ask, tell }: Means): Problems {
  let listing: Promise<Listing> | undefined;
  const list = (): Promise<Listing> => {
    listing ??= tell<Listing>({
      message: () => ({ op: "problems" }),
      read: (reply) => {
        const read = readProblems(reply);
        if ("failed" in read) return { kind: "failed", because: read.failed };
        const problems = read.map((one) => ({ precision: description.dtype, ...one }));
        return { kind: "listed", problems };
      },
      work: 3,
    });
    return listing;
  };
  const known = async (name: string): Promise<Problem | Failed> => {
    const seen = await list();
    if (seen.kind === "failed") return seen;
    const found = seen.problems.find((problem) => problem.name === name);
    return found ?? { kind: "failed", because: `it lists no problem "${name}"` };
  };
  return {
    list,
    async gradient(name, at) {
      const problem = await known(name);
      if ("because" in problem) return { kind: "unsupported", what: problem.because };
      return ask({
        kind: "problem",
        message: (manner) => ({
          op: "ask",
          question: encodeProblem(name, at, manner),
          want: { values: ["L"], gradients: Object.keys(problem.parameters) },
        }),
        read: (reply) => readGradient(reply, problem),
      });
    },
    async evaluate(name, points) {
      const problem = await known(name);
      if ("because" in problem) return problem;
      return tell({
        message: (manner) => ({
          op: "evaluate",
          question: { kind: "problem", name },
          want: { values: ["L"], gradients: [] },
          points: points.map((point) => encodePoint(point, manner)),
        }),
        read: (reply) => readLosses(reply, points.length, problem),
        work: points.length,
      });
    },
  };
}
