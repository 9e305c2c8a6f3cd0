/** The processes of one engine that are asked at once: as many as are wanted, as there are cores and groups of cases, and as will start. */
import { availableParallelism } from "node:os";
import type { Engine } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import { groupOf } from "../group.ts";

interface Wanted {
  readonly jobs?: number;
  readonly cases: readonly Case[];
}

/** The first is always there. Rejects where none can be started. */
export async function enginesOf(
  connect: (isAnother: boolean) => Promise<Engine>,
  { jobs = 1, cases }: Wanted,
): Promise<readonly [Engine, ...Engine[]]> {
  const groups = new Set(cases.map(({ id }) => groupOf(id))).size;
  const count = Math.max(1, Math.min(jobs, availableParallelism(), groups));
  const started = await Promise.allSettled(Array.from({ length: count }, (_, k) => connect(k > 0)));
  const [first, ...others] = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = started.find((one) => one.status === "rejected");
  if (!first) throw failed?.reason;
  // who is asked in this process answers no sooner for being there twice
  if (!("beginGroup" in first)) return [first];
  if (failed) {
    const reason = String((failed.reason as Error).message).split("\n")[0];
    process.stderr.write(`backproof: asking ${others.length + 1} at once, not ${count}: ${reason}\n`);
  }
  return [first, ...others];
}
