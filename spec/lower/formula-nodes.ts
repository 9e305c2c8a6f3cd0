/**
 * One formula as nodes of a graph.
 *
 * mathjs only parses; a whitelist walks what it gives, and nothing is ever evaluated as code. Constants and parts become `y/1`, `y/2`, …:
 * names with a slash are ours, since no name of a question may hold one.
 */
import { create, type MathNode, parseDependencies } from "mathjs";
import type { Name } from "../graph.ts";
import type { OpName } from "../ops/index.ts";
import { scalar } from "../tensor.ts";
import { type Formula, type FormulaProblem, functions, type Token } from "./formula.ts";
import type { GraphWriter } from "./graph.ts";

const operators: Readonly<Record<string, OpName>> = {
  add: "add",
  subtract: "subtract",
  multiply: "multiply",
  divide: "divide",
  pow: "pow",
  unaryMinus: "negative",
};
const called: Readonly<Record<string, OpName>> = { max: "maximum" };

/** mathjs's nodes, as far as the whitelist goes. */
type Tree = Pick<MathNode, "type"> & {
  readonly content: Tree;
  readonly fn: unknown;
  readonly args: readonly Tree[];
};

/** Adds the nodes of one formula; its value is node `formula.name`. The text of its constants is kept by name. */
export function writeFormula(
  writer: GraphWriter,
  constants: Record<Name, string>,
  formula: Formula,
): FormulaProblem | undefined {
  const tree = parsed(formula);
  if ("message" in tree) return tree;
  // mathjs keeps no places, but leaves stand in the tree in the order of their tokens.
  const leaves = formula.tokens.filter(({ kind }) => ["number", "name", "function"].includes(kind)).values();
  let parts = 0;
  const fresh = () => `${formula.name}/${++parts}`;
  const writeAll = (trees: readonly Tree[]) => trees.map((tree) => write(tree));

  const write = (part: Tree, out?: Name): Name => {
    if (part.type === "ParenthesisNode") return write(part.content, out);
    if (part.type === "OperatorNode") {
      const op = operators[part.fn as string];
      if (!op || (op === "negative") !== (part.args.length === 1))
        throw new Refused(`the operator ${part.fn} is not part of a formula`);
      const operands = writeAll(part.args);
      return writer.node(out ?? fresh(), op, operands);
    }
    const leaf = leaves.next().value;
    if (!leaf) throw new Refused(`${part.type} is not part of a formula`);
    if (part.type === "FunctionNode") {
      const takes = functions[leaf.text];
      const given = part.args.length;
      if (given !== takes)
        throw new Refused(
          `${leaf.text} takes ${takes} argument${takes === 1 ? "" : "s"}, not ${given}`,
          leaf,
        );
      const operands = writeAll(part.args);
      return writer.node(out ?? fresh(), called[leaf.text] ?? (leaf.text as OpName), operands);
    }
    const name =
      part.type === "ConstantNode" ? constant(leaf.text) : part.type === "SymbolNode" ? leaf.text : undefined;
    if (name === undefined) throw new Refused(`${part.type} is not part of a formula`, leaf);
    return out ? writer.node(out, "reshape", [name], { shape: [] }) : name;
  };
  const constant = (text: string): Name => {
    const name = writer.input(fresh(), scalar(Number(text)));
    constants[name] = text;
    return name;
  };

  try {
    write(tree, formula.name);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { offset, text } = error.token ?? { offset: formula.bodyOffset, text: " " };
    return { offset, length: text.length, message: error.message };
  }
}

/** mathjs's parser alone, made when the first formula is read: bundled, that is a third of the cost of importing `parse`. */
let math: { readonly parse: (text: string) => MathNode } | undefined;
function parse(text: string): MathNode {
  math ??= create({ parseDependencies }, {}) as unknown as { parse: (text: string) => MathNode };
  return math.parse(text);
}

function parsed({ body, bodyOffset }: Formula): Tree | FormulaProblem {
  try {
    return parse(body) as unknown as Tree;
  } catch (error) {
    // `char` counts from 1, and points one past the end where something is missing there.
    const { char = 1, message } = error as { char?: number; message: string };
    const offset = bodyOffset + Math.min(char, body.length) - 1;
    return { offset: Math.max(0, offset), length: 1, message: message.replace(/\s*\(char \d+\)/, "") };
  }
}

/** Carries a problem out of the recursion. */
class Refused extends Error {
  readonly token: Token | undefined;
  constructor(message: string, token?: Token) {
    super(message);
    this.token = token;
  }
}
