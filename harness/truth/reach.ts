/**
 * How far an input may move before differences stop telling its slope: to a kink or a pole, or out of the scale on which a function
 * is its own Taylor series. Read off the forward meaning by error bounds, with the move as the error: samples alone cannot see what
 * lies between them (1/x at 1e-10 looks like a gentle slope from a step of 1e-5).
 */
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import type { Bounded } from "../../engine/numbers/bounded/errors.ts";
import { exactProfile } from "../../engine/numbers/bounded/profile.ts";
import { broadcastIndex } from "../../engine/numbers/broadcast.ts";
import { evaluate, type Graph, type Name } from "../../spec/graph.ts";
import type { ElementaryName, Numbers } from "../../spec/numbers.ts";
import type { Shape } from "../../spec/tensor.ts";

/** An entry of an input, and how far it moves either way. */
export interface Move {
  readonly name: Name;
  readonly entry: number;
  readonly by: number;
}

/** Part of its own scale that a function's argument may move: there each further term of its Taylor series is an eighth of the last, or less. */
const part = 1 / 8;

const scales: Readonly<Record<ElementaryName, (x: number) => number>> = {
  exp: () => 1,
  tanh: () => 1,
  sigmoid: () => 1,
  softplus: () => 1,
  erf: () => 1,
  // a singularity at 0, and nothing below it
  log: (x) => x,
  sqrt: (x) => x,
};

/** Entries of a broadcast operand, and how far each moves. */
function entriesOf({ value, errors: [moves] }: Bounded, to: Shape) {
  const at = broadcastIndex(value.shape, to);
  const place = (k: number) => (at ? at[k] : k);
  return { x: (k: number) => value.hi[place(k)], by: (k: number) => moves?.[place(k)] ?? 0 };
}

/** a^b is a polynomial in a where b is a whole number; else it bends on the scale of a/b, and in b on that of 1/log a. */
function isPowerInReach(a: number, da: number, b: number, db: number): boolean {
  const isPolynomial = db === 0 && Number.isInteger(b) && b >= 0;
  const inBase = da === 0 || isPolynomial || da * Math.max(1, Math.abs(b)) <= part * Math.abs(a);
  return inBase && (db === 0 || db * Math.abs(Math.log(Math.abs(a))) <= part);
}

/** Error bounds that tell of each place which leaves the reach. */
function watched(leave: () => void): Numbers<Bounded> {
  const n = bounded([exactProfile]);
  // written so that a NaN leaves it
  const keep = (isWithin: boolean) => {
    if (!isWithin) leave();
  };
  return {
    ...n,
    elementary: (name, x) => {
      x.errors[0]?.forEach((by, k) => {
        keep(by === 0 || by <= part * scales[name](x.value.hi[k]));
      });
      return n.elementary(name, x);
    },
    divide: (a, b) => {
      b.errors[0]?.forEach((by, k) => {
        keep(by === 0 || by <= part * Math.abs(b.value.hi[k]));
      });
      return n.divide(a, b);
    },
    pow: (a, b) => {
      const power = n.pow(a, b);
      if (!a.errors[0] && !b.errors[0]) return power;
      const { shape } = power.value;
      const [base, exponent] = [entriesOf(a, shape), entriesOf(b, shape)];
      power.value.hi.forEach((_, k) => {
        keep(isPowerInReach(base.x(k), base.by(k), exponent.x(k), exponent.by(k)));
      });
      return power;
    },
    order: (a, b) => {
      const order = n.order(a, b);
      const [left, right] = [entriesOf(a, order.shape), entriesOf(b, order.shape)];
      order.sign.forEach((_, k) => {
        const by = left.by(k) + right.by(k);
        keep(by === 0 || by < Math.abs(left.x(k) - right.x(k)));
      });
      return order;
    },
  };
}

/** Whether all of these moves together stay within the reach of every function of the graph. */
export function isWithinReach(graph: Graph, moves: readonly Move[]): boolean {
  let isWithin = true;
  const n = watched(() => {
    isWithin = false;
  });
  const errors = new Map<Name, Float64Array>();
  for (const { name, entry, by } of moves) {
    const all = errors.get(name) ?? new Float64Array(graph.inputs[name].data.length);
    all[entry] = Math.max(all[entry], by);
    errors.set(name, all);
  }
  const given = Object.fromEntries(
    [...errors].map(([name, all]) => [name, { ...n.from(graph.inputs[name]), errors: [all] }]),
  );
  evaluate(graph, n, given);
  return isWithin;
}

/** Each move as far as it may go: in steps of 8, and 0 where none of `times` is enough. Together first: most graphs are tame. */
export function withinReach(graph: Graph, moves: readonly Move[], times: number): readonly Move[] {
  if (isWithinReach(graph, moves)) return moves;
  return moves.map((move) => {
    for (let k = 0; k < times; k++) {
      const shorter = { ...move, by: move.by / 8 ** k };
      if (isWithinReach(graph, [shorter])) return shorter;
    }
    return { ...move, by: 0 };
  });
}
