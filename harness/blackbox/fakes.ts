/** For tests and campaigns: functions with known gradients as an engine's own problems, and ways to get a gradient wrong on purpose. */
import type { Engine, Problem } from "../../spec/answer.ts";
import type { Name } from "../../spec/graph.ts";
import { filled, type Shape, scalar, type Tensor, tensor } from "../../spec/tensor.ts";
import { type Random, randomFrom } from "../campaign/random.ts";
import type { Tensors } from "./box.ts";

export interface Fake {
  readonly problem: Problem;
  loss(at: Tensors): number;
  gradient(at: Tensors): Record<Name, Tensor>;
}

const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const gaussians = (random: Random, shape: Shape, deviation: number): Tensor => {
  const x = filled(shape, 0);
  return { shape, data: x.data.map(() => deviation * gaussian(random)) };
};
const problemOf = (name: string, start: Tensors, precision: "float64" | "float32" = "float64"): Problem => ({
  ...{ name, start, precision },
  parameters: Object.fromEntries(Object.entries(start).map(([key, { shape }]) => [key, shape])),
});

/** An engine that has these problems and answers nothing else; `wrong` changes its gradients, `noise` adds to its losses. */
export function engineOf(
  fakes: readonly Fake[],
  wrong: (gradients: Record<Name, Tensor>) => void = () => {},
  noise: () => number = () => 0,
): Engine {
  const find = (name: string) => fakes.find(({ problem }) => problem.name === name) as Fake;
  return {
    describe: async () => ({ name: "fake", dtype: "float64", answers: ["problem"], evaluates: false }),
    ask: async ({ kind }) => ({ kind: "unsupported", what: `question:${kind}` }),
    evaluate: async () => ({ kind: "failed", because: "it has no forward pass" }),
    close: async () => {},
    problems: {
      list: async () => ({ kind: "listed", problems: fakes.map(({ problem }) => problem) }),
      async gradient(name, at) {
        const { problem, loss, gradient } = find(name);
        const point = { ...problem.start, ...at };
        const gradients = gradient(point);
        wrong(gradients);
        return { kind: "answered", values: { L: scalar(loss(point) + noise()) }, gradients };
      },
      async evaluate(name, points) {
        const { problem, loss } = find(name);
        return {
          kind: "evaluated",
          values: points.map((point) => ({ L: scalar(loss({ ...problem.start, ...point }) + noise()) })),
        };
      },
    },
  };
}

/** L = mean of log(1 + exp(−t (w·x + b))): a vector and a scalar. */
export function logistic(size: number, seed: number): Fake {
  const random = randomFrom(seed);
  const samples = 12;
  const x = gaussians(random, [samples, size], 1);
  const t = Array.from({ length: samples }, () => (random.next() < 0.5 ? -1 : 1));
  const start = { w: gaussians(random, [size], 1 / Math.sqrt(size)), b: scalar(0) };
  const margins = ({ w, b }: Tensors) =>
    t.map((sign, s) => {
      let z = b.data[0];
      for (let i = 0; i < size; i++) z += w.data[i] * x.data[s * size + i];
      return sign * z;
    });
  return {
    problem: problemOf("logistic", start),
    loss: (at) => margins(at).reduce((sum, m) => sum + Math.log1p(Math.exp(-m)), 0) / samples,
    gradient(at) {
      const slopes = margins(at).map((m, s) => -t[s] / (1 + Math.exp(m)) / samples);
      const w = new Float64Array(size);
      slopes.forEach((slope, s) => {
        for (let i = 0; i < size; i++) w[i] += slope * x.data[s * size + i];
      });
      return { w: tensor([size], w), b: scalar(slopes.reduce((sum, slope) => sum + slope, 0)) };
    },
  };
}

/** Two tensors of very different size; every entry curved in its own way, and all bound together by a sine: L = Σ aᵢ(xᵢ − cᵢ)²/2n + sin(u·x)/4. */
export function bowl(rows: number, columns: number, seed: number): Fake {
  const random = randomFrom(seed);
  const shapes: Record<Name, Shape> = { W: [rows, columns], b: [10] };
  const coefficients = Object.entries(shapes).map(([name, shape]) => {
    const { length } = filled(shape, 0).data;
    const fill = (low: number, high: number) => new Float64Array(length).map(() => random.between(low, high));
    return { name, shape, a: fill(0.5, 2), c: fill(-1, 1), u: fill(-1, 1).map((u) => u / Math.sqrt(length)) };
  });
  const angle = (at: Tensors) =>
    coefficients.reduce((sum, { name, u }) => at[name].data.reduce((s, x, i) => s + x * u[i], sum), 0);
  const start = Object.fromEntries(
    coefficients.map(({ name, shape, a }) => [name, { shape, data: a.map(() => random.between(-1, 1)) }]),
  );
  return {
    problem: problemOf("bowl", start),
    loss(at) {
      let total = Math.sin(angle(at)) / 4;
      for (const { name, a, c } of coefficients) {
        const { data } = at[name];
        let sum = 0;
        for (let i = 0; i < data.length; i++) sum += a[i] * (data[i] - c[i]) ** 2;
        total += sum / (2 * data.length);
      }
      return total;
    },
    gradient(at) {
      const slope = Math.cos(angle(at)) / 4;
      return Object.fromEntries(
        coefficients.map(({ name, shape, a, c, u }) => {
          const { length } = a;
          const data = at[name].data.map((x, i) => (a[i] * (x - c[i])) / length + slope * u[i]);
          return [name, { shape, data }];
        }),
      );
    },
  };
}

export interface Network {
  /** Input, hidden …, output. */
  readonly sizes: readonly number[];
  readonly activation: "tanh" | "relu";
  readonly samples: number;
  readonly seed: number;
  readonly precision?: "float64" | "float32";
}

/** A network with half the mean squared error; in float32 every sum and product is rounded. */
export function network({ sizes, activation, samples, seed, precision = "float64" }: Network): Fake {
  const random = randomFrom(seed);
  const round = precision === "float32" ? Math.fround : (x: number) => x;
  const [inputs, ...widths] = sizes;
  const stored = (x: Tensor): Tensor => ({ ...x, data: x.data.map(round) });
  const x = stored(gaussians(random, [samples, inputs], 1));
  const target = stored(gaussians(random, [samples, sizes[sizes.length - 1]], 1));
  const start: Record<Name, Tensor> = {};
  widths.forEach((out, l) => {
    const fanIn = sizes[l];
    start[`W${l + 1}`] = stored(
      gaussians(random, [out, fanIn], Math.sqrt((activation === "relu" ? 2 : 1) / fanIn)),
    );
    start[`b${l + 1}`] = stored(gaussians(random, [out], 0.1));
  });
  const last = widths.length - 1;

  /** Samples × units of every layer, the input first. */
  const forward = (at: Tensors): readonly Float64Array[] => {
    const layers = [x.data];
    widths.forEach((out, l) => {
      const { data: W } = at[`W${l + 1}`];
      const { data: b } = at[`b${l + 1}`];
      const [a, fanIn] = [layers[l], sizes[l]];
      const next = new Float64Array(samples * out);
      for (let s = 0; s < samples; s++) {
        for (let j = 0; j < out; j++) {
          let z = 0;
          for (let k = 0; k < fanIn; k++) z = round(z + round(W[j * fanIn + k] * a[s * fanIn + k]));
          z = round(z + b[j]);
          next[s * out + j] = l === last ? z : round(activation === "tanh" ? Math.tanh(z) : Math.max(0, z));
        }
      }
      layers.push(next);
    });
    return layers;
  };

  return {
    problem: problemOf(`${activation}-${sizes.join("-")}`, start, precision),
    loss(at) {
      const output = forward(at)[widths.length];
      let sum = 0;
      output.forEach((p, i) => {
        sum = round(sum + round((p - target.data[i]) ** 2));
      });
      return round(sum / (2 * samples));
    },
    gradient(at) {
      const layers = forward(at);
      let delta = layers[widths.length].map((p, i) => round((p - target.data[i]) / samples));
      const gradients: Record<Name, Tensor> = {};
      for (let l = last; l >= 0; l--) {
        const [out, fanIn, a] = [widths[l], sizes[l], layers[l]];
        const { data: W } = at[`W${l + 1}`];
        const dW = new Float64Array(out * fanIn);
        const db = new Float64Array(out);
        const back = new Float64Array(samples * fanIn);
        for (let s = 0; s < samples; s++) {
          for (let j = 0; j < out; j++) {
            const d = delta[s * out + j];
            db[j] = round(db[j] + d);
            for (let k = 0; k < fanIn; k++) {
              const at_ = j * fanIn + k;
              dW[at_] = round(dW[at_] + round(d * a[s * fanIn + k]));
              back[s * fanIn + k] = round(back[s * fanIn + k] + round(d * W[at_]));
            }
          }
        }
        gradients[`W${l + 1}`] = tensor([out, fanIn], dW);
        gradients[`b${l + 1}`] = tensor([out], db);
        if (l > 0) {
          delta = back.map((g, i) => round(g * (activation === "tanh" ? 1 - a[i] ** 2 : a[i] > 0 ? 1 : 0)));
        }
      }
      return gradients;
    },
  };
}

/** The usual three sizes: 10³, 10⁵ and 10⁶ parameters. */
export const bySize = {
  small: (seed: number) => logistic(1000, seed),
  middle: (seed: number) => network({ sizes: [784, 120, 40, 10], activation: "tanh", samples: 3, seed }),
  large: (seed: number) => bowl(1000, 1000, seed),
} as const;
