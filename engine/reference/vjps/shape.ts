/** vjps of what moves, repeats, adds up or contracts entries. */
import { axesOf, constant } from "../../../spec/ops/op.ts";
import { type Pass, type Rule, unbroadcast } from "./rule.ts";

// A B: ḡ Bᵀ, Aᵀ ḡ
export const matmul: Rule = [
  ({ n, g, operands: [, b] }) => n.matmul(g, n.transpose(b)),
  ({ n, g, operands: [a] }) => n.matmul(n.transpose(a), g),
];

// Aᵀ: ḡᵀ
export const transpose: Rule = [({ n, g }) => n.transpose(g)];

// the same entries in another shape: ḡ in the operand's shape
export const reshape: Rule = [({ n, g, operands: [x] }) => n.reshape(g, n.shapeOf(x))];

// repeated entries: ḡ summed over the repetitions
export const broadcast: Rule = [({ n, g, operands: [x] }) => unbroadcast(n, g, n.shapeOf(x))];

/** ḡ with the reduced axes back, repeated along them. */
function spread<N>({ n, g, operands: [x], attributes }: Pass<N>): N {
  const shape = n.shapeOf(x);
  const axes = axesOf(attributes, shape.length);
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return n.broadcast(n.reshape(g, kept), shape);
}

// Σ x: ḡ to every entry
export const sum: Rule = [spread];

// mean x: ḡ/count to every entry
export const mean: Rule = [
  (pass) => {
    const { n, operands, attributes } = pass;
    const shape = n.shapeOf(operands[0]);
    const count = axesOf(attributes, shape.length).reduce((size, axis) => size * shape[axis], 1);
    return n.divide(spread(pass), constant(n, count));
  },
];
