/** Bugs in the formula of the slope of sigmoid and tanh, or of any activation whose value stands for its slope. */
import { gross, type Mutant, map, replaceRule } from "./mutant.ts";

interface At {
  readonly z: number;
  readonly a: number;
  readonly alpha: number;
  readonly op: string;
}

/** ḡ·slope, entry by entry, wherever the operation stands. */
export const slopeIs =
  (op: RegExp, slope: (at: At) => number): Mutant["sabotage"] =>
  (graph) =>
    replaceRule(
      graph,
      (node) => op.test(node.op),
      (_, node) => [
        ({ n, g, operands: [z], result, attributes }) => {
          const alpha = Number(attributes.alpha);
          return n.multiply(
            g,
            map(z, (x, k) => slope({ z: x, a: result.data[k], alpha, op: node.op })),
          );
        },
      ],
    );

export const slopeMutants: readonly Mutant[] = [
  gross(
    "slope-formula-applied-to-z",
    [
      "writes z(1 − z) and 1 − z², the slopes in terms of a, with z",
      "σ′ = z(1 − z), not a(1 − a); tanh′ = 1 − z², not 1 − a²",
      "ACT-1",
      "a(1 − a) and 1 − a² hold for a = σ(z) only",
    ],
    slopeIs(/^(sigmoid|tanh)$/, ({ z, op }) => (op === "tanh" ? 1 - z * z : z * (1 - z))),
  ),
  gross(
    "value-for-slope",
    [
      "multiplies by the activation's value, where its derivative is due: it calls σ for σ′",
      "∂L/∂z = ∂L/∂a ⊙ σ(z), not ∂L/∂a ⊙ σ′(z)",
      "BACK-1",
      "call the derivative, not the function",
    ],
    slopeIs(/^(relu|leaky_relu|elu|sigmoid|tanh|softplus|gelu)$/, ({ a }) => a),
  ),
  gross(
    "tanh-slope-one-minus-a",
    ["takes 1 − a for the slope of tanh", "tanh′ = 1 − a, not 1 − a²", "ACT-1", "tanh′ is 1 − a²"],
    slopeIs(/^tanh$/, ({ a }) => 1 - a),
  ),
  gross(
    "tanh-slope-of-sigmoid",
    [
      "takes the sigmoid's a(1 − a) for the slope of tanh",
      "tanh′ = a(1 − a), not 1 − a²",
      "ACT-1",
      "a(1 − a) is the sigmoid's: tanh′ is 1 − a²",
    ],
    slopeIs(/^tanh$/, ({ a }) => a * (1 - a)),
  ),
  gross(
    "sigmoid-slope-of-tanh",
    [
      "takes the slope of tanh, 1 − a², for that of the sigmoid",
      "σ′ = 1 − a², not a(1 − a)",
      "ACT-1",
      "1 − a² is tanh's: sigmoid′ is a(1 − a)",
    ],
    slopeIs(/^sigmoid$/, ({ a }) => 1 - a * a),
  ),
  gross(
    "sigmoid-slope-a-only",
    ["takes a for the slope of the sigmoid", "σ′ = a, not a(1 − a)", "ACT-1", "sigmoid′ is a(1 − a)"],
    slopeIs(/^sigmoid$/, ({ a }) => a),
  ),
  gross(
    "sigmoid-slope-a-times-one-plus-a",
    [
      "takes a(1 + a) for the slope of the sigmoid",
      "σ′ = a(1 + a), not a(1 − a)",
      "ACT-1",
      "sigmoid′ is a(1 − a)",
    ],
    slopeIs(/^sigmoid$/, ({ a }) => a * (1 + a)),
  ),
  gross(
    "sigmoid-slope-square-forgotten",
    [
      "forgets the square in the derivative of 1/(1 + e^−z)",
      "σ′ = e^−z / (1 + e^−z), not e^−z / (1 + e^−z)²",
      "ACT-1",
      "the denominator is squared, which makes a(1 − a)",
    ],
    slopeIs(/^sigmoid$/, ({ a }) => 1 - a),
  ),
];
