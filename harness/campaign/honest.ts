/**
 * Honest engines: right formulas, layer by layer in plain loops, in one precision and one of many orders and forms.
 *
 * They share no line with the tape, and whatever they answer must lie within the tolerance.
 */
import type { Layer, Loss, NetworkQuestion } from "../../spec/case.ts";
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { activate, pullBack, type Way } from "./activations.ts";
import { type Arithmetic, arithmeticOf, type Precision } from "./arithmetic.ts";
import { fusedError, lossSlopes, lossTerms } from "./losses.ts";
import type { Random } from "./random.ts";
import type { Variant } from "./variants.ts";

export interface Honest {
  readonly values: Record<Name, Tensor>;
  readonly gradients: Record<Name, Tensor>;
}
/** A matrix by its columns: one per sample. */
type Columns = readonly (readonly number[])[];

const columnsOf = ({ shape, data }: Tensor, m: Arithmetic): number[][] =>
  Array.from({ length: shape[1] }, (_, j) =>
    Array.from({ length: shape[0] }, (_, i) => m.round(data[i * shape[1] + j])),
  );
const rowsOf = ({ shape, data }: Tensor, m: Arithmetic): number[][] =>
  Array.from({ length: shape[0] }, (_, i) =>
    Array.from(data.subarray(i * shape[1], (i + 1) * shape[1]), m.round),
  );
const matrix = (columns: Columns): Tensor => {
  const shape = [columns[0].length, columns.length];
  return {
    shape,
    data: Float64Array.from(
      { length: shape[0] * shape[1] },
      (_, k) => columns[k % shape[1]][Math.floor(k / shape[1])],
    ),
  };
};
const matrixOfRows = (rows: Columns): Tensor => ({
  shape: [rows.length, rows[0].length],
  data: Float64Array.from(rows.flat()),
});
const vector = (x: readonly number[]): Tensor => ({ shape: [x.length], data: Float64Array.from(x) });

/** What a sum of all terms is divided by. */
function countOf({ reduction }: Loss, { shape }: Tensor): number {
  if (reduction === "sum") return 1;
  return reduction === "mean" ? shape[0] * shape[1] : shape[1];
}

interface Pass {
  readonly inputs: Columns;
  readonly z: Columns;
  readonly a: Columns;
}

function forward(way: Way, layers: readonly Layer[], x: Columns): Pass[] {
  const { m, v } = way;
  let inputs = x;
  return layers.map((layer) => {
    const [rows, b] = [rowsOf(layer.W, m), Array.from(layer.b.data, m.round)];
    const z = inputs.map((sample) =>
      rows.map((row, i) => (v.bias === "first" ? m.dot(row, sample, b[i]) : m.add(m.dot(row, sample), b[i]))),
    );
    const pass = { inputs, z, a: z.map((sample) => activate(way, layer, sample)) };
    inputs = pass.a;
    return pass;
  });
}

/** One network's values and gradients as an honest engine of this precision and variant finds them. */
export function honestEngine(q: NetworkQuestion, precision: Precision, v: Variant, random: Random): Honest {
  const m = arithmeticOf(precision, v, random);
  const way: Way = { m, v };
  const { layers, loss } = q;
  const passes = forward(way, layers, columnsOf(q.x, m));
  const targets = columnsOf(q.target, m);
  const count = countOf(loss, q.target);
  const share = (x: number) => (v.mean === "factor" ? m.multiply(x, m.round(1 / count)) : m.divide(x, count));
  const early = (x: number) => (v.mean === "late" ? x : share(x));
  const late = (x: number) => (v.mean === "late" ? share(x) : x);
  const decay = m.round(loss.l2 ?? 0);

  const output = passes[passes.length - 1].a;
  const terms = output.flatMap((a, j) => lossTerms(way, loss, a, targets[j]));
  const data = v.mean === "late" ? share(m.sum(terms)) : m.sum(terms.map(share));
  const values: Honest["values"] = {};
  const gradients: Honest["gradients"] = {};
  passes.forEach(({ z, a }, i) => {
    values[`z${i + 1}`] = matrix(z);
    values[`a${i + 1}`] = matrix(a);
  });

  let squares: number | undefined;
  let delta: Columns = [];
  let g: Columns = output.map((a, j) => lossSlopes(way, loss, a, targets[j]).map(early));
  for (let i = layers.length - 1; i >= 0; i--) {
    const { inputs, z, a } = passes[i];
    const layer = layers[i];
    const fused = (j: number) =>
      i === layers.length - 1 ? fusedError(way, loss, layer, a[j], targets[j])?.map(early) : undefined;
    delta = z.map((sample, j) => fused(j) ?? pullBack(way, layer, sample, a[j], g[j]));
    // an intermediate that is not divided yet is nobody's answer, and neither is one that a fused formula never had
    if (v.mean !== "late") {
      gradients[`z${i + 1}`] = matrix(delta);
      if (!fused(0)) gradients[`a${i + 1}`] = matrix(g);
    }
    const rows = rowsOf(layer.W, m);
    const perUnit = rows.map((_, r) => delta.map((sample) => sample[r]));
    const perInput = inputs[0].map((_, c) => inputs.map((sample) => sample[c]));
    const penalty = (w: number, x: number) => (decay === 0 ? x : m.add(x, m.multiply(decay, w)));
    gradients[`W${i + 1}`] = matrixOfRows(
      perUnit.map((d, r) => perInput.map((x, c) => penalty(rows[r][c], late(m.dot(d, x))))),
    );
    gradients[`b${i + 1}`] = vector(perUnit.map((d) => late(m.sum(d))));
    if (decay !== 0) {
      const own = m.sum(rows.flat().map((w) => m.multiply(w, w)));
      squares = squares === undefined ? own : m.add(own, squares);
    }
    const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
    g = delta.map((sample) => columns.map((column) => m.dot(column, sample)));
  }
  gradients.x = matrix(g.map((sample) => sample.map(late)));
  const total = squares === undefined ? data : m.add(data, m.multiply(m.multiply(decay, 0.5), squares));
  values.L = { shape: [], data: Float64Array.of(total) };
  return { values, gradients };
}
