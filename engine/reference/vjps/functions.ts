/**
 * vjps of functions entry by entry, and of softmax. ḡ is the cotangent of the result y = f(x).
 * `slack` states what an honest engine may round differently: another equal formula of the slope costs a few elementary functions.
 */
import type { Numbers } from "../../../spec/numbers.ts";
import { axisOf, constant, pi } from "../../../spec/ops/op.ts";
import { kinked, type Pass, type Rule } from "./rule.ts";

// e^x: ḡ·y
export const exp: Rule = [({ n, g, result }) => n.multiply(g, result)];

// log x: ḡ/x
export const log: Rule = [({ n, g, operands: [x] }) => n.divide(g, x)];

// √x: ḡ/(2y)
export const sqrt: Rule = [({ n, g, result }) => n.divide(g, n.multiply(constant(n, 2), result))];

// |x|: ḡ·sign x
export const abs: Rule = [
  (pass) => kinked(pass, constant(pass.n, 1), constant(pass.n, pass.conventions.abs), constant(pass.n, -1)),
];

// relu: ḡ where x > 0, else 0
export const relu: Rule = [
  (pass) => kinked(pass, constant(pass.n, 1), constant(pass.n, pass.conventions.relu), constant(pass.n, 0)),
];

const between = (low: number, share: number): number => low + share * (1 - low);

// leaky relu: ḡ where x > 0, else alpha·ḡ
export const leaky_relu: Rule = [
  (pass) => {
    const alpha = pass.attributes.alpha as number;
    const at = constant(pass.n, between(alpha, pass.conventions.leaky));
    return kinked(pass, constant(pass.n, 1), at, constant(pass.n, alpha));
  },
];

// elu: ḡ where x > 0, else alpha·e^x·ḡ; the slope may be taken as y + alpha
export const elu: Rule = [
  (pass) => {
    const { n, operands, attributes, conventions } = pass;
    const alpha = constant(n, attributes.alpha as number);
    const zero = constant(n, 0);
    const lower = n.choose(n.order(operands[0], zero), { above: zero, at: zero, below: operands[0] });
    const slope = n.slack(n.multiply(alpha, n.elementary("exp", lower)), 12, alpha);
    return kinked(
      pass,
      constant(n, 1),
      constant(n, between(attributes.alpha as number, conventions.leaky)),
      slope,
    );
  },
];

// σ(x): ḡ·y·(1 − y)
export const sigmoid: Rule = [
  ({ n, g, result: y }) => {
    const slope = n.multiply(y, n.subtract(constant(n, 1), y));
    return n.multiply(g, n.slack(slope, 8, slope));
  },
];

// tanh x: ḡ·(1 − y²)
export const tanh: Rule = [
  ({ n, g, result: y }) => {
    const slope = n.subtract(constant(n, 1), n.multiply(y, y));
    return n.multiply(g, n.slack(slope, 8, slope));
  },
];

// softplus x: ḡ·σ(x), which may be taken as 1 − e^−y; ḡ above the threshold
export const softplus: Rule = [
  ({ n, g, operands: [x], attributes: { threshold } }) => {
    const curve = n.slack(n.elementary("sigmoid", x), 16, constant(n, 1));
    if (threshold === Number.POSITIVE_INFINITY) return n.multiply(g, curve);
    const order = n.order(x, constant(n, threshold as number));
    return n.multiply(g, n.choose(order, { above: constant(n, 1), at: curve, below: curve }));
  },
];

/** Φ(x) + x·φ(x), with φ(x) = e^(−x²/2)/√(2π). */
function gaussianSlope<N>(n: Numbers<N>, x: N): N {
  const one = constant(n, 1);
  const half = constant(n, 0.5);
  const scaled = n.divide(x, n.elementary("sqrt", constant(n, 2)));
  const cumulative = n.multiply(half, n.add(one, n.elementary("erf", scaled)));
  const root = n.elementary("sqrt", n.multiply(constant(n, 2), pi(n)));
  const density = n.divide(n.elementary("exp", n.negative(n.multiply(half, n.multiply(x, x)))), root);
  const product = n.multiply(x, density);
  return n.slack(n.slack(n.add(cumulative, product), 8, one), 8, product);
}

/** With t = tanh(u), u = √(2/π)(x + c x³): ½(1 + t) + ½x(1 − t²)·√(2/π)(1 + 3c x²). */
function tanhSlope<N>(n: Numbers<N>, x: N): N {
  const one = constant(n, 1);
  const half = constant(n, 0.5);
  const root = n.elementary("sqrt", n.divide(constant(n, 2), pi(n)));
  const square = n.multiply(x, x);
  const c = constant(n, 0.044715);
  const t = n.elementary("tanh", n.multiply(root, n.add(x, n.multiply(c, n.multiply(square, x)))));
  const inner = n.multiply(root, n.add(one, n.multiply(n.multiply(constant(n, 3), c), square)));
  const curve = n.multiply(n.multiply(half, x), n.multiply(n.subtract(one, n.multiply(t, t)), inner));
  const slope = n.add(n.multiply(half, n.add(one, t)), curve);
  return n.slack(n.slack(slope, 8, one), 8, n.multiply(x, inner));
}

export const gelu: Rule = [
  ({ n, g, operands: [x], attributes }) =>
    n.multiply(g, attributes.form === "tanh" ? tanhSlope(n, x) : gaussianSlope(n, x)),
];

const axisOfPass = <N>({ n, operands, attributes }: Pass<N>): number =>
  axisOf(attributes.axis as number, n.shapeOf(operands[0]).length);

// softmax: y·(ḡ − Σ ḡ·y); summing the rows of the Jacobian instead rounds every term |ḡ|·y once more
export const softmax: Rule = [
  (pass) => {
    const { n, g, result: y } = pass;
    const axis = axisOfPass(pass);
    const products = n.multiply(g, y);
    const cotangent = n.multiply(y, n.subtract(g, n.sum(products, [axis])));
    const size = n.shapeOf(y)[axis];
    return n.slack(
      n.slack(cotangent, 8 + size, products),
      8 + size,
      n.multiply(y, n.sum(magnitude(n, products), [axis])),
    );
  },
];

// log softmax: ḡ − softmax(x)·Σ ḡ; softmax may be computed with its own quotient, and with or without the shift
export const log_softmax: Rule = [
  (pass) => {
    const { n, g, operands, result } = pass;
    const axis = axisOfPass(pass);
    const size = n.shapeOf(result)[axis];
    const p = n.elementary("exp", result);
    const honest = n.slack(
      n.slack(p, 28 + size, p),
      4,
      n.multiply(p, n.sum(magnitude(n, operands[0]), [axis])),
    );
    const pulled = n.multiply(honest, n.sum(g, [axis]));
    return n.slack(n.slack(n.subtract(g, pulled), 8 + size, g), 8 + size, pulled);
  },
];

/** |x|, for the magnitudes that slack speaks of. */
function magnitude<N>(n: Numbers<N>, x: N): N {
  return n.choose(n.order(x, constant(n, 0)), { above: x, at: x, below: n.negative(x) });
}

// clip: ḡ inside the bounds, 0 outside
export const clip: Rule = [
  ({ n, g, operands: [x], attributes, conventions }) => {
    const outside = constant(n, conventions.clipped);
    const one = constant(n, 1);
    const at = constant(n, conventions.clip);
    const high = n.order(x, constant(n, attributes.max as number));
    const slope = n.choose(high, { above: outside, at, below: one });
    return n.multiply(
      g,
      n.choose(n.order(x, constant(n, attributes.min as number)), { above: slope, at, below: outside }),
    );
  },
];
