/** Bugs where a cotangent passes an activation: its derivative forgotten, applied twice, or taken at the activation. */
import type { Question } from "../../spec/case.ts";
import { attributesOf, type Node } from "../../spec/graph.ts";
import { type OpName, ops } from "../../spec/ops/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { type DoublePass, type Mutant, type Right, replaceRule, skipped, type Vjp } from "./mutant.ts";
import { curved, isActivation, isFused, isGraph, isLayered, isOutput } from "./places.ts";

type Where = "hidden" | "output" | "everywhere";
/** Activations whose slope is a factor of its own in a usual engine: not the output's where loss and activation are one formula. */
export const isPlace = (node: Node, question: Question, where: Where): boolean => {
  if (!isActivation(node, question)) return false;
  const output = isLayered(question) && isOutput(node, question);
  if (output && isFused(question)) return false;
  return where === "everywhere" || (where === "output") === output;
};
export const at =
  (
    where: Where,
    wrong: (own: Vjp, node: Node, right: Right) => Vjp,
    only?: readonly OpName[],
  ): Mutant["sabotage"] =>
  (graph, question) =>
    replaceRule(graph, (node) => (!only || only.includes(node.op)) && isPlace(node, question, where), wrong);

/** ḡ·f′(x) at another point */
export const slopeAt = (own: Vjp, node: Node, point: (pass: DoublePass) => Tensor): Vjp => [
  (pass) => {
    const x = point(pass);
    return own[0]({ ...pass, operands: [x], result: ops[node.op].forward(pass.n, [x], attributesOf(node)) });
  },
];
const twice = ([own]: Vjp): Vjp => [(pass) => own({ ...pass, g: own(pass) })];
const atItsResult = (own: Vjp, node: Node): Vjp => slopeAt(own, node, ({ result }) => result);
/** The three ways in which one slip can stand in the code: in the loop over hidden layers, at the output, in both. */
function everywhere(
  name: string,
  { story, ...texts }: Pick<Mutant, "story" | "formula" | "clause" | "mend">,
  wrong: (own: Vjp, node: Node) => Vjp,
  only?: readonly OpName[],
): Mutant[] {
  const one = (suffix: string, where: Where, place: string): Mutant => ({
    name: `${name}${suffix}`,
    story: `${story}${place}`,
    ...texts,
    group: "gross",
    sabotage: (graph, question) =>
      isGraph(question) && where !== "everywhere" ? undefined : at(where, wrong, only)(graph, question),
  });
  return [
    one("", "everywhere", ", at every activation"),
    one("-in-hidden-layers", "hidden", ", in the hidden layers"),
    one("-at-the-output", "output", ", at the output"),
  ];
}

export const activationMutants: readonly Mutant[] = [
  ...everywhere(
    "activation-derivative-forgotten",
    {
      story: "passes ∂L/∂a on as ∂L/∂z: the activation's derivative is missing",
      formula: "∂L/∂z = ∂L/∂a, not ∂L/∂a ⊙ σ′(z)",
      clause: "BACK-1",
      mend: "multiply ∂L/∂a by the activation's derivative at z",
    },
    skipped,
  ),
  ...everywhere(
    "activation-derivative-twice",
    {
      story: "multiplies by the activation's derivative twice",
      formula: "∂L/∂z = ∂L/∂a ⊙ σ′(z)², not ∂L/∂a ⊙ σ′(z)",
      clause: "BACK-1",
      mend: "multiply by σ′(z) in one place only",
    },
    twice,
  ),
  ...everywhere(
    "sigmoid-slope-at-the-activation",
    {
      story: "applies σ′ to the activation a where the pre-activation z is meant",
      formula: "∂L/∂z = ∂L/∂a ⊙ σ′(a), not ∂L/∂a ⊙ σ′(z)",
      clause: "BACK-1",
      mend: "with a stored, write a(1 − a) or 1 − a²; or call σ′ with z",
    },
    atItsResult,
    curved,
  ),
];
