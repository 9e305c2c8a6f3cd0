import { expect, test } from "vitest";
import { isCrowded, lineSplitter, tailKeeper } from "./lines.ts";

function split(chunks: readonly Buffer[], limit = 1000): string[] {
  const lines: string[] = [];
  const feed = lineSplitter({
    limit,
    onLine: (line) => lines.push(line),
    onOverflow: () => lines.push("OVERFLOW"),
  });
  for (const chunk of chunks) feed(chunk);
  return lines;
}

test("lines are the same however the bytes are cut, characters in two included", () => {
  const bytes = Buffer.from("\uFEFF∂L/∂W\r\n\nzweite Zeile\nunfinished");
  const whole = split([bytes]);
  expect(whole).toEqual(["∂L/∂W", "", "zweite Zeile"]);
  for (const size of [1, 2, 3, 7]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    expect(split(chunks)).toEqual(whole);
  }
  // Wrong on purpose: joining strings breaks the characters.
  expect([...bytes].map((byte) => Buffer.from([byte]).toString()).join("")).not.toContain("∂");
});
test("a line over the limit overflows once, and nothing after it counts", () => {
  expect(split([Buffer.from("ok\n0123456"), Buffer.from("789a"), Buffer.from("b\nmore\n")], 10)).toEqual([
    "ok",
    "OVERFLOW",
  ]);
  expect(split([Buffer.from("0123456789\nok\n")], 10)).toEqual(["0123456789", "ok"]);
});
test("only the end of a long stream is kept, and taking empties it", () => {
  const tail = tailKeeper(5);
  for (const piece of ["abc", "def", "gh"]) tail.add(Buffer.from(piece));
  expect(tail.take()).toBe("… 3 bytes before this\ndefgh");
  expect(tail.take()).toBe("");
});
test("a line of millions of lists or fields is crowded, one of as many numbers or of base64 is not", () => {
  const million = 1 << 20;
  expect(isCrowded(`[${"[],".repeat(3 * million)}[]]`)).toBe(true);
  expect(isCrowded(`{${'"a":0,'.repeat(3 * million)}"b":0}`)).toBe(true);
  expect(isCrowded(`[${"0.5,".repeat(3 * million)}1]`)).toBe(false);
  expect(isCrowded(`{"base64":"${"AAAA".repeat(3 * million)}"}`)).toBe(false);
});
