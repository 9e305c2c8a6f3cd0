/**
 * The truth of a case, and how far an honest engine may be from it.
 *
 * One sweep of the tape over running error bounds: values and gradients in double-double, what double-double itself may be off by (`own`),
 * what an honest engine of the profile may be off by (`bound`), and how far the result moves when each literal's exact decimal stands
 * in for its double (`literal`).
 */
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import type { Profile } from "../../engine/numbers/bounded/profile.ts";
import { doubleDouble } from "../../engine/numbers/double-double/numbers.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { vjps } from "../../engine/reference/vjps/index.ts";
import { type Conventions, type Rule, usualConventions } from "../../engine/reference/vjps/rule.ts";
import type { Case, Question } from "../../spec/case.ts";
import type { Graph, Name, Node } from "../../spec/graph.ts";
import { lower, type SinglePass } from "../../spec/lower/index.ts";
import { filled } from "../../spec/tensor.ts";
import { boundedInputs, type Known, knownOf, type Truth, truthProfiles } from "./known.ts";
import { movedByStorage } from "./storage.ts";
import { trainingTruth } from "./training.ts";

/** How a question is read: slopes at kinks, and what stands for it in a dialect. Default: as it is asked. */
export interface Reading {
  readonly conventions?: Conventions;
  readonly graph?: Graph;
  /** Rules of single nodes in place of the tape's. */
  readonly ruleOf?: (node: Node) => Rule | undefined;
}

function singlePass(c: Case, question: SinglePass, profile: Profile, reading: Reading): Truth {
  const { graph = lower(question), conventions = usualConventions, ruleOf } = reading;
  const n = bounded(truthProfiles(profile));
  const wanted = [...question.want.gradients, ...(question.also?.gradients ?? [])];
  const given = boundedInputs(graph.inputs, c.literals, n);
  const rules = ruleOf && { ruleOf: (node: Node) => ruleOf(node) ?? vjps[node.op] };
  const pass = sweep(graph, n, { given, wanted, conventions, ...rules });
  const values = new Map<Name, Known>();
  const moved = movedByStorage(graph, profile, { wanted, conventions, ...rules });
  for (const [name, x] of pass.values) values.set(name, knownOf(x, moved?.values.get(name)));
  const gradients = new Map<Name, Known>();
  for (const name of namesIn(graph)) {
    const value = pass.values.get(name);
    if (!value) continue;
    const gradient = pass.gradients.get(name);
    if (gradient) gradients.set(name, knownOf(gradient, moved?.gradients.get(name)));
    else if (wanted.includes(name)) {
      gradients.set(
        name,
        knownOf({ value: doubleDouble.from(filled(value.value.shape, 0)), errors: [null, null, null, null] }),
      );
    }
  }
  return { values, gradients, largest: profile.largest };
}

const namesIn = (graph: Graph): readonly Name[] => [
  ...Object.keys(graph.inputs),
  ...graph.nodes.map((node) => node.out),
];

/** Truth and tolerance of everything that a case asks, and of what lies on the way. */
export function truthOf(c: Case, profile: Profile, reading: Reading = {}): Truth {
  const question: Question = c.question;
  if (question.kind === "training") return trainingTruth(c, question, profile, reading.conventions);
  return singlePass(c, question, profile, reading);
}
