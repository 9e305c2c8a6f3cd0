/** Activations and their way back, in plain loops over columns: written a second time, for engines that do not know the tape. */
import type { Layer } from "../../spec/case.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { Variant } from "./variants.ts";

/** One layer's rounding and formulas. */
export interface Way {
  readonly m: Arithmetic;
  readonly v: Variant;
}
type Vector = readonly number[];

export function sigmoid({ m, v }: Way, z: number): number {
  switch (v.sigmoid) {
    case "naive":
      return m.divide(1, m.add(1, m.elementary("exp", -z)));
    case "by tanh":
      return m.multiply(0.5, m.add(1, m.elementary("tanh", m.multiply(0.5, z))));
    case "e/(1+e)": {
      const e = m.elementary("exp", z);
      return m.divide(e, m.add(1, e));
    }
    default: {
      const e = m.elementary("exp", -Math.abs(z));
      return m.divide(z >= 0 ? 1 : e, m.add(1, e));
    }
  }
}

/** Past this all formulas are ±1, and e^2z is on its way to overflow. */
const flat = 20;

function tanh(way: Way, z: number): number {
  const { m, v } = way;
  switch (Math.abs(z) > flat ? "library" : v.tanh) {
    case "by sigmoid":
      return m.subtract(m.multiply(2, sigmoid(way, m.multiply(2, z))), 1);
    case "by exp": {
      const [up, down] = [m.elementary("exp", z), m.elementary("exp", -z)];
      return m.divide(m.subtract(up, down), m.add(up, down));
    }
    case "by one exp":
      return m.subtract(1, m.divide(2, m.add(m.elementary("exp", m.multiply(2, z)), 1)));
    default:
      return m.elementary("tanh", z);
  }
}

export function softplus({ m, v }: Way, z: number): number {
  if (v.softplus === "naive") return m.elementary("log", m.add(1, m.elementary("exp", z)));
  return m.add(Math.max(z, 0), m.elementary("log1p", m.elementary("exp", -Math.abs(z))));
}

/** √(2/π)(z + 0.044715 z³), and its slope. */
function geluArgument({ m }: Way, z: number): { u: number; slope: number } {
  const [root, c] = [m.round(Math.sqrt(2 / Math.PI)), m.round(0.044715)];
  const square = m.multiply(z, z);
  const u = m.multiply(root, m.add(z, m.multiply(c, m.multiply(square, z))));
  const slope = m.multiply(root, m.add(1, m.multiply(m.multiply(3, c), square)));
  return { u, slope };
}

const normal = ({ m }: Way, z: number): number =>
  m.multiply(0.5, m.add(1, m.elementary("erf", m.divide(z, m.round(Math.SQRT2)))));

function scalarActivation(way: Way, { activation, alpha }: Layer, z: number): number {
  const { m, v } = way;
  switch (activation) {
    case "relu":
      return Math.max(z, 0);
    case "leaky_relu":
      return z > 0 ? z : m.multiply(m.round(alpha ?? 0.01), z);
    case "elu": {
      if (z > 0) return z;
      const curve = v.softplus === "naive" ? m.subtract(m.elementary("exp", z), 1) : m.elementary("expm1", z);
      return m.multiply(m.round(alpha ?? 1), curve);
    }
    case "sigmoid":
      return sigmoid(way, z);
    case "tanh":
      return tanh(way, z);
    case "softplus":
      return softplus(way, z);
    case "gelu":
      return m.multiply(z, normal(way, z));
    case "gelu_tanh":
      return m.multiply(m.multiply(0.5, z), m.add(1, tanh(way, geluArgument(way, z).u)));
    default:
      return z;
  }
}

function sigmoidSlope(way: Way, z: number, a: number): number {
  const { m, v } = way;
  if (v.slope === "from a, factored") return m.subtract(a, m.multiply(a, a));
  const s = v.slope === "from z" ? sigmoid(way, z) : a;
  return m.multiply(s, m.subtract(1, s));
}

function tanhSlope(way: Way, z: number, a: number): number {
  const { m, v } = way;
  if (v.slope === "from a, factored") return m.multiply(m.subtract(1, a), m.add(1, a));
  const t = v.slope === "from z" ? tanh(way, z) : a;
  return m.subtract(1, m.multiply(t, t));
}

function slopeOf(way: Way, { activation, alpha }: Layer, z: number, a: number): number {
  const { m, v } = way;
  switch (activation) {
    case "relu":
      return z > 0 ? 1 : 0;
    case "leaky_relu":
      return z > 0 ? 1 : m.round(alpha ?? 0.01);
    case "elu": {
      const scale = m.round(alpha ?? 1);
      if (z > 0) return 1;
      return v.slope === "from z" ? m.multiply(scale, m.elementary("exp", z)) : m.add(a, scale);
    }
    case "sigmoid":
      return sigmoidSlope(way, z, a);
    case "tanh":
      return tanhSlope(way, z, a);
    case "softplus":
      return v.slope === "from z" ? sigmoid(way, z) : m.subtract(1, m.elementary("exp", -a));
    case "gelu": {
      const power = m.elementary("exp", m.multiply(-0.5, m.multiply(z, z)));
      const density = m.divide(power, m.round(Math.sqrt(2 * Math.PI)));
      return m.add(normal(way, z), m.multiply(z, density));
    }
    case "gelu_tanh": {
      const { u, slope } = geluArgument(way, z);
      const t = tanh(way, u);
      const curve = m.multiply(m.multiply(m.multiply(0.5, z), m.subtract(1, m.multiply(t, t))), slope);
      return m.add(m.multiply(0.5, m.add(1, t)), curve);
    }
    default:
      return 1;
  }
}

export function softmax({ m, v }: Way, z: Vector): number[] {
  const shift = v.softmax === "shifted" ? Math.max(...z) : 0;
  const powers = z.map((x) => m.elementary("exp", shift === 0 ? x : m.subtract(x, shift)));
  const total = m.sum(powers);
  return powers.map((power) => m.divide(power, total));
}

export function logSoftmax(way: Way, z: Vector): number[] {
  const { m, v } = way;
  if (v.logSoftmax === "log of softmax") return softmax(way, z).map((p) => m.elementary("log", p));
  const shift = v.softmax === "shifted" ? Math.max(...z) : 0;
  const low = z.map((x) => m.subtract(x, shift));
  const total = m.elementary("log", m.sum(low.map((x) => m.elementary("exp", x))));
  return low.map((x) => m.subtract(x, total));
}

/** One sample's activations from its pre-activations. */
export function activate(way: Way, layer: Layer, z: Vector): number[] {
  if (layer.activation === "softmax") return softmax(way, z);
  if (layer.activation === "log_softmax") return logSoftmax(way, z);
  return z.map((x) => scalarActivation(way, layer, x));
}

/** One sample's ∂L/∂z from its ∂L/∂a. */
export function pullBack(way: Way, layer: Layer, z: Vector, a: Vector, g: Vector): number[] {
  const { m, v } = way;
  if (layer.activation === "softmax") {
    if (v.jacobian === "rows") {
      return a.map((s, i) => {
        const row = a.map((other, j) => (i === j ? m.multiply(s, m.subtract(1, s)) : -m.multiply(s, other)));
        return m.dot(row, g);
      });
    }
    const inner = m.dot(g, a);
    return a.map((s, i) => m.multiply(s, m.subtract(g[i], inner)));
  }
  if (layer.activation === "log_softmax") {
    const total = m.sum(g);
    const p = v.slope === "from z" ? softmax(way, z) : a.map((x) => m.elementary("exp", x));
    return p.map((x, i) => m.subtract(g[i], m.multiply(x, total)));
  }
  if (layer.activation === "identity") return [...g];
  return z.map((x, i) => m.multiply(g[i], slopeOf(way, layer, x, a[i])));
}
