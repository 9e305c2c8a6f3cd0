/**
 * Truth and tolerance of a training run.
 *
 * Bounds pushed through 1000 updates would grow without limit, because they forget that descent contracts. So each step is bounded alone, from
 * the true parameters: ε_t is what an honest engine may add in update t. What becomes of it by step T is the true dynamics' own doing, to
 * first order: |error of q_T| ≤ E(q_T | W_T) + Σ_{t<T} Σ_i |λ_{t+1,i}|·ε_{t,i} with λ_T = ∂q_T/∂W_T and λ_t = λ_{t+1} − η·H_t·λ_{t+1} (the
 * adjoint of W ← W − η∇L; H_t the Hessian, symmetric). H·λ comes from duals run through the tape. Once errors are not small, the bound is ∞
 * (`first-order.ts`).
 */
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import type { Bounded } from "../../engine/numbers/bounded/errors.ts";
import type { Profile } from "../../engine/numbers/bounded/profile.ts";
import { type Dual, dual } from "../../engine/numbers/dual.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { type Conventions, usualConventions } from "../../engine/reference/vjps/rule.ts";
import type { Case, TrainingQuestion } from "../../spec/case.ts";
import type { Graph, Name } from "../../spec/graph.ts";
import { atStep, lowerTraining } from "../../spec/lower/network.ts";
import { filled, scalar, type Tensor } from "../../spec/tensor.ts";
import { limitsOf } from "./first-order.ts";
import { boundedInputs, type Known, knownOf, type Truth, truthProfiles } from "./known.ts";

/** One entry of one wanted quantity at one step, and the error that it gathers from the updates before. */
interface Target {
  readonly kind: "value" | "gradient";
  readonly name: Name;
  readonly node: Name;
  readonly step: number;
  readonly entry: number;
  readonly gathered: number[];
}
/** What every step of a run has in common. */
interface Descent {
  readonly graph: Graph;
  readonly names: readonly Name[];
  readonly conventions: Conventions;
  readonly learningRate: number;
}
type Parameters<N> = Readonly<Record<Name, N>>;

export function trainingTruth(
  c: Case,
  q: TrainingQuestion,
  profile: Profile,
  conventions: Conventions = usualConventions,
): Truth {
  // without the fourth, what is usual: over a thousand steps its sweep costs as much as the worst case, and convicts nobody
  const profiles = truthProfiles(profile).slice(0, 3);
  const n = bounded(profiles);
  const { step: graph, parameters: names } = lowerTraining(q);
  const inputs = boundedInputs(graph.inputs, c.literals, n);
  const rate = boundedInputs({ learningRate: scalar(q.learningRate) }, c.literals, n).learningRate;
  const wanted = wantedAt(q);
  const last = Math.max(0, ...wanted.map(({ step }) => step));

  const states: Tensor[][] = [];
  const added: Bounded["errors"][][] = [names.map((name) => inputs[name].errors)];
  const found = {
    values: new Map<Name, Known>(),
    gradients: new Map<Name, Known>(),
    largest: profile.largest,
  };
  const targets: Target[] = [];
  let parameters: Parameters<Bounded> = Object.fromEntries(
    names.map((name) => [name, withoutError(inputs[name])]),
  );
  for (let step = 0; step <= last; step++) {
    const pass = sweep(graph, n, { given: { ...inputs, ...parameters }, wanted: names, conventions });
    states.push(names.map((name) => n.round(parameters[name])));
    for (const { kind, name, node } of wanted.filter((w) => w.step === step)) {
      const x = (kind === "value" ? pass.values : pass.gradients).get(node);
      if (!x) continue;
      const known = knownOf(x);
      (kind === "value" ? found.values : found.gradients).set(name, known);
      for (let entry = 0; entry < known.hi.length; entry++) {
        targets.push({ kind, name, node, step, entry, gathered: profiles.map(() => 0) });
      }
    }
    const moved = names.map((name) =>
      n.subtract(parameters[name], n.multiply(rate, pass.gradients.get(name) as Bounded)),
    );
    added.push(moved.map((x) => x.errors));
    parameters = Object.fromEntries(names.map((name, i) => [name, withoutError(moved[i])]));
  }
  const descent = { graph, names, conventions, learningRate: q.learningRate };
  gather(descent, states, added, targets);
  const curvature = (step: number, lambdas: readonly (readonly Tensor[])[]) =>
    hessianTimes(descent, Object.fromEntries(names.map((name, i) => [name, states[step][i]])), lambdas);
  const course = { ...descent, states: states.slice(0, last + 1), added, curvature };
  const limits = limitsOf(
    course,
    profiles.map((_, p) => p),
  );
  for (const target of targets) {
    // a parameter is what the updates before left: nothing bends on the way to it
    const bends = target.kind === "gradient" || !names.includes(target.node);
    const known = (target.kind === "value" ? found.values : found.gradients).get(target.name) as Known;
    [known.own, known.bound, known.literal].forEach((errors, p) => {
      const isKnown = target.step < limits[p] || (target.step === limits[p] && !bends);
      errors[target.entry] += isKnown ? target.gathered[p] : Number.POSITIVE_INFINITY;
    });
    known.usual[target.entry] = known.bound[target.entry];
  }
  return found;
}

const withoutError = (x: Bounded): Bounded => ({ value: x.value, errors: x.errors.map(() => null) });

function wantedAt(q: TrainingQuestion): Pick<Target, "kind" | "name" | "node" | "step">[] {
  const at = (kind: Target["kind"], names: readonly Name[] = []) =>
    [...new Set(names)].flatMap((name) => {
      const place = atStep(name);
      return place ? [{ kind, name, ...place }] : [];
    });
  return [
    ...at("value", [...q.want.values, ...(q.also?.values ?? [])]),
    ...at("gradient", [...q.want.gradients, ...(q.also?.gradients ?? [])]),
  ];
}

/** Goes backwards through the updates with one λ per target, adding up what each update contributed. */
function gather(
  descent: Descent,
  states: readonly (readonly Tensor[])[],
  added: readonly (readonly Bounded["errors"][])[],
  targets: readonly Target[],
): void {
  const { names, learningRate } = descent;
  const last = states.length - 1;
  const active: { target: Target; lambda: Tensor[] }[] = [];
  for (let step = last; step >= 0; step--) {
    const given = Object.fromEntries(names.map((name, i) => [name, states[step][i]]));
    if (active.length > 0) {
      const curvature = hessianTimes(
        descent,
        given,
        active.map(({ lambda }) => lambda),
      );
      active.forEach((one, k) => {
        one.lambda = one.lambda.map((x, i) =>
          float64.subtract(x, float64.multiply(scalar(learningRate), curvature[k][i])),
        );
      });
    }
    for (const target of targets) {
      if (target.step === step) active.push({ target, lambda: firstAdjoint(descent, given, target) });
    }
    // added[step] is what brought about the state at this step: update step − 1, or the inputs' own errors at step 0
    for (const { target, lambda } of active) {
      lambda.forEach((x, i) => {
        added[step][i].forEach((errors, p) => {
          if (errors)
            for (let k = 0; k < errors.length; k++) target.gathered[p] += Math.abs(x.data[k]) * errors[k];
        });
      });
    }
  }
}

/** ∂q/∂W for the target's own entry: of a parameter itself, of a gradient (a row of the Hessian), or of a node's value. */
function firstAdjoint(descent: Descent, given: Parameters<Tensor>, target: Target): Tensor[] {
  const { graph, names, conventions } = descent;
  const unit = (x: Tensor): Tensor => {
    const one = filled(x.shape, 0);
    one.data[target.entry] = 1;
    return one;
  };
  const own = names.map((name) => (name === target.node ? unit(given[name]) : filled(given[name].shape, 0)));
  if (target.kind === "gradient") return hessianTimes(descent, given, [own])[0];
  if (names.includes(target.node)) return own;
  const values = sweep(graph, float64, { given, wanted: [] }).values;
  const seed = { [target.node]: unit(values.get(target.node) as Tensor) };
  const { gradients } = sweep({ ...graph, seed }, float64, { given, wanted: names, conventions });
  return names.map((name) => gradients.get(name) ?? filled(given[name].shape, 0));
}

/** H·λ for several λ at once: the tangents of the gradient along λ, duals run through the tape. */
function hessianTimes(
  { graph, names, conventions }: Descent,
  given: Parameters<Tensor>,
  lambdas: readonly (readonly Tensor[])[],
): Tensor[][] {
  const n = dual(float64);
  const moving: Record<Name, Dual<Tensor>> = Object.fromEntries(
    names.map((name, i) => [name, { value: given[name], tangents: lambdas.map((lambda) => lambda[i]) }]),
  );
  const { gradients } = sweep(graph, n, { given: moving, wanted: names, conventions });
  return lambdas.map((_, k) =>
    names.map((name) => gradients.get(name)?.tangents[k] ?? filled(given[name].shape, 0)),
  );
}
