/** Bugs where a cotangent passes an activation. */
import type { Question } from "../../spec/case.ts";
import type { Node } from "../../spec/graph.ts";
import { type Mutant, replaceRule, skipped, twice } from "./mutant.ts";

const layersOf = (question: Question): number => ("layers" in question ? question.layers.length : 0);
/** `identity` is no activation: there is nothing to apply twice. */
const isActivation = ({ out, op }: Node): boolean => /^a\d+$/.test(out) && op !== "reshape";

export const activationMutants: readonly Mutant[] = [
  {
    name: "activation-derivative-applied-twice",
    story:
      "applies the activation derivative twice: the output's error already holds σ′(z), and is multiplied by it once more",
    clause: "BACK-2",
    mend: "with sigmoid and cross-entropy, ∂L/∂z is (a − y)/m; do not multiply it by σ′(z)",
    sabotage: (_, question) => {
      const last = layersOf(question);
      return last > 0
        ? replaceRule((node) => node.out === `a${last}` && isActivation(node), twice)
        : undefined;
    },
  },
  {
    name: "activation-derivative-missing-at-the-output",
    story: "uses ∂L/∂a as ∂L/∂z at the output: the activation derivative is missing",
    clause: "BACK-2",
    mend: "multiply ∂L/∂a by the derivative of the output's activation at z",
    sabotage: (_, question) => {
      const last = layersOf(question);
      return last > 0
        ? replaceRule((node) => node.out === `a${last}` && isActivation(node), skipped)
        : undefined;
    },
  },
  {
    name: "activation-derivative-missing-in-hidden-layers",
    story: "passes ∂L/∂a on as ∂L/∂z in the hidden layers: the activation derivative is missing",
    clause: "BACK-2",
    mend: "multiply the propagated error by the activation's derivative at every hidden layer",
    sabotage: (_, question) => {
      const last = layersOf(question);
      return last > 1
        ? replaceRule((node) => node.out !== `a${last}` && isActivation(node), skipped)
        : undefined;
    },
  },
];
