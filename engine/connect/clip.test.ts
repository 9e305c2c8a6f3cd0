import { expect, test } from "vitest";
import { clip, clipWords } from "./clip.ts";

test("a short text is kept, a long one is clipped, also in the middle of a character", () => {
  expect(clip("loss", 4)).toBe("loss");
  expect(clip("losses", 4)).toBe("loss…");
  expect(clip("🙂🙂", 3)).toBe("🙂\uFFFD…");
});
test("whatever an engine says is told in no more words than somebody reads", () => {
  const long = `first ${"word ".repeat(10_000)}last`;
  for (const seen of [
    { kind: "unsupported", what: long },
    { kind: "rejected", message: long },
    { kind: "malformed", problem: long },
    { kind: "crashed", stderr: long },
    { kind: "answered", values: {}, gradients: {}, unavailable: { W: long } },
  ] as const) {
    const text = JSON.stringify(clipWords(seen));
    expect(text.length).toBeLessThan(2200);
    expect(text).toContain("first");
    // a trace ends with what went wrong
    expect(text.includes("last")).toBe(seen.kind === "crashed");
  }
  expect(clipWords({ kind: "timed-out", afterMs: 5 })).toEqual({ kind: "timed-out", afterMs: 5 });
});
