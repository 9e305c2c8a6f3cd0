/** For tests: questions on which every bug of the catalogue shows. */
import type { Question } from "../../spec/case.ts";
import { expression, farOut, graphs } from "./probes/graphs.ts";
import { extremes, loss } from "./probes/losses.ts";
import { networks, training } from "./probes/networks.ts";

export const probes: Readonly<Record<string, Question>> = {
  ...Object.fromEntries(networks.map((question, i) => [`network ${i + 1}`, question])),
  ...Object.fromEntries(graphs.map((question, i) => [`graph ${i + 1}`, question])),
  "binary cross-entropy": loss("bce"),
  "cross-entropy": loss("cross_entropy"),
  "softmax cross-entropy": loss("softmax_cross_entropy"),
  ...extremes,
  ...Object.fromEntries((["sigmoid", "tanh", "softplus", "elu", "softmax"] as const).map(farOut)),
  chain: expression("y = v^3", ["u = x^2", "v = 2*u + 1"], { x: 3 }),
  paths: expression("z = x^2 * y", ["x = 3*t", "y = t^2 + 1"], { t: 2 }),
  powers: expression("y = x^3 + x^2", [], { x: -1.5 }),
  quotient: expression("y = 1 / (1 + exp(-z))", ["z = 2*x - 1"], { x: 0.75 }),
  training,
};
