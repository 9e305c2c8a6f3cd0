/** Whether an engine's numbers are those of a bug. */
import type { Answered } from "../../engine/mutants/mutant.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import { compare, digitsOf } from "../tolerance.ts";
import type { Evidence, Shown } from "./evidence.ts";

export interface Match {
  /** Fewest digits to which a number of the engine is the bug's; null where all of them are 0. */
  readonly digits: number | null;
}

const ofBug = ({ kind, name }: Shown, bug: Answered): Tensor | undefined =>
  (kind === "value" ? bug.values : bug.gradients)[name];

const isSame = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

/** Largest entry of the truth: what a tensor's errors are measured by. */
export const sizeOfTruth = ({ known }: Shown): number =>
  known.hi.reduce((most, g) => (Number.isFinite(g) ? Math.max(most, Math.abs(g)) : most), 0) || 1;

/** Largest finite entry of a tensor. */
const largestOf = ({ data }: Tensor): number =>
  data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);

/** What entry k of the bug's tensor may be off by in an engine that has the bug. */
function toleranceAt(shown: Shown, own: Tensor, largest: number, k: number, rounding: number): number {
  const { x, known, quanta } = shown;
  const b = own.data[k];
  // what cancels in the bug need not cancel in the truth: its rounding is that of its tensor's largest number
  const apart = rounding * (Math.abs(b) + largest) + (quanta?.[k] ?? 0);
  // of another shape: which entry of the truth it stands for is not known
  if (x.data.length !== known.hi.length) return 4 * rounding * sizeOfTruth(shown) + apart;
  const [g, bound] = [known.hi[k], known.bound[k]];
  const growth = g === 0 ? 1 : Math.max(1, Math.abs(b / g));
  return 4 * bound * growth + apart;
}

/** The bug overflows in the engine's precision, and so does the engine: no more can be compared. */
const isOverflown = ({ shown, profile }: Pick<Evidence, "shown" | "profile">, bug: Answered): boolean =>
  shown.some((one) => ofBug(one, bug)?.data.some((b) => Math.abs(b) > profile.largest)) &&
  shown.some(({ x }) => !x.data.every(Number.isFinite));

/**
 * The bug gives every number that the engine shows, and is nearer to them by far than the truth is.
 *
 * |x − b| ≤ 4E·max(1, |b/g|) + r·(|b| + ‖b‖∞): the bug's own number within what rounding does to it. E is the tolerance at the truth g, and r
 * its usual size relative to a number. Where the engine is wrong, max |x − b| ≤ ¼ max |g − b|: a bug whose effect
 * is lost in rounding explains nothing.
 */
export function matchOf(
  evidence: Pick<Evidence, "shown" | "rounding" | "profile">,
  bug: Answered,
): Match | undefined {
  if (isOverflown(evidence, bug)) return { digits: null };
  let digits: number | null = null;
  let [apart, effect] = [0, 0];
  for (const shown of evidence.shown) {
    const { x, known } = shown;
    const own = ofBug(shown, bug);
    if (!own || !sameShape(own.shape, x.shape)) return undefined;
    const [size, largest] = [sizeOfTruth(shown), largestOf(own)];
    const isReshaped = x.data.length !== known.hi.length || !sameShape(x.shape, known.shape);
    if (isReshaped) effect = Number.POSITIVE_INFINITY;
    for (let k = 0; k < own.data.length; k++) {
      const [a, b] = [x.data[k], own.data[k]];
      const tolerance = toleranceAt(shown, own, largest, k, evidence.rounding);
      // nothing holds here, not even an honest engine's number
      if (Number.isFinite(b) && !(tolerance < Number.POSITIVE_INFINITY)) continue;
      if (isSame(a, b)) {
        if (b !== 0 && Number.isFinite(b)) digits = Math.min(digits ?? 17, 17);
      } else {
        const error = Math.abs(a - b);
        if (!(error <= tolerance)) return undefined;
        if (shown.isWrong) apart = Math.max(apart, error / size);
        const agree = digitsOf(error, Math.abs(b));
        if (agree !== null) digits = Math.min(digits ?? 17, agree);
      }
      if (shown.isWrong && !isReshaped) {
        const moved = Math.abs(b - known.hi[k]) / size;
        effect = Number.isNaN(moved) ? Number.POSITIVE_INFINITY : Math.max(effect, moved);
      }
    }
  }
  return effect > 0 && apart <= effect / 4 ? { digits } : undefined;
}

/** An engine with the bug would be seen to be wrong here: some number of the bug is twice out of reach of rounding. Without a bound nothing is. */
export function isSeen(evidence: Evidence, bug: Answered): boolean {
  return evidence.shown.some((shown) => {
    const { known, quanta } = shown;
    const own = ofBug(shown, bug);
    if (!own || !sameShape(own.shape, known.shape)) return true;
    return own.data.some((b, k) => {
      if (isSame(b, known.hi[k])) return false;
      const truth = { hi: known.hi[k], lo: known.lo[k], own: 2 * known.own[k], bound: 2 * known.bound[k] };
      const { ok, bound } = compare(b, truth, 2 * (quanta?.[k] ?? 0));
      return !ok && bound < Number.POSITIVE_INFINITY;
    });
  });
}

/** ‖x − b‖ / ‖x − g‖ over all that is wrong, each tensor by its own size: 0 is the bug itself, 1 no nearer than the truth. */
export function distanceOf(evidence: Evidence, bug: Answered): number {
  let [toBug, toTruth] = [0, 0];
  for (const shown of evidence.shown) {
    const own = ofBug(shown, bug);
    if (!own || !sameShape(own.shape, shown.x.shape)) return Number.POSITIVE_INFINITY;
    if (!sameShape(shown.x.shape, shown.known.shape)) continue;
    const size = sizeOfTruth(shown);
    for (let k = 0; k < own.data.length; k++) {
      toBug += ((shown.x.data[k] - own.data[k]) / size) ** 2;
      toTruth += ((shown.x.data[k] - shown.known.hi[k]) / size) ** 2;
    }
  }
  const distance = Math.sqrt(toBug / toTruth);
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}
