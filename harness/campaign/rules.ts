/**
 * The rules by which gradients are usually checked, and ours, on one engine's answer. Each says whether it accuses.
 *
 * g: the engine's gradient, n: the difference quotient, all over the inputs that were asked. Differences are of the exact loss, not of the
 * engine's own: more than any of these rules is given in practice.
 */
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { compare } from "../tolerance.ts";
import { type Known, trueEntry } from "../truth/known.ts";

export type Vectors = Readonly<Record<Name, Float64Array>>;
/** A direction with the difference quotient along it. */
export interface Along {
  readonly direction: Vectors;
  readonly quotient: number;
}
/** What the rules may look at, one case after the other. */
export interface Setting {
  readonly names: readonly Name[];
  readonly truth: Readonly<Record<Name, Known>>;
  /** Central differences by step. */
  readonly differences: Readonly<Record<"1e-5" | "1e-6" | "1e-7", Vectors>>;
  /** One positive unit vector per input, step 1e-6. */
  readonly perInput: readonly Along[];
  /** One Gaussian vector over all inputs, step 1e-4. */
  readonly gaussian: Along;
  readonly precision: "float64" | "float32";
}
type Gradients = Readonly<Record<Name, Tensor>>;
export interface Rule {
  readonly name: string;
  accuses(g: Gradients, setting: Setting): boolean;
}

/** Accuses unless every entry passes: a NaN passes nothing. */
const entries =
  (
    reference: (setting: Setting, name: Name) => ArrayLike<number>,
    passes: (g: number, n: number) => boolean,
  ): Rule["accuses"] =>
  (g, setting) =>
    !setting.names.every((name) => {
      const n = reference(setting, name);
      return g[name].data.every((x, k) => passes(x, n[k]));
    });
const quotients =
  (step: keyof Setting["differences"]) =>
  ({ differences }: Setting, name: Name) =>
    differences[step][name];
const exact = ({ truth }: Setting, name: Name) => truth[name].hi;

/** |g − n| ≤ atol + rtol·|n| */
const mixed = (atol: number, rtol: number) => (g: number, n: number) =>
  Math.abs(g - n) <= atol + rtol * Math.abs(n);
/** |g − n| / max(1e-8, |g| + |n|) < limit */
const relative = (limit: number) => (g: number, n: number) =>
  Math.abs(g - n) / Math.max(1e-8, Math.abs(g) + Math.abs(n)) < limit;

/** Σ a·b over the names of b. */
function dot(a: (name: Name) => ArrayLike<number>, b: Vectors): number {
  let sum = 0;
  for (const name of Object.keys(b)) {
    const x = a(name);
    b[name].forEach((y, k) => {
      sum += x[k] * y;
    });
  }
  return sum;
}

/** ‖g − n‖, ‖g‖, ‖n‖ and g·n */
function norms(g: Gradients, n: Vectors) {
  let [difference, own, other, product] = [0, 0, 0, 0];
  for (const name of Object.keys(n)) {
    n[name].forEach((y, k) => {
      const x = g[name].data[k];
      difference += (x - y) ** 2;
      own += x * x;
      other += y * y;
      product += x * y;
    });
  }
  return { difference: Math.sqrt(difference), own: Math.sqrt(own), other: Math.sqrt(other), product };
}

const ours =
  (accused: (compared: ReturnType<typeof compare>) => boolean): Rule["accuses"] =>
  (g, { names, truth }) =>
    names.some((name) => {
      return g[name].data.some((x, k) => {
        const compared = compare(x, trueEntry(truth[name], k));
        return Number.isFinite(compared.bound) && accused(compared);
      });
    });

export const rules: readonly Rule[] = [
  { name: "gradcheck slow", accuses: entries(quotients("1e-6"), mixed(1e-5, 1e-3)) },
  {
    // per input: |u·g − n_u| ≤ 1e-5·Σu + 1e-3·|n_u|
    name: "gradcheck fast",
    accuses: (g, { perInput }) =>
      !perInput.every(({ direction, quotient }) => {
        const sum = Object.values(direction).reduce((all, u) => all + u.reduce((a, b) => a + b, 0), 0);
        return mixed(1e-5 * sum, 1e-3)(
          dot((name) => g[name].data, direction),
          quotient,
        );
      }),
  },
  {
    name: "JAX check_grads",
    accuses: (g, { gaussian: { direction, quotient }, precision }) => {
      const tolerance = precision === "float64" ? 1e-5 : 2e-3;
      return !mixed(tolerance, tolerance)(
        dot((name) => g[name].data, direction),
        quotient,
      );
    },
  },
  { name: "CS231n 1e-7", accuses: entries(quotients("1e-5"), relative(1e-7)) },
  { name: "CS231n 1e-4", accuses: entries(quotients("1e-5"), relative(1e-4)) },
  {
    // ‖g − n‖ / (‖g‖ + ‖n‖) < 1e-7
    name: "Ng 1e-7",
    accuses: (g, { differences }) => {
      const { difference, own, other } = norms(g, differences["1e-7"]);
      return !(difference === 0 || difference / (own + other) < 1e-7);
    },
  },
  { name: "allclose diff", accuses: entries(quotients("1e-5"), mixed(1e-8, 1e-5)) },
  { name: "allclose exact", accuses: entries(exact, mixed(1e-8, 1e-5)) },
  {
    // g·n / (‖g‖‖n‖) > 0.9999
    name: "cosine",
    accuses: (g, { differences }) => {
      const { own, other, product } = norms(g, differences["1e-5"]);
      return !((own === 0 && other === 0) || product / (own * other) > 0.9999);
    },
  },
  { name: "backproof", accuses: ours(({ ok }) => !ok) },
  { name: "backproof, suspects too", accuses: ours(({ ok, suspect }) => !ok || suspect) },
];
