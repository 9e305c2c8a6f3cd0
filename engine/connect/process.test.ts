import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asides, asking, closeAfterEach, fake, right } from "./fakes/fake.ts";

closeAfterEach();
const impatient = { timeoutScale: 0.05 };

/** A zombie that nobody has buried yet is dead. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

describe("silence", () => {
  test("ends a question after its time, and the next one is answered by a new process", async () => {
    const engine = await fake("hangs-on-bce", impatient);
    expect(await engine.ask(asking("bce"))).toMatchObject({ kind: "timed-out", afterMs: expect.any(Number) });
    expect(await engine.ask(asking())).toMatchObject(right);
  });
  test("three times running ends its group of cases, as crashes do", async () => {
    const engine = await fake("hangs-on-bce", { timeoutScale: 0.02 });
    engine.beginGroup("losses");
    for (let i = 0; i < 3; i++) expect((await engine.ask(asking("bce"))).kind).toBe("timed-out");
    expect(await engine.ask(asking())).toMatchObject({
      kind: "not-asked",
      because: expect.stringContaining("3 times running"),
    });
    expect(engine.failures()).toBe(3);
  });
  test("ends the whole group: who ignores SIGTERM is killed, and so are its children", async () => {
    const engine = await fake("stubborn", impatient);
    const seen = await engine.ask(asking());
    expect(seen.kind).toBe("timed-out");
    // Wrong on purpose: this process is alive.
    expect(isAlive(process.pid)).toBe(true);
    const pid = Number(/grandchild (\d+)/.exec(asides(seen).join())?.[1]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pid).toBeGreaterThan(0);
    expect(isAlive(pid)).toBe(false);
  });
});

describe("an evaluation that kills", () => {
  test("costs no question, and is not tried a fourth time in its group", async () => {
    const engine = await fake("dies-on-evaluate");
    engine.beginGroup("losses");
    const points = [{ p: asking().p }];
    for (let i = 0; i < 3; i++) {
      const because = "the process ended with exit code 9";
      expect(await engine.evaluate(asking(), points)).toEqual({ kind: "failed", because });
    }
    expect(await engine.evaluate(asking(), points)).toMatchObject({
      because: expect.stringMatching(/when it was to evaluate 3 times running/),
    });
    expect(await engine.ask(asking())).toMatchObject(right);
    expect(engine.failures()).toBe(0);
  });
});

describe("a crash", () => {
  test("that happens only after other questions is told from one that always happens", async () => {
    const some = await fake("crashes-on-second");
    expect((await some.ask(asking())).kind).toBe("answered");
    expect(await some.ask(asking())).toMatchObject({ kind: "crashed", always: false });
    const all = await fake("crashes-always");
    const seen = await all.ask(asking());
    expect(seen).toMatchObject({
      kind: "crashed",
      always: true,
      stderr: "cannot go on\nthe process ended with exit code 3",
    });
  });
  test("three times running ends the group, and the next group is asked again", async () => {
    const engine = await fake("crashes-on-bce");
    engine.beginGroup("losses");
    for (let i = 0; i < 3; i++) expect((await engine.ask(asking("bce"))).kind).toBe("crashed");
    expect(await engine.ask(asking())).toMatchObject({
      kind: "not-asked",
      because: expect.stringContaining("3 times running"),
    });
    engine.beginGroup("losses");
    expect((await engine.ask(asking())).kind).toBe("not-asked");
    engine.beginGroup("networks");
    expect(await engine.ask(asking())).toMatchObject(right);
  });
  test("between answers does not end a group", async () => {
    const engine = await fake("crashes-on-bce");
    for (let i = 0; i < 4; i++) {
      expect((await engine.ask(asking())).kind).toBe("answered");
      expect((await engine.ask(asking("bce"))).kind).toBe("crashed");
    }
    expect(engine.failures()).toBe(4);
  });
});
