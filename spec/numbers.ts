/**
 * What a number system can do, tensor by tensor.
 *
 * Operations (`spec/ops`) and the reference engine's vjps are written once over this interface, and run on float64, double-double,
 * error bounds, duals and 64-digit numbers alike. `N` is the system's own tensor; only the system looks inside it.
 * All elementwise operations broadcast as NumPy does. Nothing here knows a derivative of an operation.
 */
import type { Shape, Tensor } from "./tensor.ts";

/** For each entry of the broadcast shape: −1, 0 or 1 as a < b, a = b or a > b; `unsure` marks entries that rounding may flip. */
export interface Order {
  readonly shape: Shape;
  readonly sign: Int8Array;
  readonly unsure?: Uint8Array;
}

/** Functions of one real variable that every number system evaluates itself. */
export type ElementaryName = "exp" | "log" | "sqrt" | "tanh" | "sigmoid" | "softplus" | "erf";

export interface Numbers<N> {
  readonly name: string;

  /** The doubles of a tensor, taken exactly. */
  from(x: Tensor): N;
  shapeOf(x: N): Shape;
  /** The nearest doubles. */
  round(x: N): Tensor;

  add(a: N, b: N): N;
  subtract(a: N, b: N): N;
  multiply(a: N, b: N): N;
  divide(a: N, b: N): N;
  negative(a: N): N;
  /** a^b for a > 0 and any b, or any a and an integer b (0^0 = 1). */
  pow(a: N, b: N): N;
  elementary(name: ElementaryName, x: N): N;

  /** Matrix product over the last two axes; operands of rank 2. */
  matmul(a: N, b: N): N;
  /** Swaps the last two axes. */
  transpose(a: N): N;
  /** Sum over the given axes, which are kept with size 1. */
  sum(a: N, axes: readonly number[]): N;
  reshape(a: N, shape: Shape): N;
  /** Repeats along axes of size 1 (and new leading axes) up to the shape. */
  broadcast(a: N, shape: Shape): N;

  /** Compares values (never tangents). */
  order(a: N, b: N): Order;
  /** Per entry: `above` where the order is 1, `at` where it is 0, `below` where it is −1. Operands broadcast to the order's shape. */
  choose(order: Order, branches: { readonly above: N; readonly at: N; readonly below: N }): N;

  /**
   * Marks freedom of an honest implementation: at this point it may differ by `roundings` unit roundoffs of `magnitude`, because formulas
   * that are equal in exact arithmetic round differently (fused or naive). The identity in every system that is not an error bound.
   */
  slack(x: N, roundings: number, magnitude: N): N;
}
