/** A network far out, nearly saturated, or with gradients that are nearly 0. */
import type { Question } from "../../spec/case.ts";
import { largest } from "./generic.ts";
import { isLayered, type Layered } from "./layered.ts";
import { isFilled, withLayers } from "./numbers.ts";
import { hides, type Variant } from "./respect.ts";

/** e^z overflows there, also where a weight or an activation below 1 comes before it. */
const far = 5000;

/** Pre-activations at which e^z overflows, and gradients that are nearly 0. */
function ofLayered(question: Layered): readonly Variant[] {
  const { x } = question;
  const scaled = (factor: number) => ({ ...x, data: x.data.map((entry) => entry * factor) });
  const size = largest(x) || 1;
  const farOut = (at: number, most: number) =>
    withLayers(question, (layer, i) => {
      const factor = i === at ? most / (largest(layer.W) || 1) : 1;
      return { ...layer, W: { ...layer.W, data: layer.W.data.map((w) => w * factor) } };
    });
  const last = question.layers.length - 1;
  return [
    hides("a moderate pre-activation", "one in the thousands", { ...question, x: scaled(far / size) }),
    hides("a moderate pre-activation", "one in the thousands", farOut(last, far)),
    hides("a slope that is nowhere small", "pre-activations of 4", { ...question, x: scaled(4 / size) }),
    hides("a slope that is nowhere small", "pre-activations of 4", farOut(last, 4)),
    hides("the lack of a gradient below 1e-8", "a gradient that small", {
      ...question,
      x: scaled(1e-10 / size),
    }),
  ];
}

export function extremeNumbers(question: Question): readonly Variant[] {
  return isLayered(question) && isFilled(question) ? ofLayered(question) : [];
}
