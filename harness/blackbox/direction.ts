/** Blocks of parameters, random directions over them, and points along a direction. */
import type { Name } from "../../spec/graph.ts";
import { indexAt, type Shape, sizeOf, type Tensor } from "../../spec/tensor.ts";
import type { Random } from "../campaign/random.ts";
import type { Tensors } from "./box.ts";

type Range = readonly [from: number, to: number];
/** A rectangle of a tensor seen as a matrix: rows of its first axis, columns of all the others together. */
export interface Block {
  readonly name: Name;
  readonly rows: Range;
  readonly columns: Range;
}
export interface Part {
  readonly block: Block;
  /** How wide the matrix is of which the block is a part. */
  readonly width: number;
  /** Row by row. */
  readonly v: Float64Array;
  /** v = weight · ±(½ + U). */
  readonly weight: number;
}
export type Direction = readonly Part[];

export const lengthOf = ([from, to]: Range): number => to - from;
export const entriesOf = ({ rows, columns }: Block): number => lengthOf(rows) * lengthOf(columns);
export const widthOf = (shape: Shape): number => (shape.length === 0 ? 1 : sizeOf(shape.slice(1)));

export function wholeOf(name: Name, shape: Shape): Block {
  return { name, rows: [0, shape.length === 0 ? 1 : shape[0]], columns: [0, widthOf(shape)] };
}

/** Row-major position in the tensor of the block's first entry. */
export const positionOf = ({ rows, columns }: Block, shape: Shape): number =>
  rows[0] * widthOf(shape) + columns[0];

/** `W1`, `row 3 of W1`, `rows 0–7, columns 2–5 of W1`, `W1[3, 2]`. */
export function describeBlock(block: Block, shape: Shape): string {
  const { name, rows, columns } = block;
  const whole = wholeOf(name, shape);
  if (entriesOf(block) === entriesOf(whole)) return name;
  if (entriesOf(block) === 1) return `${name}[${indexAt(shape, positionOf(block, shape)).join(", ")}]`;
  const axes: readonly (readonly [string, Range, Range])[] = [
    ["row", rows, whole.rows],
    [shape.length > 2 ? "position" : "column", columns, whole.columns],
  ];
  const said = axes
    .filter(([, part, all]) => lengthOf(part) < lengthOf(all))
    .map(([word, [from, to]]) => (to - from === 1 ? `${word} ${from}` : `${word}s ${from}–${to - 1}`));
  return `${said.join(", ")} of ${name}`;
}

/**
 * v_i = w · ±(½ + U), U uniform in [0, 1).
 *
 * Signs let no sum of errors stay small by itself; magnitudes that differ let no two errors cancel; and no entry has a weight below w/2, as
 * Gaussian directions have. The weight makes ‖v‖ = `scale` of the block (E v² = 13/12 w²), shared between the blocks equally: a bias of ten
 * entries moves as far as a matrix of a million, so that neither hides the other.
 */
export function randomDirection(
  blocks: readonly Block[],
  shapes: Readonly<Record<Name, Shape>>,
  scales: Readonly<Record<Name, number>>,
  random: Random,
): Direction {
  return blocks.map((block) => {
    const size = entriesOf(block);
    const weight = scales[block.name] / Math.sqrt((13 / 12) * size * blocks.length);
    const v = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const u = random.next() * 2 - 1;
      v[i] = weight * (u < 0 ? u - 0.5 : u + 0.5);
    }
    return { block, width: widthOf(shapes[block.name]), v, weight };
  });
}

/** Calls with each row-major position of the block in its tensor, and its number within the block. */
export function eachPosition(
  { rows, columns }: Block,
  width: number,
  visit: (position: number, at: number) => void,
): void {
  let at = 0;
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) visit(row * width + column, at++);
  }
}

/** Calls with the position in the tensor and the direction's entry. */
function eachEntry({ block, width, v }: Part, visit: (position: number, v: number) => void): void {
  eachPosition(block, width, (position, at) => visit(position, v[at]));
}

/** start + t·v, each number stored as the engine stores it. */
export function displaced(
  start: Tensors,
  direction: Direction,
  t: number,
  store: (x: number) => number,
): Record<Name, Tensor> {
  const point: Record<Name, Tensor> = {};
  for (const part of direction) {
    const { name } = part.block;
    const { shape } = start[name];
    const data = point[name]?.data ?? start[name].data.slice();
    eachEntry(part, (position, v) => {
      data[position] = store(data[position] + t * v);
    });
    point[name] = { shape, data };
  }
  return point;
}

/** ⟨g, v⟩ with its root of squares, and the root of squares of g∘x: what rounding x by one unit may move the loss. */
export function along(
  gradient: Tensors,
  start: Tensors,
  direction: Direction,
): { readonly slope: number; readonly size: number; readonly moved: number } {
  let [slope, squares, moved] = [0, 0, 0];
  for (const part of direction) {
    const g = gradient[part.block.name].data;
    const x = start[part.block.name].data;
    eachEntry(part, (i, v) => {
      slope += g[i] * v;
      squares += (g[i] * v) ** 2;
      moved += (g[i] * x[i]) ** 2;
    });
  }
  return { slope, size: Math.sqrt(squares), moved: Math.sqrt(moved) };
}
