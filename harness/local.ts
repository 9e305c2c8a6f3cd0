/**
 * Each operation against the engine's own inputs: does a1 follow from its z1, and ∂L/∂W1 from its ∂L/∂z1 and x?
 *
 * What an operation may add alone is far less than what may have gathered before it, so this sees smaller errors than the comparison with the
 * truth, and it names the operation. Numbers that an engine shows may be copies rounded once (u·|x| is granted). An engine may also have
 * gone another way than it shows, so a failure here alone accuses nobody: it makes a right quantity suspect.
 */
import { bounded } from "../engine/numbers/bounded/bounded.ts";
import type { Bounded } from "../engine/numbers/bounded/errors.ts";
import { doubleDoubleProfile, type Profile } from "../engine/numbers/bounded/profile.ts";
import { sweep } from "../engine/reference/tape.ts";
import type { Graph, Name, Node } from "../spec/graph.ts";
import { sameShape, type Tensor } from "../spec/tensor.ts";
import type { Answer, Judged } from "./judge.ts";
import { compare } from "./tolerance.ts";

const isOurs = (name: Name): boolean => name.includes("/");

/** The nodes that compute `name` from named operands: its own, and the parts of ours that feed it. */
function definition(graph: Graph, name: Name): Node[] {
  const node = graph.nodes.find(({ out }) => out === name);
  if (!node) return [];
  return [...node.in.filter(isOurs).flatMap((part) => definition(graph, part)), node];
}

/** Named nodes that use `name`, directly or through parts of ours. */
function usersOf(graph: Graph, name: Name): Name[] {
  const direct = graph.nodes.filter((node) => node.in.includes(name)).map(({ out }) => out);
  return [...new Set(direct.flatMap((out) => (isOurs(out) ? usersOf(graph, out) : [out])))];
}

/** A result inside the small graph: named like no input, so that one user's result never stands in for another's operand. */
const resultOf = (name: Name): Name => `${name}//result`;

interface Local {
  readonly graph: Graph;
  readonly given: Readonly<Record<Name, Bounded>>;
  readonly from: readonly Name[];
}

/** The graph of the definitions of some named nodes, with every named operand as an input at the engine's own value. */
function cut(
  graph: Graph,
  names: readonly Name[],
  shown: (name: Name) => Bounded | undefined,
): Local | undefined {
  const nodes = new Map<Name, Node>();
  const given: Record<Name, Bounded> = {};
  const inputs: Record<Name, Tensor> = {};
  for (const node of names.flatMap((name) => definition(graph, name))) {
    const out = isOurs(node.out) ? node.out : resultOf(node.out);
    nodes.set(out, { ...node, out });
    for (const operand of node.in) {
      if (graph.inputs[operand] && isOurs(operand)) inputs[operand] = graph.inputs[operand];
      if (isOurs(operand)) continue;
      const own = shown(operand);
      if (!own) return undefined;
      given[operand] = own;
      inputs[operand] = { shape: own.value.shape, data: own.value.hi };
    }
  }
  return { graph: { inputs, nodes: [...nodes.values()], seed: {} }, given, from: Object.keys(given) };
}

/** Quantities that do not follow from the engine's own numbers, with what they do not follow from. */
export function localProblems(
  graph: Graph,
  answer: Answer,
  judged: readonly Judged[],
  profile: Profile,
): Map<Judged, string> {
  const problems = new Map<Judged, string>();
  if (answer.digits) return problems;
  const n = bounded([doubleDoubleProfile, profile]);
  const copied = (x: Tensor): Bounded => {
    const { value, errors } = n.from(x);
    return {
      value,
      // and next to a kink, as on it, every slope of the kink may follow
      errors: [
        errors[0],
        x.data.map((v, k) => (errors[1]?.[k] ?? 0) + profile.storage * Math.abs(v) + profile.tiny),
      ],
    };
  };
  const shown = (name: Name): Bounded | undefined => {
    if (graph.inputs[name]) return n.from(graph.inputs[name]);
    return answer.values[name] && copied(answer.values[name]);
  };
  const cotangent = (name: Name): Bounded | undefined => {
    if (answer.gradients[name]) return copied(answer.gradients[name]);
    // a seed is the whole cotangent only of what nothing else uses
    return graph.seed[name] && usersOf(graph, name).length === 0 ? n.from(graph.seed[name]) : undefined;
  };
  const label = (name: Name) =>
    judged.find(({ quantity }) => quantity.name === name && quantity.kind === "gradient")?.quantity.label ??
    name;

  for (const one of judged) {
    const { kind, name, status, compared } = one.quantity;
    if (compared === 0 || status === "unavailable") continue;
    if (kind === "value") {
      const local = cut(graph, [name], shown);
      if (!local || local.graph.nodes.length === 0) continue;
      const due = sweep(local.graph, n, { given: local.given, wanted: [] }).values.get(
        resultOf(name),
      ) as Bounded;
      if (!follows(answer.values[name], due))
        problems.set(one, `does not follow from the engine's own ${local.from.join(", ")}`);
      continue;
    }
    const users = usersOf(graph, name);
    const seeds = users.map(cotangent);
    const local = users.length > 0 && graph.seed[name] === undefined ? cut(graph, users, shown) : undefined;
    if (!local || seeds.some((seed) => seed === undefined)) continue;
    const seed = Object.fromEntries(users.map((user, i) => [resultOf(user), seeds[i] as Bounded]));
    const due = sweep(local.graph, n, { given: local.given, wanted: [name], seed }).gradients.get(name);
    if (due && !follows(answer.gradients[name], due)) {
      problems.set(one, `does not follow from the engine's own ${users.map(label).join(", ")}`);
    }
  }
  return problems;
}

function follows(x: Tensor, due: Bounded): boolean {
  if (!sameShape(x.shape, due.value.shape)) return false;
  const [own, bound] = due.errors;
  return x.data.every((entry, k) => {
    const seen = compare(entry, {
      hi: due.value.hi[k],
      lo: due.value.lo[k],
      own: own?.[k] ?? 0,
      bound: bound?.[k] ?? 0,
    });
    return seen.ok || seen.bound === Number.POSITIVE_INFINITY;
  });
}
