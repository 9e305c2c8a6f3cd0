/** A gradient of another shape than its node has: which known bugs give just that shape, as a note. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import { runMutant } from "../../engine/mutants/run.ts";
import { shapeMutants } from "../../engine/mutants/shape.ts";
import type { Observation } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import { type Shape, sameShape } from "../../spec/tensor.ts";

/** As a reply that cannot be read says it: `gradients.b1 has shape [3, 4], expected [3]`. */
const mismatch = /^gradients\.(\S+) has shape \[([\d, ]*)\], expected/;

/** The bugs with which an engine gives this gradient in this shape. */
function slipsOf(question: Question, name: string, shape: Shape): readonly Mutant[] {
  return shapeMutants.filter((mutant) => {
    const own = runMutant(mutant, question)?.gradients[name];
    return own && sameShape(own.shape, shape);
  });
}

/** A sentence for each; none where the shape says nothing. */
export function slipNotes(observation: Observation, question: Question): readonly string[] {
  if (observation.kind !== "malformed") return [];
  const [, name, sizes = ""] = mismatch.exec(observation.problem) ?? [];
  if (!name) return [];
  const shape = sizes === "" ? [] : sizes.split(",").map(Number);
  return slipsOf(question, name, shape).map(
    ({ name: bug, story, mend, clause }) =>
      `that is the shape of an engine that ${story} (${bug} · ${clause}); mend: ${mend}`,
  );
}
