/** For tests: an engine of this folder, asked its questions, and whether anybody whom it started is still there. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectProcess } from "../../engine/connect/command.ts";
import { connectModule } from "../../engine/connect/module.ts";
import type { ConnectOptions } from "../../engine/connect/session.ts";
import type { Engine } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import type { Finding } from "../../spec/report.ts";
import { fromNested } from "../../spec/tensor.ts";
import { caseOf } from "../made.ts";
import { run } from "../run.ts";

const lossCase = (id: string, p: readonly number[], target: readonly number[]): Case =>
  caseOf(
    {
      kind: "loss",
      loss: { name: "mse", reduction: "mean" },
      p: fromNested(p),
      target: fromNested(target),
      want: { values: ["L"], gradients: ["p"] },
    },
    `chaos/${id}`,
  );
/** A question that the engine spoils, by its place in the table of answers. */
export const spoilt = (place: number): Case =>
  lossCase(`spoilt-${place}`, [7 + place, 5, 4], [4 + place, 2, 1]);
/** A question that it answers. */
export const sound = (place: number): Case => lossCase(`sound-${place}`, [2.1, 3.5, 1.8 + place], [2, 3, 2]);

export interface Judged {
  /** `verdict: summary` of each question, in their order. */
  readonly told: readonly string[];
  /** Who is left of whom the engine started. */
  readonly left: readonly number[];
}
export type Limits = Partial<Pick<ConnectOptions, "timeoutScale" | "helloMs" | "lineLimit">>;

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The engine of a row, or of all answers. Rejects where there is no engine. */
export async function judged(cases: readonly Case[], name?: string, limits: Limits = {}): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), "backproof-chaos-"));
  const argv = [process.execPath, fileOf("engine.mjs"), folder, ...(name ? [name] : [])];
  try {
    return await judgedBy((options) => connectProcess(argv, { ...options, ...limits }), cases);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** The engine that an export of modules.mjs makes. */
export const judgedModule = (name: string, cases: readonly Case[]): Promise<Judged> =>
  judgedBy((options) => connectModule(`${fileOf("modules.mjs")}#${name}`, options), cases);

async function judgedBy(
  connect: (options: ConnectOptions) => Promise<Engine>,
  cases: readonly Case[],
): Promise<Judged> {
  const mark = randomUUID();
  const env = { [MARK]: mark };
  const options = { timeoutScale: 4, strict: false, graceMs: 100, label: "chaos", env };
  const engine = await connect(options).catch(async (problem: unknown) => {
    const left = await survivors(mark);
    throw left.length === 0 ? problem : new Error(`${left} are left of what was no engine`);
  });
  const findings: Finding[] = [];
  try {
    const description = await engine.describe();
    for await (const finding of run({ engine, description, spec: "chaos", cases })) findings.push(finding);
  } finally {
    await engine.close();
  }
  const told = findings.map(({ verdict, summary }) => `${verdict}: ${summary}`);
  return { told, left: await survivors(mark) };
}

export const MARK = "BACKPROOF_CHAOS";
const PATIENCE_MS = 3000;

/** Processes with the mark in their environment that are still there after a while; a zombie that nobody has buried yet is dead. */
export async function survivors(mark: string): Promise<readonly number[]> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const left = marked(mark);
    if (left.length === 0 || Date.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function marked(mark: string): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const isOne = /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
      return isOne ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}
