/** What a person is told when a command cannot go on, and the exit code. A stack trace is shown for bugs of ours only. */
import { UnknownEngine } from "../../engine/connect/unknown.ts";
import { terminalComplaint } from "../../reports/formats/terminal.ts";
import { EngineUnavailable } from "../../spec/answer.ts";
import type { Complaint } from "../../spec/report.ts";
import { coloursOfStderr } from "./colours.ts";

/** A mistake of usage, told in one sentence, with its exit code. */
export class UsageError extends Error {
  readonly exit: number;
  constructor(message: string, exit = 2) {
    super(message);
    this.exit = exit;
  }
}

/** What is meant cannot be asked: its fixtures are invalid, and why. */
export class InvalidFixtures extends UsageError {
  readonly complaints: readonly Complaint[];
  constructor(ids: readonly string[], complaints: readonly Complaint[]) {
    const files = ids.length === 1 ? "its fixture is" : "their fixtures are";
    super(`${ids.join(", ")}: ${files} invalid`, 6);
    this.complaints = complaints;
  }
}

/** What is not right in a list of known failures. */
export class InvalidList extends UsageError {
  readonly complaints: readonly Complaint[];
  constructor(file: string, complaints: readonly Complaint[]) {
    super(`${file} is not right, and nothing was asked`);
    this.complaints = complaints;
  }
}

/** Complaints as a person at a terminal reads them. */
export function sayComplaints(complaints: readonly Complaint[]): void {
  const colours = coloursOfStderr();
  for (const complaint of complaints) process.stderr.write(terminalComplaint(complaint, colours));
}

export function explainFailure(error: unknown): number {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  if (error instanceof UsageError) {
    say(`backproof: ${error.message}`);
    if (error instanceof InvalidFixtures || error instanceof InvalidList) sayComplaints(error.complaints);
    return error.exit;
  }
  if (error instanceof UnknownEngine) {
    say(`backproof: ${error.message}`);
    return 2;
  }
  if (error instanceof EngineUnavailable) {
    // the message ends with what the engine wrote to stderr
    say(`backproof: ${error.message}`);
    return 4;
  }
  say(`backproof: a bug of ours, please report it:\n${error instanceof Error ? error.stack : String(error)}`);
  return 70;
}
