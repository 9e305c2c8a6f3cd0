/** Units that stand on one side of their activation's kink for every sample: what happens on the other is not seen. */
import { float64 } from "../../engine/numbers/float64.ts";
import type { ActivationName } from "../../spec/case.ts";
import { evaluate } from "../../spec/graph.ts";
import { lowerNetwork } from "../../spec/lower/network.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { isAll } from "./generic.ts";
import type { Layered } from "./layered.ts";
import { hides, type Variant } from "./respect.ts";

const kinked: readonly ActivationName[] = ["relu", "leaky_relu", "elu"];

/** What to add to each unit's bias, so that every other unit is on the other side for some sample at least. */
function shifts({ shape: [units, samples], data }: Tensor): Float64Array {
  return Float64Array.from({ length: units }, (_, i) => {
    const first = data[i * samples];
    return i % 2 === 0 ? -first - Math.sign(first) * 0.3125 : 0;
  });
}

export function ofSides(question: Layered): readonly Variant[] {
  const values = evaluate(lowerNetwork(question), float64);
  let text: string | undefined;
  const layers = question.layers.map((layer, i) => {
    const z = values.get(`z${i + 1}`);
    if (!z || !kinked.includes(layer.activation)) return layer;
    const isAbove = isAll(z, (x) => x > 0);
    if (!isAbove && !isAll(z, (x) => x < 0)) return layer;
    text ??= `a ${layer.activation.replace("_", " ")} that is ${isAbove ? "above" : "below"} 0 throughout`;
    const by = shifts(z);
    return { ...layer, b: { ...layer.b, data: layer.b.data.map((b, unit) => b + by[unit]) } };
  });
  return text === undefined ? [] : [hides(text, "one on both sides", { ...question, layers })];
}
