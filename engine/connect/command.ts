/** `cmd:` — an engine that is a program speaking the wire: asked, restarted when it dies, and given up when it keeps dying. */
import { performance } from "node:perf_hooks";
import { type Engine, EngineUnavailable, type Evaluation, type Observation } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import { Malformed } from "../../spec/protocol/numbers.ts";
import { encodeAll, encodeQuestion } from "../../spec/protocol/question.ts";
import { readAnswer, readEvaluation } from "../../spec/protocol/reply.ts";
import { parseArgv } from "./argv.ts";
import { besides, observe } from "./observe.ts";
import { type Asked, type Failed, problemsOver, type Told } from "./problems.ts";
import {
  type ConnectOptions,
  checkEcho,
  GRACE_MS,
  openSession,
  QUESTION_MS,
  type Session,
} from "./session.ts";
import type { Outcome, Unnumbered } from "./wire.ts";

/** Crashes running within one group, and in all, after which nothing more is asked. */
const CRASHES_RUNNING = 3;
const CRASHES_IN_ALL = 20;

export interface ProcessEngine extends Engine {
  /** The questions to come belong together (a folder of cases): three crashes running end only their group. */
  beginGroup(name: string): void;
  /** Tells the engine to forget everything; engines that cannot are left alone. */
  reset(): Promise<void>;
}

/** An engine by its command line (see `parseArgv`; no shell). Throws EngineUnavailable. */
export async function connectCommand(commandLine: string, options: ConnectOptions): Promise<ProcessEngine> {
  let argv: string[];
  try {
    argv = parseArgv(commandLine);
  } catch (problem) {
    throw new EngineUnavailable((problem as SyntaxError).message);
  }
  return connectProcess(argv, { label: commandLine, ...options });
}

/** The same from arguments that are already apart. Throws EngineUnavailable. */
export async function connectProcess(
  argv: readonly string[],
  options: ConnectOptions,
): Promise<ProcessEngine> {
  const limitMs = QUESTION_MS * options.timeoutScale;
  const graceMs = options.graceMs ?? GRACE_MS;
  const first = await openSession(argv, options);
  const note = await checkEcho(first, Math.max(limitMs, 1000));
  const description = {
    ...first.description,
    ...(note && { notes: [...(first.description.notes ?? []), note] }),
  };
  let session: Session | undefined = first;
  let busy = false;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();
  let group: string | undefined;
  let crashesRunning = 0;
  let crashes = 0;
  let lost: string | undefined;

  /** One after the other: the wire holds one question. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(async () => {
      busy = true;
      return work().finally(() => {
        busy = false;
      });
    });
    queue = result.catch(() => {});
    return result;
  };
  /** A living process (started anew if need be) is asked; whatever kills it is told in the outcome. */
  const request = async (
    message: (to: Session) => Unnumbered,
    ms: number,
  ): Promise<{ outcome: Outcome; to: Session }> => {
    const to = session ?? (await openSession(argv, options));
    session = to;
    const outcome = await to.wire.request(message(to), ms);
    if (outcome.kind !== "reply") session = undefined;
    return { outcome, to };
  };

  const askOnce = async (asked: Asked): Promise<Observation & { readonly ended?: boolean }> => {
    const began = performance.now();
    const { outcome, to } = await request(({ manner }) => asked.message(manner), limitMs);
    const beside = { ms: performance.now() - began, ...besides(to.wire) };
    const observation = observe(outcome, beside.asides ?? [], options.strict, (reply) =>
      asked.read(reply, to.manner),
    );
    return { ...observation, ...beside, ...(outcome.kind === "ended" && { ended: true }) };
  };

  const ask = async (asked: Asked): Promise<Observation> => {
    const because = closed ? "the engine was closed" : (lost ?? tooMany(crashesRunning, crashes));
    if (because) return { kind: "not-asked", because };
    if (description.answers && !description.answers.includes(asked.kind)) {
      return { kind: "unsupported", what: `question:${asked.kind}` };
    }
    try {
      const { ended, ...observation } = await askOnce(asked);
      if (!ended || observation.kind !== "crashed") {
        if (observation.kind !== "timed-out") crashesRunning = 0;
        return observation;
      }
      crashes++;
      crashesRunning++;
      if (closed) return observation;
      const again = await askOnce(asked);
      return again.kind === "timed-out" ? observation : { ...observation, always: again.ended === true };
    } catch (problem) {
      if (!(problem instanceof EngineUnavailable)) throw problem;
      lost = `it could not be started again: ${problem.message}`;
      return { kind: "crashed", stderr: problem.message };
    }
  };

  /** Asked once; whatever goes wrong is told in a sentence. */
  const tell = async <T>(asked: Told<T>): Promise<T | Failed> => {
    const because = closed ? "the engine was closed" : (lost ?? tooMany(0, crashes));
    if (because) return { kind: "failed", because };
    try {
      const { outcome, to } = await request(
        ({ manner }) => asked.message(manner),
        limitMs * (1 + asked.work),
      );
      if (outcome.kind === "reply") return asked.read(outcome, to.manner);
      if (outcome.kind === "ended") crashes++;
      return {
        kind: "failed",
        because: outcome.kind === "ended" ? `the process ${outcome.end.reason}` : outcome.kind,
      };
    } catch (problem) {
      if (problem instanceof Malformed) return { kind: "failed", because: `malformed: ${problem.message}` };
      if (problem instanceof EngineUnavailable) return { kind: "failed", because: problem.message };
      throw problem;
    }
  };

  const questionAsked = (question: Question): Asked => ({
    kind: question.kind,
    message: (manner) => ({
      op: "ask",
      question: encodeQuestion(question, manner),
      want: copied(question.want),
      ...(question.also && { also: copied(question.also) }),
    }),
    read: (reply, manner) => readAnswer(reply, question, description, manner),
  });

  const evaluate: Engine["evaluate"] = async (question, points): Promise<Evaluation> => {
    if (!description.evaluates) return { kind: "failed", because: "the engine does not evaluate" };
    return tell({
      message: (manner) => ({
        op: "evaluate",
        question: encodeQuestion(question, manner),
        want: copied(question.want),
        points: points.map((point) => encodeAll(question, point, manner)),
      }),
      read: (reply, manner) => readEvaluation(reply, question, points.length, description, manner),
      work: points.length / 100,
    });
  };

  return {
    describe: async () => description,
    ask: (question) => inTurn(() => ask(questionAsked(question))),
    evaluate: (question, points) => inTurn(() => evaluate(question, points)),
    ...(description.answers?.includes("problem") && {
      problems: problemsOver(description, {
        ask: (asked) => inTurn(() => ask(asked)),
        tell: (asked) => inTurn(() => tell(asked)),
      }),
    }),
    beginGroup(name) {
      if (name !== group) crashesRunning = 0;
      group = name;
    },
    reset: () =>
      inTurn(async () => {
        if (session && (await session.wire.request({ op: "reset" }, limitMs)).kind !== "reply")
          session = undefined;
      }),
    async close() {
      if (closed) return;
      closed = true;
      const last = session;
      if (!last) return;
      if (!busy) await last.wire.request({ op: "bye" }, graceMs);
      await last.wire.kill(busy ? 0 : graceMs);
    },
  };
}

const copied = ({ values, gradients }: Question["want"]) => ({
  values: [...values],
  gradients: [...gradients],
});

function tooMany(running: number, all: number): string | undefined {
  if (all >= CRASHES_IN_ALL) return `the engine has crashed ${all} times in all`;
  return running >= CRASHES_RUNNING
    ? `the engine has crashed ${running} times running in this group of cases`
    : undefined;
}
