/** A formula of numbers: at other points, with one link more, or as a graph that has more operations. */
import type { ExpressionQuestion, Question } from "../../spec/case.ts";
import { graphQuestion, otherNodes, withFreshSeed, withSecondOutput } from "./graphs.ts";
import { hides, lacks, type Variant } from "./respect.ts";

const moved = (question: ExpressionQuestion, change: (x: number) => number): ExpressionQuestion => ({
  ...question,
  at: Object.fromEntries(
    Object.entries(question.at).map(([name, x]) => [name, { ...x, data: x.data.map(change) }]),
  ),
});

/** The formula going on from its result. */
function goingOn(question: ExpressionQuestion, formula: (result: string) => string): ExpressionQuestion {
  const { expression, where, want } = question;
  const cut = expression.indexOf("=");
  const [name, body] = [expression.slice(0, cut).trim(), expression.slice(cut + 1).trim()];
  const inner = `${name}_inner`;
  return {
    ...question,
    where: [...where, `${inner} = ${body}`],
    expression: `${name} = ${formula(inner)}`,
    want: { ...want, gradients: [...want.gradients, inner] },
  };
}

function ofPoints(question: ExpressionQuestion): readonly Variant[] {
  const point = Object.entries(question.at)
    .map(([name, { data }]) => `${name} = ${data[0]}`)
    .join(", ");
  const other = (instead: string, change: (x: number) => number) =>
    hides(`the point ${point}`, instead, moved(question, change));
  return [
    other("a point nearby", (x) => (x === 0 ? 0.3125 : x * 1.1875)),
    other("its mirror image", (x) => -x || -0.3125),
    other("a point far out", (x) => 800 * (x || 1)),
  ];
}

export function otherFormulas(question: Question): readonly Variant[] {
  if (question.kind !== "expression") return [];
  const graph = graphQuestion(question);
  const [variable] = Object.keys(question.at);
  const unused = "a formula in which no part is used twice";
  const instead = "a part used twice, along unequal paths";
  const small = goingOn(question, (y) => `1e-14 * ${y}`);
  return [
    ...ofPoints(question),
    ...(variable === undefined
      ? []
      : [
          hides(
            "a formula in which no variable is used twice",
            "a variable used twice",
            goingOn(question, (y) => `${y} + (${variable} + ${variable})`),
          ),
        ]),
    hides(
      unused,
      instead,
      goingOn(question, (y) => `(${y} + ${y}) + ${y}`),
    ),
    hides(
      unused,
      instead,
      goingOn(question, (y) => `${y} + (${y} + ${y})`),
    ),
    hides("the lack of a gradient below 1e-8", "a gradient that small", small),
    lacks("a cotangent other than 1", withFreshSeed(graph)),
    lacks("a second output", withSecondOutput(graph)),
    ...otherNodes(graph),
    hides(
      "a formula of so few links",
      "one link more",
      goingOn(question, (y) => `(0.5 * ${y} + 0.25)^3`),
    ),
  ];
}
