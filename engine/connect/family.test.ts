import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { ancestorOf, endFamily, newMark } from "./family.ts";

/** Sleeps until it is ended. */
function sleeping(env: NodeJS.ProcessEnv = {}) {
  const child = spawn("sleep", ["1000"], {
    stdio: "ignore",
    detached: true,
    env: { ...process.env, ...env },
  });
  return { child, pid: child.pid as number, ended: once(child, "exit") };
}

describe.runIf(process.platform === "linux")("the end of a family", () => {
  test("is the end of whoever has its mark, and of nobody else", async () => {
    const { mark, env } = newMark();
    const stranger = sleeping();
    const [parent, away] = [sleeping(env), sleeping(env)];
    const another = sleeping(newMark().env);
    endFamily(ancestorOf(parent.pid, mark));
    expect(await Promise.all([parent.ended, away.ended])).toEqual([
      [null, "SIGKILL"],
      [null, "SIGKILL"],
    ]);
    expect([stranger, another].map(({ child }) => child.signalCode)).toEqual([null, null]);
    for (const { child, ended } of [stranger, another]) {
      child.kill();
      expect(await ended).toEqual([null, "SIGTERM"]);
    }
  });
  test("spares who was there before, whatever it bears", async () => {
    const { mark, env } = newMark();
    const older = sleeping(env);
    // a tick of the system's clock
    await new Promise((resolve) => setTimeout(resolve, 50));
    const parent = sleeping(env);
    endFamily(ancestorOf(parent.pid, mark));
    await parent.ended;
    expect(older.child.signalCode).toBeNull();
    older.child.kill("SIGKILL");
    await older.ended;
  });
});

test("a mark is bequeathed beside those of the processes around us", () => {
  const before = process.env.BACKPROOF_RUN;
  process.env.BACKPROOF_RUN = "outer";
  try {
    const { mark, env } = newMark();
    expect(env).toEqual({ BACKPROOF_RUN: `outer ${mark}` });
    expect(newMark().mark).not.toBe(mark);
  } finally {
    if (before === undefined) delete process.env.BACKPROOF_RUN;
    else process.env.BACKPROOF_RUN = before;
  }
});
