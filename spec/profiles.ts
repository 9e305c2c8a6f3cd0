/**
 * Conformance profiles: what an engine promises that claims one. A profile is all cases of one kind of question in the precision that the
 * engine computes in; what a case takes decides whether the profile requires it. This is the one place that says so (the tables of
 * spec/profiles.md are made from it).
 */
import { type ProfileName, profileNames } from "./answer.ts";
import type { Case, Question } from "./case.ts";
import { type Feature, featuresOf } from "./features.ts";

export interface ConformanceProfile {
  readonly kind: Question["kind"];
  /** What is asked in it, for readers. */
  readonly asks: string;
  /** A case that takes nothing else is required; any other is optional. */
  readonly requires: readonly Feature[];
}

// Everything optional below can be said in what is required: softplus(x) = log(1 + e^x), and so on.
const arithmetic: readonly Feature[] = [
  "op:add",
  "op:subtract",
  "op:multiply",
  "op:divide",
  "op:negative",
  "op:pow",
  "op:sqrt",
  "op:exp",
  "op:log",
  "op:abs",
  "op:maximum",
  "op:relu",
  "op:sigmoid",
  "op:tanh",
];
const tensors: readonly Feature[] = ["op:matmul", "op:transpose", "op:reshape", "op:sum", "op:mean"];
const losses: readonly Feature[] = ["loss:mse", "loss:half_squared_error", "loss:bce", "loss:cross_entropy"];
const layered: readonly Feature[] = [
  "activation:identity",
  "activation:relu",
  "activation:sigmoid",
  "activation:tanh",
  ...losses,
];

export const conformanceProfiles: Readonly<Record<ProfileName, ConformanceProfile>> = {
  scalar: { kind: "expression", asks: "formulas of numbers", requires: arithmetic },
  loss: { kind: "loss", asks: "a loss of predictions and targets", requires: losses },
  network: { kind: "network", asks: "layers and a loss over a batch", requires: layered },
  graph: {
    kind: "graph",
    asks: "graphs of tensors with any cotangent",
    requires: [...arithmetic, ...tensors],
  },
  training: { kind: "training", asks: "steps of gradient descent", requires: layered },
};

export const profileOf = ({ kind }: Question): ProfileName =>
  profileNames.find((name) => conformanceProfiles[name].kind === kind) as ProfileName;

/** What makes a case optional in the profile of its kind; empty where it is required. */
export function optionalIn({ question }: Pick<Case, "question">): readonly Feature[] {
  const { requires } = conformanceProfiles[profileOf(question)];
  return featuresOf(question).filter((feature) => !requires.includes(feature));
}

export const isRequired = (c: Pick<Case, "question">): boolean => optionalIn(c).length === 0;
