/** Broadcasting positions are those of index arithmetic. */
import { expect, test } from "vitest";
import { indexAt, type Shape, sizeOf } from "../../spec/tensor.ts";
import { broadcastIndex, broadcastTo, sumTarget } from "./broadcast.ts";

/** The position in `from` by its definition: align on the right, index 0 where the size is 1. */
const byDefinition = (from: Shape, to: Shape): number[] =>
  Array.from({ length: sizeOf(to) }, (_, position) => {
    const index = indexAt(to, position).slice(to.length - from.length);
    return from.reduce((at, n, axis) => at * n + (n === 1 ? 0 : index[axis]), 0);
  });

test("each output position knows the input position that it repeats", () => {
  for (const [from, to] of [
    [[], [2, 3]],
    [[3], [2, 3]],
    [
      [2, 1],
      [2, 3],
    ],
    [
      [1, 3],
      [4, 2, 3],
    ],
    [
      [4, 1, 3],
      [4, 2, 3],
    ],
    [
      [2, 1, 1, 2],
      [2, 3, 2, 2],
    ],
  ] as const) {
    expect(Array.from(broadcastIndex(from, to) as Int32Array)).toEqual(byDefinition(from, to));
  }
  expect(Array.from(broadcastIndex([2, 1], [2, 3]) as Int32Array)).not.toEqual([0, 1, 0, 1, 0, 1]);
});

test("where nothing is repeated the index is null, and nothing has no index at all", () => {
  expect(broadcastIndex([2, 3], [2, 3])).toBeNull();
  expect(broadcastIndex([3], [1, 3])).toBeNull();
  expect(broadcastIndex([], [1, 1])).toBeNull();
  expect(broadcastIndex([1], [0])).toEqual(new Int32Array(0));
  expect(broadcastIndex([0], [4, 0])).toBeNull();
});

test("shapes that do not broadcast are refused, in either direction", () => {
  expect(() => broadcastIndex([2], [3])).toThrow("[2] does not broadcast to [3]");
  expect(() => broadcastIndex([2, 3], [3])).toThrow("[2, 3] does not broadcast to [3]");
  expect(() => broadcastIndex([3], [1])).toThrow("[3] does not broadcast to [1]");
  expect(broadcastTo([2, 1], [3], [])).toEqual([2, 3]);
  expect(() => broadcastTo([2], [3])).toThrow("[2] and [3] do not broadcast");
});

test("a sum over axes sends each entry to the position in which those axes are 0", () => {
  const shape = [2, 3, 2];
  for (const axes of [[], [0], [1], [2], [0, 2], [0, 1, 2]]) {
    const { shape: kept, target } = sumTarget(shape, axes);
    expect(kept).toEqual(shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
    expect(Array.from(target)).toEqual(byDefinition(kept, shape));
  }
  expect(() => sumTarget([2], [1])).toThrow("[2] has no axis 1");
  expect(sumTarget([], []).target).toEqual(new Int32Array(1));
});
