/** Numbers that are wrong as the case is asked, and right in a dialect that the judge knows: nobody is accused of them. */
import type { Answered } from "../../engine/mutants/mutant.ts";
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import { fitConvention } from "../dialects.ts";
import { admittedBy, kinksOf } from "../kinks.ts";
import { fitNamedDialect } from "../named-dialects.ts";
import { outputOf } from "../telling.ts";
import { areValuesRight, type Stage } from "./stage.ts";

/** The name of the dialect. */
export function admits(stage: Stage, answered: Answered): string | undefined {
  const { case: c, precision, question, graph, truth } = stage;
  if (!graph) return undefined;
  const profile = profiles[precision];
  const q = {
    case: { ...c, question },
    answer: { kind: "answered" as const, ...answered },
    profile,
    output: outputOf(question),
  };
  // a definition shows in values, a convention in gradients only: the dearer question is not asked of every bug
  if (!areValuesRight(stage, answered)) return fitNamedDialect(q, graph)?.note.replace("dialect: ", "");
  const kinks = [...kinksOf(graph, truth), ...admittedBy(c)];
  if (kinks.length === 0 || !fitConvention(q, kinks)) return undefined;
  return `another slope for ${[...new Set(kinks.map(({ name }) => name))].join(", ")}`;
}
