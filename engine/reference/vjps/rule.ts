/** What a vjp is: from the cotangent of a result, the cotangent of one operand. The engine's claim, judged like anybody's. */
import type { Numbers } from "../../../spec/numbers.ts";
import type { Attributes } from "../../../spec/ops/index.ts";
import { constant } from "../../../spec/ops/op.ts";
import type { Shape } from "../../../spec/tensor.ts";

/** Slopes used where there is no derivative: each within what the operation's `kinks` admits. */
export interface Conventions {
  /** relu′(0) */
  readonly relu: number;
  /** |x|′ at 0 */
  readonly abs: number;
  /** Share of the first operand of max(a, b) where a = b. */
  readonly maximum: number;
  /** Slope of clip at its two bounds. */
  readonly clip: number;
  /** Slope of clip outside of them: 0, or 1 in engines that clip the value and forget it going back. */
  readonly clipped: number;
  /** Where between alpha (0) and 1 (1) the slope of leaky_relu and elu lies at 0. */
  readonly leaky: number;
}
export const usualConventions: Conventions = { relu: 0, abs: 0, maximum: 0.5, clip: 1, clipped: 0, leaky: 0 };

export interface Pass<N> {
  readonly n: Numbers<N>;
  /** Cotangent of the result. */
  readonly g: N;
  readonly operands: readonly N[];
  readonly result: N;
  readonly attributes: Attributes;
  readonly conventions: Conventions;
}
/** One function per operand, so that a cotangent nobody needs is never computed. */
export type Rule = readonly (<N>(pass: Pass<N>) => N)[];

/** The adjoint of broadcasting: sums over the axes along which entries were repeated. */
export function unbroadcast<N>(n: Numbers<N>, g: N, shape: Shape): N {
  const from = n.shapeOf(g);
  const lead = from.length - shape.length;
  const repeated = from.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  return n.reshape(repeated.length > 0 ? n.sum(g, repeated) : g, shape);
}

/** Slope of a function with one kink at 0, times the cotangent. */
export function kinked<N>({ n, g, operands: [x] }: Pass<N>, above: N, at: N, below: N): N {
  return n.multiply(g, n.choose(n.order(x, constant(n, 0)), { above, at, below }));
}
