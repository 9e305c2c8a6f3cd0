/** Scalar formulas of a question, worked out by an engine's own operations: JavaScript has no operators on tensors. */

const BINARY = {
  "+": [1, "add"],
  "-": [1, "subtract"],
  "*": [2, "multiply"],
  "/": [2, "divide"],
  "^": [4, "pow"],
};
const UNARY = 3;

/** Reads `y = 2*u + 1`: its name, the words in it, and a function of op(name, operands) and of the values of its words. */
export function readFormula(line) {
  const [name, body] = line.split("=").map((part) => part.trim());
  const tokens = body.match(/\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|\w+|[-+*/^(),]/g);
  let at = 0;

  const operand = () => {
    const token = tokens[at++];
    if (token === "-") return { op: "negative", of: [expression(UNARY)] };
    if (token === "(") {
      const inner = expression(0);
      at++;
      return inner;
    }
    if (tokens[at] !== "(") return /^[\d.]/.test(token) ? { number: Number(token) } : { word: token };
    const of = [];
    do {
      at++;
      of.push(expression(0));
    } while (tokens[at] === ",");
    at++;
    return { op: token === "max" ? "maximum" : token, of };
  };
  const expression = (least) => {
    let left = operand();
    for (;;) {
      const [binding, op] = BINARY[tokens[at]] ?? [];
      if (binding === undefined || binding < least) return left;
      at++;
      // a power binds to the right
      left = { op, of: [left, expression(op === "pow" ? binding : binding + 1)] };
    }
  };

  const tree = expression(0);
  const evaluate = (part, op, values) =>
    part.op
      ? op(
          part.op,
          part.of.map((one) => evaluate(one, op, values)),
        )
      : (part.number ?? values[part.word]);
  return {
    name,
    words: tokens.filter((token) => /^[A-Za-z_]/.test(token)),
    evaluate: (op, values) => evaluate(tree, op, values),
  };
}
