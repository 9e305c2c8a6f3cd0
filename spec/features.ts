/** What an engine must be able to do to answer a question, in the words in which it says that it cannot: `activation:gelu`. */
import type { Description } from "./answer.ts";
import type { Question } from "./case.ts";
import { lowerExpression } from "./lower/expression.ts";

/** `activation:relu`, `loss:mse`, `option:l2`, `op:matmul`. */
export type Feature = `${"activation" | "loss" | "option" | "op"}:${string}`;

const options = ["clip", "l2"] as const;

/** Each once, in the order in which the question names them. Of an expression: its operators and functions. */
export function featuresOf(question: Question): readonly Feature[] {
  if (question.kind === "graph") return distinct(question.nodes.map(({ op }) => `op:${op}` as const));
  if (question.kind === "expression") {
    // a formula that is a name or a number alone is a reshape of it
    const named = lowerExpression(question).nodes.filter(({ op }) => op !== "reshape");
    return distinct(named.map(({ op }) => `op:${op}` as const));
  }
  const layers = question.kind === "loss" ? [] : question.layers;
  const losses = [
    question.loss,
    ...(question.kind === "training" && question.report ? [question.report] : []),
  ];
  return distinct([
    ...layers.map(({ activation }) => `activation:${activation}` as const),
    ...losses.map(({ name }) => `loss:${name}` as const),
    ...losses.flatMap((loss) =>
      options.filter((name) => loss[name]).map((name) => `option:${name}` as const),
    ),
  ]);
}

const distinct = (features: readonly Feature[]): readonly Feature[] => [...new Set(features)];

/** The first thing that the engine's own description leaves out; undefined where the question may be asked. */
export function lacking(
  question: Question,
  { answers, supports }: Description,
): Feature | `question:${string}` | undefined {
  if (answers && !answers.includes(question.kind)) return `question:${question.kind}`;
  // `ops` are those of graphs: a formula has a grammar of its own
  if (!supports || question.kind === "expression") return undefined;
  const lists = { activation: supports.activations, loss: supports.losses, op: supports.ops };
  return featuresOf(question).find((feature) => {
    const [group, name] = feature.split(":") as [keyof typeof lists, string];
    return lists[group]?.includes(name) === false;
  });
}
