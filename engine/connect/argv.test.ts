import { expect, test } from "vitest";
import { parseArgv, shellWord } from "./argv.ts";

test.each([
  ["python3 mine.py", ["python3", "mine.py"]],
  ["  a\t b  ", ["a", "b"]],
  [`"my engine" 'it''s' ""`, ["my engine", "its", ""]],
  [`a\\ b "c\\"d" 'e\\f'`, ["a b", 'c"d', "e\\f"]],
  ["C:\\tools\\engine.exe --fast", ["C:\\tools\\engine.exe", "--fast"]],
  ["echo $HOME *.py", ["echo", "$HOME", "*.py"]],
])("a command line is words and quotes, never expanded: %s", (line, argv) => {
  expect(parseArgv(line)).toEqual(argv);
});
test("an open quote and an empty line are mistakes", () => {
  expect(() => parseArgv("say 'it")).toThrow("stays open");
  expect(() => parseArgv("  ")).toThrow("empty");
});
test("what only a shell understands is found, and nothing else", () => {
  expect(shellWord(["cd", "x", "&&", "./engine"])).toBe("&&");
  expect(shellWord(["A=1", "./engine"])).toBe("A=1");
  expect(shellWord(["./engine", "--rate=1", "a=b"])).toBeUndefined();
});
