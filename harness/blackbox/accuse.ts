/** From flagged looks to entries that a second witness finds wrong, and to what was only suspected. */
import type { Tensors } from "./box.ts";
import { type Confirmed, confirmEntry } from "./confirm.ts";
import { type Block, eachPosition, entriesOf, positionOf, widthOf } from "./direction.ts";
import { descend, locate, type Search, type Suspect } from "./locate.ts";
import { isFlagged, type Probe, residualOf, settle } from "./probe.ts";
import { type Bench, lookAt, type Seen } from "./screen.ts";

/** Calls after which nothing more is looked for. */
const mostCalls = 1500;
const mostSuspects = 16;
/** Entries of a block that are measured one by one: all of them up to here, a sample of larger ones. */
const sampled = 3;
const smallBlock = 4;

const mostFiner = 3;

export interface Accusation {
  readonly suspect: Suspect;
  /** Entries that were measured one by one. */
  readonly entries: readonly Confirmed[];
  /** measured = factor · claimed in every look at the block: it is not a few entries. */
  readonly factor?: number;
}
export interface Accused {
  readonly accusations: readonly Accusation[];
  /** Looks that were flagged once and never again, or only between kinks. */
  readonly unconfirmed: readonly (readonly Block[])[];
}

/** Each flagged look is repeated along fresh directions, then followed down; nothing is accused that the differences of an entry do not show. */
export async function accuse(
  bench: Bench,
  spread: Tensors | undefined,
  flagged: readonly Seen[],
): Promise<Accused> {
  const accusations: Accusation[] = [];
  const unconfirmed: (readonly Block[])[] = [];
  const from = bench.box.spent.evaluations + bench.box.spent.gradients;
  const trail = { least: Number.POSITIVE_INFINITY };
  const search: Search = {
    isWrong: (blocks) => isWrong(bench, blocks, trail),
    mayGoOn: () => bench.box.spent.evaluations + bench.box.spent.gradients - from < mostCalls,
    most: mostSuspects,
  };
  const confirm = (block: Block, position: number) =>
    confirmEntry(bench.box, bench.ground, bench.gradient, spread, { name: block.name, position });

  for (const suspect of holesOf(bench)) {
    accusations.push({ suspect, entries: [await confirm(suspect.block, firstOf(bench, suspect.block))] });
  }
  for (const { blocks, probe, quiet } of flagged) {
    // a look at everything is flagged by what its parts are already accused of
    const known = accusations.map(({ suspect }) => suspect.block.name);
    if (blocks.some(({ name }) => known.includes(name))) continue;
    trail.least = Math.abs(residualOf(probe));
    const again = quiet ? await secondLooks(bench, blocks) : [];
    if (again.length === 0) {
      unconfirmed.push(blocks);
      continue;
    }
    const factor = blocks.length === 1 ? commonFactor([probe, ...again]) : undefined;
    const suspects: readonly Suspect[] =
      factor === undefined ? await locate(blocks, search) : [{ block: blocks[0], kind: "dense" }];
    for (const suspect of suspects) {
      const entries: Confirmed[] = [];
      for (const position of positionsIn(bench, suspect))
        entries.push(await confirm(suspect.block, position));
      if (suspect.kind === "dense" && entries.every(({ verdict }) => verdict !== "wrong")) {
        const deeper = await descend(suspect.block, search);
        if (deeper.kind === "entry") entries.push(await confirm(deeper.block, firstOf(bench, deeper.block)));
      }
      accusations.push({ suspect, entries, ...(factor !== undefined && { factor }) });
    }
  }
  return { accusations, unconfirmed };
}

/**
 * Roughness may hide an error in the half that is then never looked at again: a look is clear only when its tolerance is small against the
 * least residual that was seen so far, or when noise rules it. In a half an entry weighs √2 times as much, and between ½ and 3⁄2 of that: the
 * error that gave the least residual gives 0.47 of it or more, and is flagged if that is twice the tolerance.
 */
async function isWrong(bench: Bench, blocks: readonly Block[], trail: { least: number }): Promise<boolean> {
  let { probe } = await settle(bench.prober, await lookAt(bench, blocks), true);
  for (let tries = 0; tries < mostFiner && !isFlagged(probe); tries++) {
    if (probe.tolerance < 0.23 * trail.least || probe.tolerance < 2 * probe.noise) break;
    probe = (await settle(bench.prober, await bench.prober.finer(probe), true)).probe;
  }
  if (isFlagged(probe)) trail.least = Math.min(trail.least, Math.abs(residualOf(probe)));
  return isFlagged(probe);
}

/** Up to two looks along fresh directions, of which the flagged ones come back. */
async function secondLooks(bench: Bench, blocks: readonly Block[]): Promise<readonly Probe[]> {
  for (let tries = 0; tries < 2; tries++) {
    const { probe, quiet } = await settle(bench.prober, await lookAt(bench, blocks));
    if (isFlagged(probe) && quiet) return [probe];
  }
  return [];
}

/** measured = α · claimed for one α along every direction, within tolerance: by chance alone about one time in a million. */
function commonFactor(probes: readonly Probe[]): number | undefined {
  const [first, ...others] = probes.toSorted((a, b) => Math.abs(b.claimed) - Math.abs(a.claimed));
  const factor = first.measured / first.claimed;
  if (!Number.isFinite(factor) || Math.abs(residualOf(first)) < 1e3 * first.tolerance) return undefined;
  const fits = others.every(
    ({ measured, claimed, tolerance }) =>
      Math.abs(measured - factor * claimed) <=
      2 * (tolerance + Math.abs((first.tolerance * claimed) / first.claimed)),
  );
  return fits ? factor : undefined;
}

/** The first entry of every tensor that is no number: no look along a direction finds it where the right one is 0. */
function holesOf({ box, gradient }: Bench): readonly Suspect[] {
  return box.names.flatMap((name) => {
    const hole = gradient[name].data.findIndex((g) => !Number.isFinite(g));
    if (hole < 0) return [];
    const width = widthOf(box.problem.parameters[name]);
    const [row, column] = [Math.floor(hole / width), hole % width];
    return [{ block: { name, rows: [row, row + 1], columns: [column, column + 1] }, kind: "entry" }];
  });
}

const firstOf = ({ box }: Bench, block: Block): number =>
  positionOf(block, box.problem.parameters[block.name]);

/** The entries of a suspect to be measured: of a large block those whose claimed gradients are largest, which differences see best. */
function positionsIn({ box, gradient, random }: Bench, { block, kind }: Suspect): readonly number[] {
  if (kind === "open") return [];
  const few = entriesOf(block) <= smallBlock;
  const g = gradient[block.name].data;
  const best: { readonly position: number; readonly rank: number }[] = [];
  eachPosition(block, widthOf(box.problem.parameters[block.name]), (position) => {
    // a block of zeros is sampled anywhere; NaN comes first
    const size = Math.abs(g[position]);
    const rank = size > 0 ? size : Number.isNaN(size) ? Number.POSITIVE_INFINITY : -random.next();
    if (!few && best.length === sampled && rank <= best[best.length - 1].rank) return;
    best.push({ position, rank });
    best.sort((a, b) => b.rank - a.rank);
    if (!few && best.length > sampled) best.pop();
  });
  return best.map(({ position }) => position);
}
