/** From a command to an engine that has said hello, or to a sentence that says why there is none. */
import { existsSync } from "node:fs";
import { type Aside, type Description, EngineUnavailable } from "../../spec/answer.ts";
import { decodeTensor, encodeTensor, Malformed, show } from "../../spec/protocol/numbers.ts";
import { type Manner, mannerOf } from "../../spec/protocol/question.ts";
import {
  describeFailure,
  descriptionOf,
  isFailure,
  type RawReply,
  readReply,
} from "../../spec/protocol/reply.ts";
import { LINE_LIMIT, PROTOCOL, replies } from "../../spec/protocol.ts";
import { version } from "../../spec/version.ts";
import { shellWord } from "./argv.ts";
import { UNRECORDED } from "./observe.ts";
import { type Heard, type Outcome, openWire, type Wire, type WireOptions } from "./wire.ts";

export interface ConnectOptions {
  /** Multiplies every time limit of a question. */
  readonly timeoutScale: number;
  /** Whatever is printed on stdout beside the protocol makes the answer malformed. */
  readonly strict: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Time to say hello (default 30 s), and between asking and forcing a process to end (default ½ s). */
  readonly helloMs?: number;
  readonly graceMs?: number;
  /** Bytes of the longest line that is read (default 64 MiB). */
  readonly lineLimit?: number;
  /** How the engine is called in messages (default: the command line). */
  readonly label?: string;
  /** Another process of an engine that is connected already: what it prints while it starts was told of the first. */
  readonly isAnother?: boolean;
  /** Ends a process that has not said hello yet. */
  readonly signal?: AbortSignal;
  /** Told of everything that is said, by every process that is started. */
  readonly listen?: Listen;
  /** Instead of a process: a transcript of one. */
  readonly open?: (options: WireOptions) => Wire;
}
/** Called once for every process; what it gives hears that process. */
export type Listen = () => (heard: Heard) => void;
export interface Session {
  readonly wire: Wire;
  readonly description: Description;
  readonly manner: Manner;
}
export const QUESTION_MS = 5000;
export const GRACE_MS = 500;
const HELLO_MS = 30_000;
const HARNESS = { name: "backproof", version };

/** Starts the command and says hello. Throws EngineUnavailable. */
export async function openSession(argv: readonly string[], options: ConnectOptions): Promise<Session> {
  const {
    env,
    cwd,
    label = argv.join(" "),
    helloMs = HELLO_MS,
    graceMs = GRACE_MS,
    lineLimit = LINE_LIMIT,
    signal,
    listen,
    open = openWire,
  } = options;
  const wire = open({
    argv,
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
    ...(listen && { listen: listen() }),
    lineLimit,
    graceMs,
  });
  const stop = (): void => void wire.kill(0);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  const outcome = await wire.request({ op: "hello", protocol: [PROTOCOL], harness: HARNESS }, helloMs);
  signal?.removeEventListener("abort", stop);
  if (outcome.kind !== "reply") {
    throw unavailable(`${label}: ${whyNoHello(outcome, argv, cwd, helloMs)}`, wire.asides(), wire.stderr());
  }
  try {
    const hello = readReply(replies.hello, outcome.json);
    if (!isFailure(hello)) return { wire, description: descriptionOf(hello), manner: mannerOf(hello) };
    await wire.kill(graceMs);
    throw unavailable(`${label}: ${describeFailure(hello)}`, wire.asides(), wire.stderr());
  } catch (problem) {
    if (!(problem instanceof Malformed)) throw problem;
    await wire.kill(graceMs);
    throw unavailable(
      `${label}: its answer to hello is not one: ${problem.message}`,
      wire.asides(),
      wire.stderr(),
    );
  }
}

function whyNoHello(
  outcome: Exclude<Outcome, { kind: "reply" }>,
  argv: readonly string[],
  cwd: string | undefined,
  helloMs: number,
): string {
  if (outcome.kind === "timed-out") return `did not answer hello within ${helloMs / 1000} s`;
  if (outcome.kind === "flooded") return "printed an endless line instead of answering hello";
  if (outcome.kind === "unrecorded") return UNRECORDED;
  const { reason, notStarted } = outcome.end;
  if (notStarted === "ENOENT" && cwd !== undefined && !existsSync(cwd))
    return `the directory ${cwd} does not exist`;
  const shell = shellWord(argv);
  const hint = shell ? ` ("${shell}" is for a shell, and none is used: write sh -c '…')` : "";
  if (notStarted === "ENOENT") return `there is no command "${argv[0]}"${hint}`;
  if (notStarted === "EACCES") return `"${argv[0]}" may not be executed (is it a program? chmod +x?)`;
  return notStarted ? reason : `${reason} before it answered hello${hint}`;
}

function unavailable(message: string, asides: readonly Aside[], stderr: string): EngineUnavailable {
  const printed = asides.slice(0, 3).map(({ text }) => `  it printed: ${text}`);
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const shown = lines.length > 8 ? [...lines.slice(0, 3), "…", ...lines.slice(-4)] : lines;
  return new EngineUnavailable(
    [message, ...printed, ...shown.map((line) => `  stderr: ${line}`)].join("\n"),
    stderr,
  );
}

/** Doubles that bad printing, float32 and JSON itself lose first. */
const ECHOED = Float64Array.of(
  0.1,
  1 / 3,
  -1e-7,
  5e-324,
  Number.MAX_VALUE,
  -0,
  Number.NaN,
  Infinity,
  -Infinity,
);

/** Whether the wire is exact, asked before any mathematics: a note for the description, or nothing if it is; and whether it lives. */
export async function checkEcho(
  { wire, description }: Session,
  limitMs: number,
): Promise<{ readonly note?: string; readonly survived: boolean }> {
  const outcome = await wire.request(
    { op: "echo", x: encodeTensor({ shape: [ECHOED.length], data: ECHOED }) },
    limitMs,
  );
  if (outcome.kind === "reply") {
    const note = echoNote(outcome, description);
    return { survived: true, ...(note && { note }) };
  }
  const survived = outcome.kind === "unrecorded";
  const why = survived ? UNRECORDED : "the engine did not survive an echo";
  return { note: `the exactness of the wire is unknown: ${why}`, survived };
}

function echoNote(outcome: RawReply, description: Description): string | undefined {
  try {
    const reply = readReply(replies.echo, outcome.json);
    if (isFailure(reply)) return "the exactness of the wire is unknown: the engine does not echo";
    const { data } = decodeTensor(reply.x, "x");
    const narrow = description.dtype !== "float64";
    const same = (sent: number, got: number | undefined): boolean =>
      Object.is(sent, got) ||
      (narrow && (Math.abs(sent) < 1e-40 || Math.abs(sent) > 1e38 || Math.abs(got! / sent - 1) < 2 ** -8));
    const lost = ECHOED.findIndex((x, i) => !same(x, data[i]));
    return lost < 0
      ? undefined
      : `the wire is not exact: sent ${text(ECHOED[lost]!)}, came back as ${text(data[lost])}`;
  } catch (problem) {
    if (!(problem instanceof Malformed)) throw problem;
    return `the exactness of the wire is unknown: ${problem.message}`;
  }
}

const text = (x: number | undefined): string =>
  Object.is(x, -0) ? "-0" : Number.isFinite(x) ? show(x) : String(x);
