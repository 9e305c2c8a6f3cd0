/** The first pass over a black box: every tensor looked at within 40 calls of the engine, each look as fine as the loss allows. */
import type { Name } from "../../spec/graph.ts";
import type { Random } from "../campaign/random.ts";
import type { Box, Tensors } from "./box.ts";
import { type Block, randomDirection, wholeOf } from "./direction.ts";
import type { Ground } from "./ground.ts";
import { isFlagged, type Probe, type Prober, type Settled, settle } from "./probe.ts";

/** Everything that a look needs; shared by all of them. */
export interface Bench {
  readonly box: Box;
  readonly ground: Ground;
  readonly prober: Prober;
  readonly random: Random;
  readonly gradient: Tensors;
  /** A tensor's step once it was found; the usual one until then. */
  readonly steps: Map<Name, number>;
  readonly usualStep: number;
  /** A look needs no work where it shows one wrong entry of 4 · `fine` of the typical one; above `coarse` of a slope's size it shows nothing. */
  readonly fine: number;
}
export const coarse = 0.1;

export interface Seen extends Settled {
  readonly blocks: readonly Block[];
  /** The look at everything together, after each had its own. */
  readonly isSecond?: true;
}

/** Calls of the engine that a right one costs at most. */
const screenBudget = 40;
/** Calls kept for a look that turns out to have crossed a kink. */
const reserve = 2;
const callsOf = ({ box: { spent } }: Bench): number => spent.evaluations + spent.gradients;

export async function lookAt(bench: Bench, blocks: readonly Block[]): Promise<Probe> {
  const { box, ground, prober, random, steps, usualStep } = bench;
  const direction = randomDirection(blocks, box.problem.parameters, ground.scales, random);
  const step = Math.min(...blocks.map(({ name }) => steps.get(name) ?? usualStep));
  return prober.look(direction, step);
}

/**
 * Tensors alone where there are few of them. Of many, those whose gradients are of like size go together: noise and truncation of a look are
 * those of its largest member, and none is much smaller.
 */
export function groupsOf({ box, gradient, ground, prober }: Bench): readonly (readonly Block[])[] {
  const most = prober.isLocal ? 7 : 3;
  const blocks = box.names
    .map((name) => wholeOf(name, box.problem.parameters[name]))
    .filter(({ rows, columns }) => rows[1] * columns[1] > 0);
  if (blocks.length <= most) return blocks.map((block) => [block]);
  const sizes = new Map(
    blocks.map(({ name }) => {
      const { data } = gradient[name];
      return [name, ground.scales[name] * Math.sqrt(data.reduce((sum, g) => sum + g * g, 0) / data.length)];
    }),
  );
  const sorted = blocks.toSorted((a, b) => (sizes.get(a.name) ?? 0) - (sizes.get(b.name) ?? 0));
  const at = (i: number) => Math.floor((sorted.length * i) / most);
  return Array.from({ length: most }, (_, i) => sorted.slice(at(i), at(i + 1)));
}

/** Each group once, and everything together once more where the budget has room: two errors that cancel in one do not in the other. */
export async function screen(bench: Bench): Promise<readonly Seen[]> {
  const groups = groupsOf(bench);
  const { cost } = bench.prober;
  const seen: Seen[] = [];
  let first = bench.usualStep;
  for (const [i, blocks] of groups.entries()) {
    const left = screenBudget - callsOf(bench) - (groups.length - i) * cost - reserve;
    const probe = await sharpened(bench, await broken(bench, blocks), left);
    const settled = await settle(bench.prober, probe);
    seen.push({ blocks, ...settled });
    for (const { name } of blocks) bench.steps.set(name, probe.step);
    // what was rough here will be rough in the next tensor
    const finer = Math.max(settled.probe.step, bench.usualStep / 256);
    if (finer < first) first = finer;
    for (const { name } of groups[i + 1] ?? []) bench.steps.set(name, first);
  }
  const all = groups.flat();
  if (screenBudget - callsOf(bench) >= cost) {
    seen.push({ blocks: all, ...(await settle(bench.prober, await lookAt(bench, all))), isSecond: true });
  }
  return seen;
}

/** A first look; where the loss is not even finite at the usual step, at steps of a 64th and less. */
async function broken(bench: Bench, blocks: readonly Block[]): Promise<Probe> {
  for (let tries = 0; ; tries++) {
    const probe = await lookAt(bench, blocks);
    if (probe.losses.every(Number.isFinite) || tries === 4) return probe;
    for (const { name } of blocks) bench.steps.set(name, probe.step / 64);
  }
}

export const slopeSize = ({ size, measured }: Probe): number => Math.max(size, Math.abs(measured));

/**
 * The step that serves this tensor: finer while roughness rules the tolerance, wider while noise does. `left` calls may be spent on it; a look
 * that shows nothing at all may take twelve more.
 */
async function sharpened(bench: Bench, first: Probe, left: number): Promise<Probe> {
  const { prober, fine } = bench;
  let best = first;
  let budget = left;
  for (;;) {
    const size = slopeSize(best);
    const { tolerance, noise, step, flat, direction } = best;
    const entries = direction.reduce((sum, { v }) => sum + v.length, 0);
    // a flagged look is for `settle`
    if (flat || isFlagged(best) || !(tolerance > (fine * size) / Math.sqrt(entries))) return best;
    const rough = tolerance - noise;
    // truncation goes down with the square of the step, kinks with the step, and noise up with it: far from balance, 16 times at once
    const isFar = rough > 100 * noise;
    const price = prober.isLocal && rough > noise && !isFar ? 2 : prober.cost;
    const room = tolerance > coarse * size ? budget + 12 : budget;
    if (price > room) return best;
    budget -= price;
    const wider = 8 * step;
    if (rough <= noise && wider > 0.5) return best;
    const halved = rough > noise && !isFar;
    const next = halved ? await prober.finer(best) : await prober.look(direction, isFar ? step / 16 : wider);
    if (!(next.tolerance < 0.7 * tolerance) && !isFlagged(next))
      return next.tolerance < tolerance ? next : best;
    best = next;
  }
}
