/** Squared errors in TypeScript: right as `make`, and without the factor two as `wrong`. */
interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}
interface Asked {
  readonly kind: string;
  readonly loss: { readonly name: string; readonly reduction: string };
  readonly p: Tensor;
  readonly target: Tensor;
}

function squaredError({ kind, loss, p, target }: Asked, two: number) {
  if (kind !== "loss" || !/^(mse|half_squared_error)$/.test(loss.name))
    return { kind: "unsupported", what: kind };
  const half = loss.name === "mse" ? 1 : 0.5;
  const divisor =
    { sum: 1, mean: p.data.length, batchmean: p.shape.at(-1) ?? 1 }[loss.reduction] ?? Number.NaN;
  const apart = p.data.map((x, i) => x - target.data[i]);
  const L = (half * apart.reduce((sum, d) => sum + d * d, 0)) / divisor;
  return {
    values: { L },
    gradients: { p: { shape: p.shape, data: apart.map((d) => (two * half * d) / divisor) } },
  };
}

const engine = (two: number) => ({
  describe: async () => ({
    name: "squared error",
    language: "typescript",
    dtype: "float64",
    answers: ["loss"],
  }),
  ask: async (question: Asked) => squaredError(question, two),
});
export const make = () => engine(2);
export const wrong = () => engine(1);
