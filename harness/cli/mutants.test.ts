/** `backproof mutants` end to end: exit codes, the matrix on stdout, and the last line. */
import { describe, expect, test } from "vitest";
import { commandLine } from "./fakes.ts";

const backproof = (...args: readonly string[]) => commandLine("mutants", ...args);
const last = (text: string): string | undefined => text.trimEnd().split("\n").at(-1);

describe("mutants", () => {
  test("exits 0 where all are killed that have a place, and ends with their number", async () => {
    const { exit, stdout, stderr } = await backproof("-c", "chapter/mse", "--mutant", "factor-two-*");
    expect(last(stderr)).toMatch(/^\d+ mutants, (\d+) killed, 0 equivalent, 0 survive$/);
    expect([exit, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/✓ factor-two-missing +only chapter\/mse/);
  });
  test("exits 1 where one survives, and says where it had a place", async () => {
    // one sample: nothing to forget to divide by
    const { exit, stderr } = await backproof(
      "-q",
      "-c",
      "chapter/softmax-cross-entropy",
      "--mutant",
      "target-sum-taken-as-one",
    );
    expect(stderr).toContain("✗ target-sum-taken-as-one  survives: right within rounding in 1 case");
    expect(last(stderr)).toBe("1 mutant, 0 killed, 0 equivalent, 1 survives");
    expect(exit).toBe(1);
  });
  test("--json writes the matrix, one object a line, and nothing else to stdout", async () => {
    const { stdout } = await backproof(
      "-c",
      "chapter/mse",
      "--mutant",
      "factor-two-*",
      "--json",
      "--precision",
      "float32",
    );
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ type: "header", format: "backproof-kills", precision: "float32" });
    expect(lines.find(({ name }) => name === "factor-two-missing")).toMatchObject({
      type: "mutant",
      outcome: "killed",
      killed: ["chapter/mse"],
    });
    expect(lines.find(({ id }) => id === "chapter/mse").alone).toContain("factor-two-missing");
    expect(lines.at(-1)).toMatchObject({ type: "footer", survive: 0, rate: 1, exit: 0 });
  });
  test("exits 5 where no mutant and no case is called so, and 2 where no precision is", async () => {
    const mutant = await backproof("--mutant", "factor-two-mising");
    expect([mutant.exit, mutant.stderr]).toEqual([
      5,
      expect.stringContaining("did you mean factor-two-missing?"),
    ]);
    expect((await backproof("-c", "chapter/nothing")).exit).toBe(5);
    const idle = await backproof("-c", "chapter/mse", "--mutant", "relu-mask-inverted");
    expect([idle.exit, idle.stderr]).toEqual([5, expect.stringContaining("has a place in the cases")]);
    expect((await backproof("--precision", "float8")).exit).toBe(2);
  });
});
