/**
 * Running error bounds: a double-double value, and for each profile how far an honest engine of that arithmetic may be from it.
 *
 * One sweep of the tape over this system gives truth and tolerance together. The rules are those of a forward error analysis
 * (Higham, chapters 2 and 3), entry by entry: what operands' errors do to the result, plus what rounding the result adds.
 * An error of 0 means: every honest engine is equal to the bit.
 */
import type { Numbers, Order } from "../../../spec/numbers.ts";
import { type Shape, sizeOf, type Tensor } from "../../../spec/tensor.ts";
import { broadcastIndex, sumTarget } from "../broadcast.ts";
import { type DoubleDouble, doubleDouble } from "../double-double/numbers.ts";
import { choosePositions } from "../float64.ts";
import { transposeData } from "../matrices.ts";
import { joinedError, matmulError, sumError, termsOfSum } from "./contraction.ts";
import {
  addRule,
  type BinaryRule,
  divideRule,
  elementaryError,
  multiplyRule,
  powRule,
} from "./elementwise.ts";
import { type Bounded, type Errors, orNull, type Terms } from "./errors.ts";
import { isStored, type Profile, slackOf, together } from "./profile.ts";

interface BoundedOrder extends Order {
  readonly unsures: readonly (Uint8Array | null)[];
}

/** The error of storing doubles: u·|x| where x is not a number of the format; past its largest one, ∞. */
function storageErrors({ data }: Tensor, profile: Profile): Float64Array | null {
  if (profile.bits >= 53) return null;
  const rounded = (x: number): number =>
    Math.abs(x) > profile.largest ? Number.POSITIVE_INFINITY : profile.storage * Math.abs(x) + profile.tiny;
  return orNull(data.map((x) => (isStored(x, profile) ? 0 : rounded(x))));
}

export function bounded(profiles: readonly Profile[]): Numbers<Bounded> {
  const dd = doubleDouble;
  const each = (errorOf: (profile: Profile, i: number) => Float64Array | null): Errors =>
    profiles.map(errorOf);

  const binary =
    (rule: BinaryRule) =>
    (a: Bounded, b: Bounded): Bounded => {
      const value = rule.value(a.value, b.value);
      const at = broadcastIndex(a.value.shape, value.shape);
      const bt = broadcastIndex(b.value.shape, value.shape);
      return {
        value,
        errors: each((profile, p) => {
          const out = new Float64Array(value.hi.length);
          const [ea, eb] = [a.errors[p], b.errors[p]];
          for (let k = 0; k < out.length; k++) {
            const i = at ? at[k] : k;
            const j = bt ? bt[k] : k;
            out[k] = rule.error(profile, {
              a: a.value.hi[i],
              b: b.value.hi[j],
              v: value.hi[k],
              ea: ea ? ea[i] : 0,
              eb: eb ? eb[j] : 0,
              whole: a.value.lo[i] === 0 && b.value.lo[j] === 0,
              lo: value.lo[k],
            });
          }
          return orNull(out);
        }),
      };
    };

  /** A sum, and one term more: added last, or first of all. */
  const joining =
    (value: BinaryRule["value"]) =>
    (a: Bounded, b: Bounded): Bounded => {
      const last = binary({ ...addRule, value })(a, b);
      const joined = [
        [a, b],
        [b, a],
      ].filter(([sum]) => sum.terms);
      if (joined.length === 0) return last;
      const errors = each((profile, p) => {
        const out = last.errors[p]?.slice() ?? new Float64Array(last.value.hi.length);
        for (const [sum, other] of joined) {
          const { count, size, unit } = sum.terms as Terms;
          const at = broadcastIndex(sum.value.shape, last.value.shape);
          const ot = broadcastIndex(other.value.shape, last.value.shape);
          for (let k = 0; k < out.length; k++) {
            const [i, j] = [at ? at[k] : k, ot ? ot[k] : k];
            const added = other.value.hi[j];
            const addedError = other.errors[p]?.[j] ?? 0;
            const before = last.errors[p]?.[k] ?? 0;
            out[k] += joinedError(profile, {
              count,
              size: size[i],
              unit: unit[i],
              added,
              addedError,
              last: before,
            });
          }
        }
        return orNull(out);
      });
      return { value: last.value, errors };
    };

  /** Moves entries and their errors alike. */
  const moved = (x: Bounded, value: DoubleDouble, move: (data: Float64Array) => Float64Array): Bounded => ({
    value,
    errors: x.errors.map((e) => e && move(e)),
  });

  return {
    name: "error bounds",
    from: (x) => ({ value: dd.from(x), errors: each((profile) => storageErrors(x, profile)) }),
    shapeOf: (x) => x.value.shape,
    round: (x) => dd.round(x.value),
    add: joining(dd.add),
    subtract: joining(dd.subtract),
    multiply: binary({ ...multiplyRule, value: dd.multiply }),
    divide: binary({ ...divideRule, value: dd.divide }),
    pow: binary({ ...powRule, value: dd.pow }),
    negative: (x) => ({ value: dd.negative(x.value), errors: x.errors }),
    elementary: (name, x) => {
      const value = dd.elementary(name, x.value);
      return {
        value,
        errors: each((profile, p) => elementaryError(name, x.value.hi, value.hi, x.errors[p], profile)),
      };
    },
    matmul: (a, b) => {
      const value = dd.matmul(a.value, b.value);
      return { value, ...matmulError(a, b, value, profiles) };
    },
    transpose: (x) => {
      const { shape } = x.value;
      const [rows, columns] = [shape[shape.length - 2], shape[shape.length - 1]];
      return moved(x, dd.transpose(x.value), (e) => transposeData(e, rows, columns));
    },
    sum: (x, axes) => {
      const value = dd.sum(x.value, axes);
      const { target } = sumTarget(x.value.shape, axes);
      return {
        value,
        errors: each((profile, p) => sumError(x.value, x.errors[p], target, value, profile)),
        terms: termsOfSum(x.value, target, value.hi.length),
      };
    },
    reshape: (x, shape) => ({ ...x, value: dd.reshape(x.value, shape) }),
    broadcast: (x, shape) => {
      const index = broadcastIndex(x.value.shape, shape);
      return moved(x, dd.broadcast(x.value, shape), (e) =>
        index ? Float64Array.from(index, (k) => e[k]) : e,
      );
    },
    order: (a, b) => orderOf(a, b, profiles.length),
    choose: (order, { above, at, below }) =>
      chosen(
        order as BoundedOrder,
        [below, at, above],
        dd.choose(order, { above: above.value, at: at.value, below: below.value }),
      ),
    slack: (x, roundings, magnitude) => {
      const index = broadcastIndex(magnitude.value.shape, x.value.shape);
      return {
        value: x.value,
        errors: each((profile, p) => {
          if (!profile.anyFormula) return x.errors[p];
          const e = x.errors[p]?.slice() ?? new Float64Array(x.value.hi.length);
          const by = slackOf(profile, roundings);
          for (let k = 0; k < e.length; k++) {
            e[k] = together(profile, e[k], by * Math.abs(magnitude.value.hi[index ? index[k] : k]));
          }
          return orNull(e);
        }),
      };
    },
  };
}

/** Signs of the true difference; unsure where the operands' errors could turn it round. */
function orderOf(a: Bounded, b: Bounded, profiles: number): BoundedOrder {
  const order = doubleDouble.order(a.value, b.value);
  const difference = doubleDouble.subtract(a.value, b.value).hi;
  const at = broadcastIndex(a.value.shape, order.shape);
  const bt = broadcastIndex(b.value.shape, order.shape);
  const unsures = Array.from({ length: profiles }, (_, p) => {
    const [ea, eb] = [a.errors[p], b.errors[p]];
    if (!ea && !eb) return null;
    const unsure = new Uint8Array(difference.length);
    for (let k = 0; k < unsure.length; k++) {
      const e = (ea ? ea[at ? at[k] : k] : 0) + (eb ? eb[bt ? bt[k] : k] : 0);
      // written so that a NaN is unsure
      unsure[k] = e === 0 || Math.abs(difference[k]) > e ? 0 : 1;
    }
    return unsure.includes(1) ? unsure : null;
  });
  return { ...order, unsures };
}

/** Where the branch is sure, its own error; elsewhere the worst over all branches: |other − chosen| + error of the other. */
function chosen(order: BoundedOrder, branches: readonly Bounded[], value: DoubleDouble): Bounded {
  const { shape, sign, unsures } = order;
  const positions = choosePositions(
    shape,
    branches.map((branch) => branch.value.shape as Shape),
  );
  const errors = unsures.map((unsure, p) => {
    if (!unsure && branches.every((branch) => !branch.errors[p])) return null;
    const out = new Float64Array(sizeOf(shape));
    const errorOf = (which: number, k: number): number =>
      branches[which].errors[p]?.[positions[which]?.[k] ?? k] ?? 0;
    const centre = (which: number, k: number): number => branches[which].value.hi[positions[which]?.[k] ?? k];
    for (let k = 0; k < out.length; k++) {
      out[k] = errorOf(sign[k] + 1, k);
      if (!unsure?.[k]) continue;
      for (let which = 0; which < branches.length; which++) {
        out[k] = Math.max(out[k], Math.abs(centre(which, k) - value.hi[k]) + errorOf(which, k));
      }
    }
    return orNull(out);
  });
  return { value, errors };
}
