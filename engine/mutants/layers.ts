/** Bugs of the loop over layers and units: it stops too early, or leaves something out. */
import type { Question } from "../../spec/case.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { asked } from "../reference/engine.ts";
import { changeAfter, type Mutant, map, times } from "./mutant.ts";
import { depthOver, isLayered, layerOf, layersOf } from "./places.ts";

const asksForInput = (question: Question): boolean =>
  isLayered(question) && asked(question).gradients.includes("x");

export const layersMutants: readonly Mutant[] = [
  {
    name: "first-layer-frozen",
    story: "stops before the first layer: its gradients stay 0",
    formula: "∂L/∂W1 = 0 and ∂L/∂b1 = 0",
    clause: "BACK-4",
    mend: "go back through all layers, the first included",
    group: "gross",
    sabotage: (_, question) =>
      depthOver(question, 1)
        ? changeAfter(
            (name) => /^[Wb]1$/.test(name),
            (g) => times(g, 0),
          )
        : undefined,
  },
  {
    name: "last-layer-only",
    story: "stops after the last layer: the gradients of all others stay 0",
    formula: "∂L/∂W_l = 0 and ∂L/∂b_l = 0 for all l but the last",
    clause: "BACK-4",
    mend: "go back through all layers",
    group: "gross",
    sabotage: (_, question) => {
      const last = layersOf(question).length;
      return last > 1
        ? changeAfter(
            (name) => /^[Wb]\d+$/.test(name) && layerOf(name) < last,
            (g) => times(g, 0),
          )
        : undefined;
    },
  },
  {
    name: "input-gradient-forgotten",
    story: "never computes the gradient of the network's input: it stays 0",
    formula: "∂L/∂x = 0, not W1ᵀ ∂L/∂z1",
    clause: "BACK-3",
    mend: "pass the error on below the first layer as well: Wᵀ ∂L/∂z",
    group: "gross",
    sabotage: (_, question) =>
      asksForInput(question)
        ? changeAfter(
            (name) => name === "x",
            (g) => times(g, 0),
          )
        : undefined,
  },
  {
    name: "first-error-as-input-gradient",
    story: "gives the first layer's ∂L/∂z for the gradient of its input, which only a square layer can hide",
    formula: "∂L/∂x = ∂L/∂z1, not W1ᵀ ∂L/∂z1",
    clause: "BACK-3",
    mend: "pass the error through the first layer's weights as well: Wᵀ ∂L/∂z",
    group: "gross",
    sabotage: (_, question) => {
      const [rows, columns] = layersOf(question)[0]?.W.shape ?? [];
      return asksForInput(question) && rows === columns
        ? { after: (gradients) => new Map([...gradients, ["x", gradients.get("z1") as Tensor]]) }
        : undefined;
    },
  },
  {
    name: "one-unit-forgotten",
    story: "leaves out the last unit of the first layer: a loop ends one too early",
    formula: "∂L/∂W1 and ∂L/∂b1 for units i < n, not for i ≤ n",
    clause: "BACK-2",
    mend: "let the loop over the units run to its end",
    group: "gross",
    sabotage: (_, question) => {
      const rows = layersOf(question)[0]?.b.data.length ?? 0;
      if (rows < 2) return undefined;
      return changeAfter(
        (name) => /^[Wb]1$/.test(name),
        (g) => map(g, (x, k) => (k >= g.data.length - g.data.length / rows ? 0 : x)),
      );
    },
  },
];
