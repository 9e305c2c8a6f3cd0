/**
 * Forward mode over any number system: a value, and how fast it moves along several directions at once.
 *
 * The derivatives of what `Numbers` can do are written here and used nowhere else, so that what the tape says about an operation is checked by
 * rules it does not share. A tangent of null is exactly zero and costs nothing. All values of one computation have the same number of
 * tangents, or none at all: a constant.
 */
import type { ElementaryName, Numbers } from "../../spec/numbers.ts";
import { constant, pi } from "../../spec/ops/op.ts";
import { filled, sameShape, showShape, sizeOf } from "../../spec/tensor.ts";

export interface Dual<N> {
  readonly value: N;
  /** Along each direction the derivative of every entry, in the shape of the value. */
  readonly tangents: readonly (N | null)[];
}

export interface DualNumbers<N> extends Numbers<Dual<N>> {
  /** A value that moves as given along each direction. Throws where a tangent has another shape than the value. */
  withTangents(value: N, tangents: readonly (N | null)[]): Dual<N>;
  /** Every entry of every value as a direction of its own: first those of the first value in row-major order, then the next value's. */
  variables(values: readonly N[]): Dual<N>[];
}

export function dual<N>(base: Numbers<N>): DualNumbers<N> {
  const number = (x: number): N => constant(base, x);
  const still = (value: N): Dual<N> => ({ value, tangents: [] });

  /** One tangent of the result per direction; `along` sees the operands' own, of which at least one is not null. */
  const combine = (
    value: N,
    operands: readonly Dual<N>[],
    along: (tangents: readonly (N | null)[]) => N,
  ): Dual<N> => {
    const count = Math.max(0, ...operands.map((x) => x.tangents.length));
    if (operands.some(({ tangents }) => tangents.length !== 0 && tangents.length !== count)) {
      throw new RangeError("duals of different computations: their numbers of tangents differ");
    }
    const tangents = Array.from({ length: count }, (_, k) => {
      const own = operands.map((x) => x.tangents[k] ?? null);
      return own.every((t) => t === null) ? null : along(own);
    });
    return { value, tangents };
  };

  const linear = (x: Dual<N>, f: (x: N) => N): Dual<N> => combine(f(x.value), [x], ([t]) => f(t as N));

  /** f(a, b) with the differential left(da) + right(db), brought to the result's shape. */
  const bilinear = (a: Dual<N>, b: Dual<N>, value: N, left: (da: N) => N, right: (db: N) => N): Dual<N> => {
    const shape = base.shapeOf(value);
    const full = (t: N): N => (sameShape(base.shapeOf(t), shape) ? t : base.broadcast(t, shape));
    return combine(value, [a, b], ([da, db]) => {
      if (da === null) return full(right(db as N));
      if (db === null) return full(left(da));
      return base.add(left(da), right(db));
    });
  };

  // d(a/b) = (da − (a/b)·db)/b
  const divide = (a: Dual<N>, b: Dual<N>): Dual<N> => {
    const value = base.divide(a.value, b.value);
    const left = (da: N) => base.divide(da, b.value);
    const right = (db: N) => base.negative(base.divide(base.multiply(value, db), b.value));
    return bilinear(a, b, value, left, right);
  };

  // d(a^b) = b·a^(b−1)·da + a^b·log a·db. The first is 0 where b = 0, and the second where a^b = 0, whatever the other factor.
  const pow = (a: Dual<N>, b: Dual<N>): Dual<N> => {
    const value = base.pow(a.value, b.value);
    const zero = number(0);
    // 0 where x is 0, y elsewhere
    const unless0 = (x: N, y: N): N => {
      const order = base.order(base.broadcast(x, base.shapeOf(value)), zero);
      return base.choose(order, { above: y, at: zero, below: y });
    };
    const moves = (x: Dual<N>) => x.tangents.some((t) => t !== null);
    const lower = () => base.pow(a.value, base.subtract(b.value, number(1)));
    const slope = moves(a) ? unless0(b.value, base.multiply(b.value, lower())) : zero;
    const growth = moves(b) ? unless0(value, base.multiply(value, base.elementary("log", a.value))) : zero;
    const left = (da: N) => base.multiply(slope, da);
    return bilinear(a, b, value, left, (db) => base.multiply(growth, db));
  };

  /** e/(1 + e)² with e = e^−|x|: the derivative of the sigmoid, with no cancellation where it is flat. */
  const bell = (x: N): N => {
    const negative = base.negative(x);
    const order = base.order(x, number(0));
    const e = base.elementary("exp", base.choose(order, { above: negative, at: negative, below: x }));
    const d = base.add(number(1), e);
    return base.divide(e, square(d));
  };

  /** Whether 1 − v loses less than a digit in every entry: then a slope from v spares an exponential. */
  const isSteep = (v: N): boolean => base.round(v).data.every((x) => Math.abs(x) <= 0.9);
  const square = (x: N): N => base.multiply(x, x);

  /** f′(x), where v = f(x) is known. */
  const slopes: Readonly<Record<ElementaryName, (x: N, v: N) => N>> = {
    exp: (_, v) => v,
    log: (x) => base.divide(number(1), x),
    // 1/(2√x)
    sqrt: (_, v) => base.divide(number(0.5), v),
    // 1 − v², and as tanh x = 2 sigmoid(2x) − 1
    tanh: (x, v) =>
      isSteep(v) ? base.subtract(number(1), square(v)) : base.multiply(number(4), bell(base.add(x, x))),
    // v − v²
    sigmoid: (x, v) => (isSteep(v) ? base.subtract(v, square(v)) : bell(x)),
    softplus: (x) => base.elementary("sigmoid", x),
    // 2/√π · e^(−x²)
    erf: (x) => {
      const height = base.divide(number(2), base.elementary("sqrt", pi(base)));
      return base.multiply(height, base.elementary("exp", base.negative(square(x))));
    },
  };

  return {
    name: `dual over ${base.name}`,
    from: (x) => still(base.from(x)),
    shapeOf: (x) => base.shapeOf(x.value),
    round: (x) => base.round(x.value),
    withTangents: (value, tangents) => {
      const shape = base.shapeOf(value);
      for (const t of tangents) {
        if (t === null || sameShape(base.shapeOf(t), shape)) continue;
        throw new RangeError(`a tangent of ${showShape(base.shapeOf(t))} for a value of ${showShape(shape)}`);
      }
      return { value, tangents };
    },
    variables: (values) => {
      const sizes = values.map((value) => sizeOf(base.shapeOf(value)));
      const count = sizes.reduce((sum, size) => sum + size, 0);
      let first = 0;
      return values.map((value, i) => {
        const tangents = new Array<N | null>(count).fill(null);
        for (let entry = 0; entry < sizes[i]; entry++) {
          const unit = filled(base.shapeOf(value), 0);
          unit.data[entry] = 1;
          tangents[first + entry] = base.from(unit);
        }
        first += sizes[i];
        return { value, tangents };
      });
    },
    // d(a ± b) = da ± db
    add: (a, b) =>
      bilinear(
        a,
        b,
        base.add(a.value, b.value),
        (da) => da,
        (db) => db,
      ),
    subtract: (a, b) => bilinear(a, b, base.subtract(a.value, b.value), (da) => da, base.negative),
    // d(a·b) = da·b + a·db
    multiply: (a, b) =>
      bilinear(
        a,
        b,
        base.multiply(a.value, b.value),
        (da) => base.multiply(da, b.value),
        (db) => base.multiply(a.value, db),
      ),
    divide,
    negative: (a) => linear(a, base.negative),
    pow,
    elementary: (name, x) => {
      const value = base.elementary(name, x.value);
      if (x.tangents.every((t) => t === null)) return { value, tangents: x.tangents };
      const slope = slopes[name](x.value, value);
      return combine(value, [x], ([t]) => base.multiply(slope, t as N));
    },
    // d(A B) = dA B + A dB
    matmul: (a, b) =>
      bilinear(
        a,
        b,
        base.matmul(a.value, b.value),
        (da) => base.matmul(da, b.value),
        (db) => base.matmul(a.value, db),
      ),
    transpose: (x) => linear(x, base.transpose),
    sum: (x, axes) => linear(x, (t) => base.sum(t, axes)),
    reshape: (x, shape) => linear(x, (t) => base.reshape(t, shape)),
    broadcast: (x, shape) => linear(x, (t) => base.broadcast(t, shape)),
    order: (a, b) => base.order(a.value, b.value),
    // the derivative of the branch that is taken
    choose: (order, { above, at, below }) => {
      const value = base.choose(order, { above: above.value, at: at.value, below: below.value });
      const zero = number(0);
      return combine(value, [above, at, below], ([up, level, down]) =>
        base.choose(order, { above: up ?? zero, at: level ?? zero, below: down ?? zero }),
      );
    },
    slack: (x, roundings, magnitude) => ({
      value: base.slack(x.value, roundings, magnitude.value),
      tangents: x.tangents,
    }),
  };
}
