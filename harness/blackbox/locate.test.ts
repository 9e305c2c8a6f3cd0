import { describe, expect, test } from "vitest";
import { type Block, describeBlock, wholeOf } from "./direction.ts";
import { locate, type Search } from "./locate.ts";

const shapes = { W: [64, 100], V: [64, 100], b: [64] } as const;
const all = Object.entries(shapes).map(([name, shape]) => wholeOf(name, shape));

/** A perfect probe: it sees whether a wrong entry is in a block, and counts how often it was asked. */
function search(isWrong: (name: string, row: number, column: number) => boolean, budget = 1000) {
  const asked = { looks: 0 };
  const has = ({ name, rows, columns }: Block): boolean => {
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++)
        if (isWrong(name, row, column)) return true;
    }
    return false;
  };
  const it: Search = {
    async isWrong(blocks) {
      asked.looks++;
      return blocks.some(has);
    },
    mayGoOn: () => asked.looks < budget,
    most: 16,
  };
  return { it, asked };
}
const told = async (it: Search): Promise<readonly string[]> =>
  (await locate(all, it)).map(
    ({ block, kind }) => `${kind}: ${describeBlock(block, shapes[block.name as "W"])}`,
  );

describe("bisection", () => {
  test("ends at the one wrong entry of three tensors, in fewer than two looks a halving", async () => {
    const { it, asked } = search((name, row, column) => name === "V" && row === 41 && column === 77);
    expect(await told(it)).toEqual(["entry: V[41, 77]"]);
    expect(asked.looks).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(3 * 6400)));
  });
  test("finds each of several entries, in different tensors too", async () => {
    const { it } = search((name, row, column) => row === column && [3, 20, 21].includes(row) && name !== "b");
    expect(new Set(await told(it))).toEqual(
      new Set([3, 20, 21].flatMap((i) => [`entry: W[${i}, ${i}]`, `entry: V[${i}, ${i}]`])),
    );
  });
  test.each([
    ["a row", (name: string, row: number) => name === "W" && row === 5, ["dense: row 5 of W"]],
    [
      "a column",
      (name: string, _: number, column: number) => name === "W" && column === 99,
      ["dense: column 99 of W"],
    ],
    ["a whole tensor", (name: string) => name === "b", ["dense: b"]],
  ])("stops at %s instead of counting its entries", async (_, isWrong, due) => {
    const { it, asked } = search(isWrong);
    expect(await told(it)).toEqual(due);
    expect(asked.looks).toBeLessThanOrEqual(40);
  });
  test("says what it had no budget to look into", async () => {
    const { it } = search((name) => name === "W", 3);
    expect(await told(it)).toEqual(["open: W"]);
  });
});
