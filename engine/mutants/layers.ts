/** Bugs of the loop over layers and units: it stops too early, or leaves something out. */
import type { Question } from "../../spec/case.ts";
import { changeAfter, type Mutant, map, times } from "./mutant.ts";
import { isLayered, layerOf, layersOf } from "./places.ts";

const depthOver = (question: Question, least: number): boolean => layersOf(question).length > least;

export const layersMutants: readonly Mutant[] = [
  {
    name: "first-layer-frozen",
    story: "stops before the first layer: its gradients stay 0",
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
    clause: "BACK-3",
    mend: "pass the error on below the first layer as well: Wᵀ ∂L/∂z",
    group: "gross",
    sabotage: (_, question) =>
      isLayered(question) && [...question.want.gradients, ...(question.also?.gradients ?? [])].includes("x")
        ? changeAfter(
            (name) => name === "x",
            (g) => times(g, 0),
          )
        : undefined,
  },
  {
    name: "one-unit-forgotten",
    story: "leaves out the last unit of the first layer: a loop ends one too early",
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
