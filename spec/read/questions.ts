/** From the form to a question: shapes are compared, and every complaint points at the tensor that does not fit. */
import type { Layer, Loss, LossQuestion, NetworkQuestion, TrainingQuestion, Written } from "../case.ts";
import { halfOf, isExactly } from "../decimal.ts";
import type { Name } from "../graph.ts";
import { type Shape, sameShape, showShape } from "../tensor.ts";
import type { Source } from "./complain.ts";
import type { LossForm, LossQuestionForm, NetworkForm, TrainingForm } from "./form.ts";
import type { Placed, WrittenNumber } from "./kinds.ts";
import { fromShapes, fromSteps, type Lookup, networkShapes } from "./names.ts";
import type { WrittenTensor } from "./tensors.ts";

/** A question before it is known what is wanted of it. */
export interface Asked<Q> {
  readonly question: Q;
  readonly lookup: Lookup;
  readonly literals: Readonly<Record<Name, Written>>;
}
type Bare<Q> = Omit<Q, "want" | "also">;

/** Keeps the text of what no double holds. */
export class Literals {
  readonly kept: Record<Name, Written> = {};
  tensor(name: Name, { inexact, written }: WrittenTensor): void {
    if (inexact) this.kept[name] = written;
  }
  number(name: Name, { number, text }: WrittenNumber): void {
    if (!isExactly(text, number)) this.kept[name] = { shape: [], text: [text] };
  }
}

export function readLoss(
  source: Source,
  form: Placed<LossQuestionForm>,
): Asked<Bare<LossQuestion>> | undefined {
  const literals = new Literals();
  const { p, target } = form.value;
  const loss = readLossName(source, form.value, literals, "");
  const { shape } = p.value.tensor;
  if (shape.length > 2) complainShape(source, p, "p", "[features, samples] or a vector of samples");
  else if (!sameShape(shape, target.value.tensor.shape))
    complainShape(source, target, "target", `${showShape(shape)}, as p`);
  else if (loss) {
    literals.tensor("p", p.value);
    literals.tensor("t", target.value);
    const question = { kind: "loss" as const, loss, p: p.value.tensor, target: target.value.tensor };
    const shapes = new Map<Name, Shape>([
      ["p", shape],
      ["t", shape],
      ["L", []],
    ]);
    return { question, lookup: fromShapes(shapes), literals: literals.kept };
  }
  return undefined;
}

export function readNetwork(
  source: Source,
  { value: form }: Placed<NetworkForm>,
): Asked<Bare<NetworkQuestion>> | undefined {
  const literals = new Literals();
  const parts = readLayered(source, form, literals);
  if (!parts) return undefined;
  const shapes = networkShapes(parts.layers, parts.x.shape[1]);
  return { question: { kind: "network", ...parts }, lookup: fromShapes(shapes), literals: literals.kept };
}

export function readTraining(
  source: Source,
  { value: form }: Placed<TrainingForm>,
): Asked<Bare<TrainingQuestion>> | undefined {
  const literals = new Literals();
  const parts = readLayered(source, form, literals);
  const report = form.report && readLossName(source, form.report.value, literals, "report/");
  const { learningRate, steps } = form;
  if (learningRate.value.number <= 0)
    source.complain(
      learningRate.at,
      "the learning rate must be above 0",
      "descent subtracts the gradient itself",
    );
  literals.number("learningRate", learningRate.value);
  if (!parts || (form.report && !report) || learningRate.value.number <= 0) return undefined;
  const shapes = networkShapes(parts.layers, parts.x.shape[1]);
  const lookup = fromSteps(shapes, steps.value, report !== undefined);
  const run = { learningRate: learningRate.value.number, steps: steps.value, ...(report && { report }) };
  return { question: { kind: "training", ...parts, ...run }, lookup, literals: literals.kept };
}

function readLossName(
  source: Source,
  form: Omit<LossForm, "l2"> & Partial<LossForm>,
  literals: Literals,
  prefix: string,
): Loss | undefined {
  const { name, reduction, clip, l2 } = form;
  let whole = true;
  const complain = (at: Placed<unknown>, message: string, hint?: string) => {
    whole = false;
    source.complain(at.at, message, hint);
  };
  if (clip && name.value !== "bce" && name.value !== "cross_entropy")
    complain(clip, `${name.value} is not clipped`, "only bce and cross_entropy are");
  else if (clip && !(clip.value.number > 0 && clip.value.number < 0.5))
    complain(clip, "clip must be above 0 and below 0.5");
  if (l2 && !(l2.value.number >= 0)) complain(l2, "l2 must not be negative");
  if (clip) literals.number(`${prefix}clip`, clip.value);
  // The lowered graph has l2/2 as its input: half of a decimal is five tenths of it.
  if (l2) literals.number(`${prefix}L/half_l2`, { number: l2.value.number / 2, text: halfOf(l2.value.text) });
  if (!whole) return undefined;
  return {
    name: name.value,
    reduction: reduction.value,
    ...(clip && { clip: clip.value.number }),
    ...(l2 && { l2: l2.value.number }),
  };
}

/** Layers that fit one another, and data that fits them: W [out, in], b [out], x [in, samples], target [out, samples]. */
function readLayered(source: Source, form: NetworkForm, literals: Literals) {
  const { x, target } = form;
  const loss = readLossName(source, form.loss.value, literals, "");
  let whole = loss !== undefined;
  const expect = (
    tensor: Placed<WrittenTensor>,
    name: string,
    fits: boolean,
    wanted: string,
    hint?: string,
  ) => {
    if (fits) return;
    whole = false;
    complainShape(source, tensor, name, wanted, hint);
  };
  const xShape = x.value.tensor.shape;
  expect(x, "x", xShape.length === 2, "[features, samples]", "one sample is a column: [[0.5], [0.8]]");
  const samples = xShape.length === 2 ? xShape[1] : undefined;
  let width = xShape.length === 2 ? xShape[0] : undefined;
  literals.tensor("x", x.value);
  const layers = form.layers.value.map(({ value: layer }, i): Layer => {
    const [W, b] = [layer.W.value.tensor, layer.b.value.tensor];
    const k = i + 1;
    const before = i === 0 ? "x has" : `layer ${i} has`;
    const transposed =
      W.shape[0] === width ? "weights are [out, in]: is it transposed?" : `${before} ${width} rows`;
    if (W.shape.length !== 2) expect(layer.W, `W${k}`, false, "[out, in]");
    else if (width !== undefined)
      expect(layer.W, `W${k}`, W.shape[1] === width, `[${W.shape[0]}, ${width}]`, transposed);
    const out = W.shape.length === 2 ? W.shape[0] : undefined;
    const flat = b.shape.length === 2 && b.shape[1] === 1 ? "write b as a flat list" : undefined;
    if (out !== undefined)
      expect(layer.b, `b${k}`, sameShape(b.shape, [out]), `[${out}], one entry a row of W${k}`, flat);
    // where W and b contradict, what comes after could fit either
    width = out !== undefined && sameShape(b.shape, [out]) ? out : undefined;
    literals.tensor(`W${k}`, layer.W.value);
    literals.tensor(`b${k}`, layer.b.value);
    const scaled = layer.activation.value === "leaky_relu" || layer.activation.value === "elu";
    if (layer.alpha && !scaled) {
      whole = false;
      source.complain(layer.alpha.at, `${layer.activation.value} takes no alpha`, "leaky_relu and elu do");
    }
    if (layer.alpha) literals.number(`alpha${k}`, layer.alpha.value);
    return {
      W,
      b,
      activation: layer.activation.value,
      ...(layer.alpha && { alpha: layer.alpha.value.number }),
    };
  });
  if (width !== undefined && samples !== undefined) {
    const { shape } = target.value.tensor;
    expect(target, "target", sameShape(shape, [width, samples]), `[${width}, ${samples}]: outputs × samples`);
  }
  literals.tensor("t", target.value);
  return whole && loss ? { layers, loss, x: x.value.tensor, target: target.value.tensor } : undefined;
}

function complainShape(
  source: Source,
  { at, value }: Placed<WrittenTensor>,
  name: string,
  wanted: string,
  hint?: string,
): void {
  source.complain(at, `${name} is ${showShape(value.tensor.shape)}; it must be ${wanted}`, hint);
}
