/** The black boxes of an engine, judged one after the other: what a run adds after its cases. */
import type { Description, Engine } from "../../spec/answer.ts";
import type { Finding } from "../../spec/report.ts";
import { examineProblem } from "./examine.ts";

/**
 * Nothing for an engine that announces no problems; one finding that says why where it cannot list those it announces. `isWanted` takes an
 * id, `problems/NAME`: problems that a selection leaves out are not asked.
 */
export async function* blackboxFindings(
  engine: Engine,
  description: Description,
  spec: string,
  isWanted: (id: string) => boolean = () => true,
): AsyncGenerator<Finding> {
  const announced = description.answers
    ? description.answers.includes("problem")
    : engine.problems !== undefined;
  if (!engine.problems || !announced) return;
  const listing = await engine.problems.list();
  if (listing.kind === "failed") {
    yield unlisted(listing.because, spec);
    return;
  }
  for (const problem of listing.problems) {
    if (!isWanted(`problems/${problem.name}`)) continue;
    const precision = problem.precision ?? description.dtype;
    yield await examineProblem(engine, { ...problem, precision }, spec);
  }
}

const unlisted = (because: string, spec: string): Finding => ({
  type: "finding",
  id: "problems",
  title: "functions of the engine's own",
  clause: "WIRE-3",
  source: "a function of the engine's own",
  formula: [],
  verdict: "errored",
  summary: `announces problems and cannot list them: ${because}`,
  quantities: [],
  opinions: [],
  digits: null,
  notes: [],
  replay: `backproof run ${JSON.stringify(spec)}`,
  file: spec,
  line: 1,
  ms: 0,
  points: 1,
});
