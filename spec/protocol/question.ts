/** Questions as engines see them: tensors encoded, and transposed for engines that keep weights or samples the other way round. */
import type { GraphQuestion, Layer, Question, Wanted } from "../case.ts";
import type { Name } from "../graph.ts";
import { sortNodes } from "../lower/graph.ts";
import type { HelloReply, WireQuestion, WireTensor } from "../protocol.ts";
import { BASE64_ABOVE } from "../protocol.ts";
import type { Shape, Tensor } from "../tensor.ts";
import { encodeTensor } from "./numbers.ts";

/** How one engine wants its tensors. Ours is out_in and columns, as in the chapter. */
export interface Manner {
  readonly weights: "out_in" | "in_out";
  readonly samples: "columns" | "rows";
  readonly base64: boolean;
}

export function mannerOf(hello: Pick<HelloReply, "layout" | "encodings">): Manner {
  return {
    weights: hello.layout?.weights ?? "out_in",
    samples: hello.layout?.samples ?? "columns",
    base64: hello.encodings?.includes("base64") ?? false,
  };
}

export function transposed({ shape, data }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number];
  return {
    shape: [columns, rows],
    data: Float64Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]!),
  };
}

/** Whether the engine keeps this node the other way round. Names are those of the question: `W1`, `x`, `z2@3`. */
function isFlipped(question: Question, name: Name, manner: Manner): boolean {
  if (question.kind === "graph" || question.kind === "expression") return false;
  if (/^W\d+(@\d+)?$/.test(name)) return manner.weights === "in_out";
  return manner.samples === "rows" && /^(x|t|p|[za]\d+)(@\d+)?$/.test(name);
}

/** Our tensor ↔ the engine's: transposing is its own inverse. */
export function turned(question: Question, name: Name, tensor: Tensor, manner: Manner): Tensor {
  return tensor.shape.length === 2 && isFlipped(question, name, manner) ? transposed(tensor) : tensor;
}

/** A named tensor of the question, in the engine's layout and encoding. */
function encodeNamed(question: Question, name: Name, tensor: Tensor, manner: Manner): WireTensor {
  return encodeTensor(turned(question, name, tensor, manner), manner.base64 ? BASE64_ABOVE : undefined);
}

export function encodeAll(
  question: Question,
  tensors: Readonly<Record<Name, Tensor>>,
  manner: Manner,
): Record<Name, WireTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, x]) => [name, encodeNamed(question, name, x, manner)]),
  );
}

/** Operands before their use; what means nothing is sent as it stands. */
function inOrder(nodes: GraphQuestion["nodes"]): GraphQuestion["nodes"] {
  const sorted = sortNodes(nodes);
  return "nodes" in sorted ? sorted.nodes : nodes;
}

/** The question alone: neither `want` nor `also`, which travel beside it. */
export function encodeQuestion(question: Question, manner: Manner): WireQuestion {
  const one = (name: Name, x: Tensor) => encodeNamed(question, name, x, manner);
  const all = (tensors: Readonly<Record<Name, Tensor>>) => encodeAll(question, tensors, manner);
  const layers = (list: readonly Layer[]) =>
    list.map(({ W, b, ...rest }, i) => ({ W: one(`W${i + 1}`, W), b: one(`b${i + 1}`, b), ...rest }));
  switch (question.kind) {
    case "graph": {
      const nodes = inOrder(question.nodes).map(({ out, op, in: operands, attributes }) => ({
        out,
        op,
        in: [...operands],
        ...(attributes && { attributes: { ...attributes } as Record<string, unknown> }),
      }));
      return { kind: "graph", inputs: all(question.inputs), nodes, seed: all(question.seed) };
    }
    case "expression": {
      const { kind, expression, where, at } = question;
      return { kind, expression, where: [...where], at: all(at) };
    }
    case "loss":
      return {
        kind: "loss",
        loss: question.loss,
        p: one("p", question.p),
        target: one("t", question.target),
      };
    case "network":
    case "training": {
      const network = {
        layers: layers(question.layers),
        loss: question.loss,
        x: one("x", question.x),
        target: one("t", question.target),
      };
      if (question.kind === "network") return { kind: "network", ...network };
      const { learningRate, steps, report } = question;
      return { kind: "training", ...network, ...(report && { report }), learningRate, steps };
    }
  }
}

/** What is due at every point of an evaluation: the values that are wanted, and the output, whose slope is taken. */
export function dueAtPoints(question: Question): Wanted {
  const outputs =
    question.kind === "graph"
      ? Object.keys(question.seed)
      : question.kind === "expression"
        ? [question.expression.split("=", 1)[0].trim()]
        : ["L"];
  return { values: [...new Set([...question.want.values, ...outputs])], gradients: [] };
}

/** The shape that node `name` must have, as far as the question alone says it; in our layout. */
export function shapeOfNode(question: Question, name: Name): Shape | undefined {
  if (question.kind === "graph") return question.inputs[name]?.shape ?? question.seed[name]?.shape;
  if (question.kind === "expression") return question.at[name]?.shape;
  if (question.kind === "loss") {
    return { p: question.p.shape, t: question.target.shape, L: [] }[name];
  }
  const [plain = ""] = name.split("@");
  const fixed = { x: question.x.shape, t: question.target.shape, L: [], R: [] }[plain];
  const [, letter, number] = /^([Wbza])(\d+)$/.exec(plain) ?? [];
  const layer = question.layers[Number(number) - 1];
  if (fixed || !letter || !layer) return fixed;
  if (letter === "W") return layer.W.shape;
  return letter === "b" ? layer.b.shape : [layer.W.shape[0]!, question.x.shape[1]!];
}
