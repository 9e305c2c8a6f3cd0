/** Bugs of the chain rule as it is done by hand, on formulas of numbers. */
import { attributesOf, type Graph, type Name, type Node } from "../../spec/graph.ts";
import { type OpName, ops } from "../../spec/ops/index.ts";
import { type Mutant, map, replaceRule } from "./mutant.ts";

const functions: readonly OpName[] = [
  ...(["pow", "exp", "log", "sqrt", "divide"] as const),
  ...(["sigmoid", "tanh", "softplus", "relu", "gelu", "elu", "leaky_relu"] as const),
];
/** Operations whose factor in the chain is 1 or −1. */
const linear: readonly OpName[] = ["add", "subtract", "negative", "reshape"];

/** Variables of a formula: its inputs without the constants, whose names are ours. */
const variables = (graph: Graph): readonly Name[] =>
  Object.keys(graph.inputs).filter((name) => !name.includes("/"));

/** Names that some function takes, directly or through other operations. */
function insideFunctions(graph: Graph): ReadonlySet<Name> {
  const inside = new Set<Name>();
  for (const node of graph.nodes.toReversed()) {
    const isFunction = functions.includes(node.op);
    if (isFunction || inside.has(node.out)) for (const name of node.in) inside.add(name);
  }
  return inside;
}

export const chainMutants: readonly Mutant[] = [
  {
    name: "inner-derivative-forgotten",
    story: "differentiates the outermost function and forgets the derivative of what is inside it",
    formula: "dy/dx = f′(g(x)), not f′(g(x))·g′(x)",
    clause: "CHAIN-1",
    mend: "multiply by the derivative of the inner function",
    group: "gross",
    sabotage: (graph, { kind }) => {
      const inside = insideFunctions(graph);
      return kind === "expression"
        ? replaceRule(
            graph,
            ({ out }) => inside.has(out),
            (own) =>
              own.map(
                () =>
                  ({ g }) =>
                    g,
              ),
          )
        : undefined;
    },
  },
  {
    name: "factors-added-not-multiplied",
    story: "adds the derivatives along a chain instead of multiplying them",
    formula: "dy/dx = f′(g(x)) + g′(x), not f′(g(x))·g′(x)",
    clause: "CHAIN-2",
    mend: "multiply the factors of one path; add different paths",
    group: "gross",
    sabotage: (graph, { kind }) =>
      kind === "expression"
        ? replaceRule(
            graph,
            ({ out, op }) => !linear.includes(op) && !(out in graph.seed),
            (own) =>
              own.map((vjp) => (pass) => {
                const one = map(pass.g, () => 1);
                return pass.n.add(pass.g, vjp({ ...pass, g: one }));
              }),
          )
        : undefined,
  },
  {
    name: "local-derivative-at-the-wrong-point",
    story: "takes the outer function's derivative at x instead of at the value of the inner function",
    formula: "dy/dx = f′(x)·g′(x), not f′(g(x))·g′(x)",
    clause: "CHAIN-2",
    mend: "evaluate each factor at its own argument",
    group: "gross",
    sabotage: (graph, { kind }) => {
      const [x, ...others] = variables(graph);
      const isOuter = (node: Node) => functions.includes(node.op) && node.op !== "divide" && node.in[0] !== x;
      if (kind !== "expression" || x === undefined || others.length > 0) return undefined;
      return replaceRule(graph, isOuter, (own, node, right) =>
        own.map((vjp) => (pass) => {
          const operands = [right.values.get(x) ?? pass.operands[0], ...pass.operands.slice(1)];
          return vjp({
            ...pass,
            operands,
            result: ops[node.op].forward(pass.n, operands, attributesOf(node)),
          });
        }),
      );
    },
  },
];
