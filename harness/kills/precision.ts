/** The precisions in which mutants answer: an arithmetic that rounds, sums as they are accumulated, and the claim that it is judged by. */
import { rounded, toBfloat16, toFloat16 } from "../../engine/mutants/rounded.ts";
import { sumTarget } from "../../engine/numbers/broadcast.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import type { DType } from "../../spec/answer.ts";
import type { Numbers } from "../../spec/numbers.ts";
import { sizeOf, type Tensor } from "../../spec/tensor.ts";
import type { PrecisionName } from "./names.ts";

type Round = (x: number) => number;
export interface Precision {
  readonly name: PrecisionName;
  /** What the engine claims. */
  readonly dtype: DType;
  readonly numbers: Numbers<Tensor>;
  /** Rounds to what is stored. */
  readonly store: Round;
}

/** Sums and matrix products term by term, each partial sum rounded to the accumulator's format. */
function rounding(name: string, store: Round, accumulate: Round): Numbers<Tensor> {
  const sum: Numbers<Tensor>["sum"] = (a, axes) => {
    const { shape, target } = sumTarget(a.shape, axes);
    const out = new Float64Array(sizeOf(shape));
    a.data.forEach((x, k) => {
      out[target[k]] = accumulate(out[target[k]] + x);
    });
    return { shape, data: out.map(store) };
  };
  const matmul: Numbers<Tensor>["matmul"] = (a, b) => {
    const [rows, inner, columns] = [a.shape[0], a.shape[1], b.shape[1]];
    const out = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let total = 0;
        for (let k = 0; k < inner; k++)
          total = accumulate(total + accumulate(a.data[i * inner + k] * b.data[k * columns + j]));
        out[i * columns + j] = store(total);
      }
    }
    return { shape: [rows, columns], data: out };
  };
  return { ...rounded(name, store), sum, matmul };
}

const exactly: Round = (x) => x;

type Format = readonly [dtype: DType, store: Round, accumulate: Round];
const formats: Readonly<Record<PrecisionName, Format>> = {
  float64: ["float64", exactly, exactly],
  float32: ["float32", Math.fround, Math.fround],
  float16: ["float16", toFloat16, toFloat16],
  "float16-float32-sums": ["float16", toFloat16, Math.fround],
  bfloat16: ["bfloat16", toBfloat16, toBfloat16],
  "bfloat16-float32-sums": ["bfloat16", toBfloat16, Math.fround],
};

export function precisionOf(name: PrecisionName): Precision {
  const [dtype, store, accumulate] = formats[name];
  const numbers = name === "float64" ? float64 : rounding(name, store, accumulate);
  return { name, dtype, numbers, store };
}

/** What an engine of the precision can hand out of these tensors. */
export const stored = (all: Readonly<Record<string, Tensor>>, { name, store }: Precision) =>
  name === "float64"
    ? all
    : Object.fromEntries(
        Object.entries(all).map(([key, { shape, data }]) => [key, { shape, data: data.map(store) }]),
      );
