/** Who is told of where a run was interrupted before its engine had said hello. */
import type { Engine } from "../../spec/answer.ts";

export function absentEngine(spec: string): Engine {
  const because = "the run was interrupted before the engine had said hello";
  return {
    describe: async () => ({ name: spec, dtype: "float64", evaluates: false, notes: [because] }),
    ask: async () => ({ kind: "not-asked", because }),
    evaluate: async () => ({ kind: "failed", because }),
    close: async () => {},
  };
}
