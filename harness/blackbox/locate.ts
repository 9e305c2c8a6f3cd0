/** From "something in here is wrong" to the entries, rows, columns or whole tensors that are: bisection, with a look at how dense the errors lie. */
import { type Block, entriesOf, lengthOf } from "./direction.ts";

/** What bisection ends with; to be confirmed by another witness. `open`: there was no budget left to look closer. */
export interface Suspect {
  readonly block: Block;
  readonly kind: "entry" | "dense" | "open";
}
export interface Search {
  /** Whether a fresh direction over these blocks is flagged. */
  isWrong(blocks: readonly Block[]): Promise<boolean>;
  /** False when the budget is spent: what is open then stays open. */
  mayGoOn(): boolean;
  /** Suspects after which no more are looked for. */
  readonly most: number;
}

type Axis = "rows" | "columns";
interface Region {
  readonly blocks: readonly Block[];
  /** Axes along which errors lie everywhere: not to be cut. */
  readonly dense: readonly Axis[];
}

/** Below this length an axis is cut in two until nothing is left; from it on, eight parts show whether errors lie everywhere. */
const worthCounting = 4;
const parts = 8;

/**
 * A region is cut in halves: rows first, then columns. Where only one half is wrong the other is never looked at again, four evaluations a
 * halving or eight. Where both are, the axis is cut in eight: if seven of the parts are wrong, errors lie everywhere along it.
 */
export async function locate(blocks: readonly Block[], search: Search): Promise<readonly Suspect[]> {
  const found: Suspect[] = [];
  const open: Region[] = [{ blocks, dense: [] }];
  for (let region = open.pop(); region; region = open.pop()) {
    const [block, ...others] = region.blocks;
    const axis = others.length > 0 ? undefined : axisOf(block, region.dense);
    if (others.length === 0 && !axis) {
      found.push({ block, kind: entriesOf(block) === 1 ? "entry" : "dense" });
    } else if (!search.mayGoOn() || found.length >= search.most) {
      found.push(...region.blocks.map((one): Suspect => ({ block: one, kind: "open" })));
    } else {
      open.push(...(await closer(region, axis, search)));
    }
  }
  return found;
}

/** The longest way down to one wrong entry, where a region is wrong but its sampled entries are not. */
export async function descend(from: Block, search: Search): Promise<Suspect> {
  let block = from;
  for (;;) {
    const axis = axisOf(block, []);
    if (!axis) return { block, kind: "entry" };
    if (!search.mayGoOn()) return { block, kind: "open" };
    const [first, second] = cut(block, axis, 2);
    block = (await search.isWrong([first])) ? first : second;
  }
}

function axisOf(block: Block, dense: readonly Axis[]): Axis | undefined {
  return (["rows", "columns"] as const).find((axis) => !dense.includes(axis) && lengthOf(block[axis]) > 1);
}

async function closer(
  { blocks, dense }: Region,
  axis: Axis | undefined,
  search: Search,
): Promise<readonly Region[]> {
  const middle = blocks.length >> 1;
  const halves = axis
    ? cut(blocks[0], axis, 2).map((half) => [half])
    : [blocks.slice(0, middle), blocks.slice(middle)];
  const [first, second] = halves.map((half): Region => ({ blocks: half, dense }));
  if (!(await search.isWrong(first.blocks))) return [second];
  if (!(await search.isWrong(second.blocks))) return [first];
  const length = axis ? lengthOf(blocks[0][axis]) : 0;
  if (!axis || length < worthCounting) return [second, first];
  const wrong: Block[] = [];
  const pieces = cut(blocks[0], axis, Math.min(parts, length));
  for (const piece of pieces) if (await search.isWrong([piece])) wrong.push(piece);
  const everywhere = wrong.length === 0 || wrong.length >= Math.min(pieces.length, parts - 1);
  return everywhere
    ? [{ blocks, dense: [...dense, axis] }]
    : wrong.reverse().map((piece): Region => ({ blocks: [piece], dense }));
}

function cut(block: Block, axis: Axis, count: number): readonly Block[] {
  const [from, to] = block[axis];
  const at = (i: number) => from + Math.floor(((to - from) * i) / count);
  return Array.from({ length: count }, (_, i) => ({ ...block, [axis]: [at(i), at(i + 1)] }));
}
