/** What was found out about a black box, as the quantities, opinions and notes of a finding. */
import type { Name } from "../../spec/graph.ts";
import type { Entry, Opinion, Quantity } from "../../spec/report.ts";
import { indexAt, sizeOf } from "../../spec/tensor.ts";
import { cellOf } from "../judge.ts";
import { digitsOf } from "../tolerance.ts";
import type { Accusation, Accused } from "./accuse.ts";
import type { Box, Tensors } from "./box.ts";
import { type Confirmed, rootMeanSquare } from "./confirm.ts";
import { describeBlock, entriesOf } from "./direction.ts";
import { isFlagged, type Prober } from "./probe.ts";
import { coarse, type Seen, slopeSize } from "./screen.ts";

/** Relative to the steepest look: a tensor that matters less than this to the loss is right if it is not flagged. */
const negligible = 1e-6;

const decimals = (x: number): string => (Number.isFinite(x) ? x.toPrecision(9) : String(x));
const short = (x: number): string => x.toExponential(1).replace(/\.0e/, "e");

function entryOf(box: Box, { name, position, engine, measured, bound, verdict }: Confirmed): Entry {
  return {
    index: indexAt(box.problem.parameters[name], position),
    engine: cellOf(engine),
    truth: decimals(measured),
    bound: cellOf(bound),
    digits: digitsOf(Math.abs(engine - measured), Math.abs(measured)),
    ok: verdict !== "wrong",
  };
}

const wrongIn = ({ entries }: Accusation): readonly Confirmed[] =>
  entries.filter(({ verdict }) => verdict === "wrong");

/** What is wrong in one accusation: `row 3 of W1`, `W1: 2 times what it should be`. Undefined where no entry was confirmed. */
function describeAccusation(box: Box, accusation: Accusation): string | undefined {
  const { suspect, entries, factor } = accusation;
  const wrong = wrongIn(accusation);
  if (wrong.length === 0) return undefined;
  const block = describeBlock(suspect.block, box.problem.parameters[suspect.block.name]);
  const size = entriesOf(suspect.block);
  if (size === 1) return block;
  if (factor !== undefined) {
    const times = 1 / factor;
    return Number.isFinite(times)
      ? `${block}: ${Number(times.toPrecision(6))} times what it should be`
      : `${block}: zero`;
  }
  return wrong.length === entries.length
    ? `${block} (all ${entries.length} entries that were measured)`
    : `entries of ${block}`;
}

/** Entries of a tensor that are wrong: those that were measured, or the whole block where all that were measured are. */
function countWrong(accusations: readonly Accusation[]): number {
  return accusations.reduce((sum, accusation) => {
    const wrong = wrongIn(accusation).length;
    const all = wrong > 0 && wrong === accusation.entries.length;
    return sum + (all ? entriesOf(accusation.suspect.block) : wrong);
  }, 0);
}

export function quantityOf(
  box: Box,
  name: Name,
  seen: readonly Seen[],
  { accusations, unconfirmed }: Accused,
): Quantity {
  const shape = box.problem.parameters[name];
  const mine = accusations.filter(({ suspect }) => suspect.block.name === name);
  const wrong = countWrong(mine);
  const entries = mine
    .flatMap((one) => one.entries)
    .toSorted((a, b) => Number(a.verdict !== "wrong") - Number(b.verdict !== "wrong"))
    .map((one) => entryOf(box, one));
  const place = {
    name,
    kind: "gradient",
    label: `∂L/∂${name}`,
    shape,
    entries,
    compared: sizeOf(shape),
    wrong,
  } as const;
  if (wrong > 0) {
    const because = mine.flatMap((one) => describeAccusation(box, one) ?? []).join("; ");
    const digits = entries.flatMap((entry) => (entry.digits === null ? [] : [entry.digits]));
    return {
      ...place,
      status: "wrong",
      because: `wrong: ${because}`,
      digits: digits.length > 0 ? Math.min(...digits) : null,
    };
  }
  const isSuspected = mine.length > 0 || unconfirmed.flat().some((block) => block.name === name);
  const doubt = isSuspected
    ? "looks along it contradict the gradient, but no single entry could be shown to be wrong"
    : doubtOf(name, seen, accusations);
  return {
    ...place,
    digits: null,
    ...(doubt === undefined ? { status: "right" } : { status: "undecided", because: doubt }),
  };
}

/** Why nothing can be said about a tensor that is not suspected, or undefined. */
function doubtOf(name: Name, seen: readonly Seen[], accusations: readonly Accusation[]): string | undefined {
  const own = seen.find(({ blocks }) => blocks.some((block) => block.name === name));
  if (!own || own.probe.flat) return undefined;
  const isCleared = own.blocks.some((block) =>
    accusations.some(({ suspect }) => suspect.block.name === block.name),
  );
  // bisection leaves nothing unfollowed that it has not found clear
  if (isCleared) return undefined;
  const { probe } = own;
  if (isFlagged(probe)) return "kinks all along: no step shows one slope";
  const steepest = Math.max(...seen.map((one) => slopeSize(one.probe)));
  const isFine = probe.tolerance <= coarse * slopeSize(probe) || probe.tolerance <= negligible * steepest;
  return isFine ? undefined : "the loss is too noisy or too rough here to show a slope";
}

/**
 * What would have been seen. One wrong entry e moves a look by at least w/2·|e| and is flagged beyond twice the tolerance: always from 4·tol/w on.
 * Of any pattern the sum has a density of at most 1/(2w·max|e|), so that it hides within ±2·tol with probability below 2·tol/(w·max|e|).
 */
export function resolutionNotes(gradient: Tensors, seen: readonly Seen[]): readonly string[] {
  // the look at everything says less of each tensor than its own did
  return seen
    .filter(({ probe, isSecond }) => !isSecond && !isFlagged(probe))
    .slice(0, 12)
    .map(({ probe }) => {
      const part = probe.direction.reduce((a, b) => (a.weight < b.weight ? a : b));
      const names = probe.direction.map(({ block }) => block.name);
      const unit = probe.tolerance / part.weight;
      const typical = rootMeanSquare(gradient[part.block.name].data);
      const relative = typical > 0 ? ` (${short((4 * unit) / typical)} of its typical entry)` : "";
      return `${names.join(", ")}: one wrong entry would have been seen from ${short(4 * unit)} on${relative}, any errors of which one is ${short(200 * unit)} with probability 0.99`;
    });
}

export function opinionsOf(
  prober: Prober,
  seen: readonly Seen[],
  { accusations }: Accused,
): readonly Opinion[] {
  const clear = seen.filter(({ probe }) => !isFlagged(probe));
  const worst = clear.reduce(
    (most, { probe }) => Math.max(most, probe.tolerance / (slopeSize(probe) || 1)),
    0,
  );
  const looks: Opinion = {
    oracle: prober.name,
    method: prober.method,
    kind: "agrees",
    entries: seen.length,
    error: cellOf(worst),
  };
  const measured = accusations
    .flatMap(({ entries }) => entries)
    .filter(({ verdict }) => verdict !== "unknown");
  const own = {
    oracle: "own differences",
    method: "central differences of the engine's own loss, one entry at a time, fourth order, own error",
  };
  if (measured.length === 0) {
    const because =
      accusations.length === 0 ? "no entry is suspected" : "no suspected entry could be measured";
    return [looks, { ...own, kind: "abstains", because }];
  }
  const error = Math.max(...measured.map(({ bound, measured: value }) => bound / (Math.abs(value) || 1)));
  return [looks, { ...own, kind: "agrees", entries: measured.length, error: cellOf(error) }];
}
