/** What a person is told when a command cannot go on, and the exit code. A stack trace is shown for bugs of ours only. */
import { UnknownEngine } from "../../engine/connect/index.ts";
import { EngineUnavailable } from "../../spec/answer.ts";

/** A mistake of usage, told in one sentence, with its exit code. */
export class UsageError extends Error {
  readonly exit: number;
  constructor(message: string, exit = 2) {
    super(message);
    this.exit = exit;
  }
}

export function explainFailure(error: unknown): number {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  if (error instanceof UsageError) {
    say(`backproof: ${error.message}`);
    return error.exit;
  }
  if (error instanceof UnknownEngine) {
    say(`backproof: ${error.message}`);
    return 2;
  }
  if (error instanceof EngineUnavailable) {
    say(`backproof: ${error.message}`);
    if (error.detail) say(error.detail.trimEnd().replace(/^/gm, "    "));
    return 4;
  }
  say(`backproof: a bug of ours, please report it:\n${error instanceof Error ? error.stack : String(error)}`);
  return 70;
}
