import picocolors from "picocolors";
import { expect, test } from "vitest";
import { sample } from "../sample.ts";
import { outcomeOf, terminalOverview } from "./terminal-overview.ts";

const none = picocolors.createColors(false);

test("what a report comes to is its worst verdict, and how often each fell", () => {
  const { verdict, told } = outcomeOf(sample);
  expect(verdict).toBe("violates");
  expect(told).toMatch(/^\d+ conforms · .*\d+ violates/);
  expect(told).not.toContain("INCOMPLETE");
});
test("a report without its end says so", () => {
  const { footer: _, ...cutOff } = sample;
  expect(outcomeOf(cutOff).told).toMatch(
    /INCOMPLETE: the run was cut off: \d+ of \d+ selected cases judged$/,
  );
});
test("engines stand below each other, a line each; who was not judged is no green line", () => {
  const text = terminalOverview(
    [
      {
        spec: "reference",
        exit: 0,
        verdict: "conforms",
        told: "216 conforms",
        page: "out/reference/index.html",
      },
      { spec: "cmd:./e\u001b[2J\n", exit: 4, told: "could not be started" },
    ],
    none,
  );
  expect(text).toBe(
    "✓ conforms     reference     216 conforms          out/reference/index.html\n" +
      "– not judged   cmd:./e␛[2J   could not be started\n",
  );
  const coloured = terminalOverview([{ spec: "x", exit: 4, told: "" }], picocolors.createColors(true));
  expect(coloured).toContain("\u001b[31m– not judged");
});
