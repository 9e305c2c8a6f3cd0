/** Bugs in the slope of activations that bend at 0: relu, leaky relu and elu. */
import { eluScale, leakySlope } from "./alpha.ts";
import { member } from "./family.ts";
import { gross, type Mutant, map, replaceRule } from "./mutant.ts";
import { layerOf, weightOf } from "./places.ts";
import { slopeIs } from "./slope.ts";

export const kinkedMutants: readonly Mutant[] = [
  gross(
    "relu-mask-inverted",
    [
      "passes the cotangent where relu is off and stops it where it is on",
      "∂L/∂z = ∂L/∂a ⊙ [z < 0], not ∂L/∂a ⊙ [z > 0]",
      "ACT-2",
      "pass it where z > 0",
    ],
    slopeIs(/^relu$/, ({ z }) => (z < 0 ? 1 : 0)),
  ),
  gross(
    "relu-mask-forgotten",
    [
      "passes the cotangent through relu everywhere",
      "∂L/∂z = ∂L/∂a, not ∂L/∂a ⊙ [z > 0]",
      "ACT-2",
      "stop it where z < 0",
    ],
    slopeIs(/^relu$/, () => 1),
  ),
  gross(
    "relu-applied-to-the-cotangent",
    [
      "applies relu to the cotangent when it goes back: it stops what is negative, not what was off",
      "∂L/∂z = max(∂L/∂a, 0), not ∂L/∂a ⊙ [z > 0]",
      "ACT-2",
      "ask the sign of z, not that of the cotangent",
    ],
    (graph) =>
      replaceRule(
        graph,
        ({ op }) => op === "relu",
        () => [({ g }) => map(g, (x) => Math.max(x, 0))],
      ),
  ),
  gross(
    "relu-mask-from-the-input",
    [
      "takes relu's mask from the layer's input instead of from its pre-activation",
      "∂L/∂z = ∂L/∂a ⊙ [x > 0], not ∂L/∂a ⊙ [z > 0]",
      "ACT-2",
      "pass the cotangent where z > 0",
    ],
    (graph, question) =>
      replaceRule(
        graph,
        ({ op, out }) => {
          const [rows, columns] = weightOf(question, out)?.shape ?? [];
          return op === "relu" && rows !== undefined && rows === columns;
        },
        (_, { out }, right) => [
          ({ n, g }) => {
            const input = right.values.get(layerOf(out) > 1 ? `a${layerOf(out) - 1}` : "x");
            return n.multiply(
              g,
              map(input ?? g, (x) => (x > 0 ? 1 : 0)),
            );
          },
        ],
      ),
  ),
  member(leakySlope, 0.01, "leaky-slope-default", "gross"),
  gross(
    "leaky-taken-as-relu",
    [
      "stops the cotangent below 0, as if leaky relu were relu",
      "∂L/∂z = 0 where z < 0, not α ∂L/∂a",
      "ACT-2",
      "pass alpha·g below 0",
    ],
    leakySlope.of(0),
  ),
  gross(
    "leaky-slopes-swapped",
    [
      "takes alpha above 0 and 1 below it for the slope of leaky relu",
      "∂L/∂z = ∂L/∂a where z < 0 and α ∂L/∂a above, not the reverse",
      "ACT-2",
      "the slope is 1 above 0 and alpha below",
    ],
    slopeIs(/^leaky_relu$/, ({ z, alpha }) => (z > 0 ? alpha : 1)),
  ),
  gross(
    "leaky-slope-sign",
    [
      "takes −alpha for the slope of leaky relu below 0",
      "∂L/∂z = −α ∂L/∂a where z < 0, not α ∂L/∂a",
      "ACT-2",
      "the slope below 0 is alpha",
    ],
    slopeIs(/^leaky_relu$/, ({ z, alpha }) => (z > 0 ? 1 : -alpha)),
  ),
  gross(
    "leaky-value-for-slope",
    [
      "takes the value alpha·z for the slope of leaky relu below 0",
      "∂L/∂z = αz ∂L/∂a where z < 0, not α ∂L/∂a",
      "ACT-2",
      "the slope below 0 is alpha",
    ],
    slopeIs(/^leaky_relu$/, ({ z, alpha }) => (z > 0 ? 1 : alpha * z)),
  ),
  gross(
    "leaky-mask-from-the-output",
    [
      "asks the sign of a for that of z, which differ where alpha is negative",
      "∂L/∂z = α ∂L/∂a where a < 0, not where z < 0",
      "ACT-2",
      "ask the sign of z",
    ],
    (graph, question) =>
      graph.nodes.some(({ op, attributes }) => op === "leaky_relu" && Number(attributes?.alpha) < 0)
        ? slopeIs(/^leaky_relu$/, ({ a, alpha }) => (a > 0 ? 1 : alpha))(graph, question)
        : undefined,
  ),
  gross(
    "elu-slope-from-pre-activation",
    [
      "takes z + alpha for the slope of elu below 0, where the activation a is meant",
      "elu′ = z + α where z < 0, not a + α",
      "ACT-2",
      "below 0, elu′ is a + alpha",
    ],
    slopeIs(/^elu$/, ({ z, alpha }) => (z > 0 ? 1 : z + alpha)),
  ),
  gross(
    "elu-slope-without-its-alpha",
    [
      "takes the activation a for the slope of elu below 0, and forgets to add alpha",
      "elu′ = a where z < 0, not a + α",
      "ACT-2",
      "below 0, elu′ is a + alpha",
    ],
    slopeIs(/^elu$/, ({ z, a }) => (z > 0 ? 1 : a)),
  ),
  gross(
    "elu-alpha-twice",
    [
      "multiplies the slope of elu below 0 by alpha once too often",
      "elu′ = α(a + α) where z < 0, not a + α",
      "ACT-2",
      "a holds alpha already: below 0, elu′ is a + alpha, which is alpha·e^z",
    ],
    slopeIs(/^elu$/, ({ z, a, alpha }) => (z > 0 ? 1 : alpha * (a + alpha))),
  ),
  member(eluScale, 1, "elu-scale-forgotten", "gross", {
    story: "takes e^z for the slope of elu below 0, whatever alpha was asked",
    formula: "elu′ = e^z where z < 0, not α e^z",
  }),
];
