/** `cmd:` — an engine that is a program speaking the wire: asked, restarted when it dies, and given up when it keeps dying. */
import { performance } from "node:perf_hooks";
import { type Engine, EngineUnavailable, type Evaluation, type Observation } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import { Malformed } from "../../spec/protocol/numbers.ts";
import { dueAtPoints, encodeAll, encodeQuestion } from "../../spec/protocol/question.ts";
import { readAnswer, readEvaluation } from "../../spec/protocol/reply.ts";
import { parseArgv } from "./argv.ts";
import { besides, observe, UNRECORDED } from "./observe.ts";
import { patience, patienceWithQuestions } from "./patience.ts";
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

/** Starts running that may fail before no other is tried. */
const MOST_FAILED_STARTS = 3;

export interface ProcessEngine extends Engine {
  /**
   * The questions to come belong together (a folder of cases), or the evaluations, or by default both: three failures running end only their
   * group.
   */
  beginGroup(name: string, what?: "questions" | "evaluations"): void;
  /** Questions so far that it has died of, or not answered. */
  failures(): number;
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
  const stop = (): void => void first.wire.kill(0);
  options.signal?.addEventListener("abort", stop);
  const { note, survived } = await checkEcho(first, Math.max(limitMs, 1000));
  options.signal?.removeEventListener("abort", stop);
  if (options.isAnother) besides(first.wire);
  const description = {
    ...first.description,
    ...(note && { notes: [...(first.description.notes ?? []), note] }),
  };
  let session: Session | undefined = survived ? first : undefined;
  let opening: Promise<Session> | undefined;
  const ending = new AbortController();
  let busy = false;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();
  const ofQuestions = patienceWithQuestions();
  /** What is asked beside the cases costs none of them. */
  const ofEvaluations = patience("has crashed or given no answer when it was to evaluate");
  let failedStarts = 0;
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
  /** One failed start may be an accident: it costs the case in hand, and no other. */
  const startAgain = async (): Promise<Session> => {
    try {
      opening = openSession(argv, { ...options, signal: ending.signal });
      const started = await opening;
      failedStarts = 0;
      return started;
    } catch (problem) {
      failedStarts++;
      if (failedStarts === MOST_FAILED_STARTS)
        lost = `it could not be started again: ${(problem as Error).message}`;
      throw problem;
    } finally {
      opening = undefined;
    }
  };
  /** A living process (started anew if need be) is asked; whatever kills it is told in the outcome. */
  const request = async (
    message: (to: Session) => Unnumbered,
    ms: number,
  ): Promise<{ outcome: Outcome; to: Session }> => {
    const to = session ?? (await startAgain());
    if (closed) await to.wire.kill(0);
    session = to;
    const outcome = await to.wire.request(message(to), ms);
    if (outcome.kind !== "reply" && outcome.kind !== "unrecorded") session = undefined;
    return { outcome, to };
  };

  const askOnce = async (
    asked: Asked,
  ): Promise<{ readonly observation: Observation; readonly fate: Outcome["kind"] }> => {
    const began = performance.now();
    const { outcome, to } = await request(({ manner }) => asked.message(manner), limitMs);
    const beside = { ms: performance.now() - began, ...besides(to.wire) };
    const observation = observe(outcome, beside.asides ?? [], options.strict, (reply) =>
      asked.read(reply, to.manner),
    );
    return { observation: { ...observation, ...beside }, fate: outcome.kind };
  };
  /** Who dies of a question is asked it again alone: whether it always does. Undefined where that cannot be told. */
  const diesAlways = async (asked: Asked): Promise<boolean | undefined> => {
    try {
      const { fate } = await askOnce(asked);
      return fate === "timed-out" || fate === "unrecorded" ? undefined : fate === "ended";
    } catch (problem) {
      if (problem instanceof EngineUnavailable) return undefined;
      throw problem;
    }
  };

  const ask = async (asked: Asked): Promise<Observation> => {
    const because = closed ? "the engine was closed" : (lost ?? ofQuestions.exhausted());
    if (because) return { kind: "not-asked", because };
    if (description.answers && !description.answers.includes(asked.kind)) {
      return { kind: "unsupported", what: `question:${asked.kind}` };
    }
    try {
      const { observation, fate } = await askOnce(asked);
      if (fate === "reply" || fate === "unrecorded") {
        ofQuestions.succeeded();
        return observation;
      }
      ofQuestions.failed();
      if (fate !== "ended" || closed) return observation;
      const always = await diesAlways(asked);
      return always === undefined || observation.kind !== "crashed"
        ? observation
        : { ...observation, always };
    } catch (problem) {
      if (!(problem instanceof EngineUnavailable)) throw problem;
      ofQuestions.failed();
      return { kind: "crashed", stderr: problem.message };
    }
  };

  /** Asked once; whatever goes wrong is told in a sentence. */
  const tell = async <T>(asked: Told<T>): Promise<T | Failed> => {
    const because = closed ? "the engine was closed" : (lost ?? ofEvaluations.exhausted());
    if (because) return { kind: "failed", because };
    try {
      const { outcome, to } = await request(
        ({ manner }) => asked.message(manner),
        limitMs * (1 + asked.work),
      );
      if (outcome.kind === "unrecorded") return { kind: "failed", because: UNRECORDED };
      if (outcome.kind === "reply") {
        ofEvaluations.succeeded();
        return asked.read(outcome, to.manner);
      }
      ofEvaluations.failed();
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
        want: copied(dueAtPoints(question)),
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
    beginGroup(name, what) {
      if (what !== "evaluations") ofQuestions.beginGroup(name);
      if (what !== "questions") ofEvaluations.beginGroup(name);
    },
    failures: () => ofQuestions.failures,
    reset: () =>
      inTurn(async () => {
        if (session && (await session.wire.request({ op: "reset" }, limitMs)).kind !== "reply")
          session = undefined;
      }),
    async close() {
      if (closed) return;
      closed = true;
      ending.abort();
      await opening?.catch(() => {});
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
