import { describe, expect, it } from "vitest";
import { count, cut, firstLine, grouped, plain, wrapped } from "./plain.ts";

describe("plain", () => {
  it("a control character is shown and not obeyed, and tab and newline stay", () => {
    expect(plain("a\u0000\u0007\u001b]8;;x\tb\nc\r\nd\re")).toBe("a␀␇␛]8;;x\tb\nc\nd␍e");
    expect(plain("plain text, ∂L/∂W1 🧨 👩‍🔬")).toBe("plain text, ∂L/∂W1 🧨 👩‍🔬");
  });
  it("a terminal's colours leave nothing behind", () => {
    expect(plain("\u001b[1;31mred\u001b[0m")).toBe("red");
  });
  it("a lone surrogate, a non-character and a reversal of reading become a replacement character", () => {
    expect(plain("\ud800|\udc00|\uffff|\u202e|\u0085")).toBe("�|�|�|�|�");
  });
});

describe("cut", () => {
  it("says how much is missing, and leaves a short text alone", () => {
    expect(cut("abcdef", 4)).toBe("abcd… (2 more characters)");
    expect(cut("abcd", 4)).toBe("abcd");
  });
  it("never halves a character", () => {
    expect(cut("ab🧨cd", 3)).toBe("ab… (4 more characters)");
  });
  it("a first line has no line end in it", () => {
    expect(firstLine("\n one\r\ntwo", 9)).toBe("one");
  });
});

it("a count agrees with its noun", () => {
  expect([count(1, "case"), count(2, "case"), count(0, "quantity", "quantities")]).toEqual([
    "1 case",
    "2 cases",
    "0 quantities",
  ]);
  expect(grouped(1234567)).toBe("1,234,567");
});

describe("wrapped", () => {
  it("breaks between words, at the last one that fits", () => {
    expect(wrapped("one two  three\nfour", 7)).toEqual(["one two", "three", "four"]);
    expect(wrapped("one two", 6)).toEqual(["one", "two"]);
  });
  it("cuts a word only where it is longer than a line, and never a character", () => {
    expect(wrapped("a 🧨🧨🧨🧨🧨 b", 2)).toEqual(["a", "🧨🧨", "🧨🧨", "🧨", "b"]);
    expect(wrapped("abcd ef", 4)).toEqual(["abcd", "ef"]);
  });
  it("gives one line for no words", () => {
    expect(wrapped(" ", 10)).toEqual([""]);
  });
});
