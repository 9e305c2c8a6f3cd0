/** What the first answer of a black box already says: nothing, too little, or gradients of the wrong shape. */
import type { Observation } from "../../spec/answer.ts";
import type { Name } from "../../spec/graph.ts";
import type { Finding, Quantity, Verdict } from "../../spec/report.ts";
import { sameShape, showShape } from "../../spec/tensor.ts";
import type { Box, Tensors } from "./box.ts";

export type Told = Pick<Finding, "verdict" | "summary" | "quantities" | "opinions" | "notes">;
export const bare = (verdict: Verdict, summary: string): Told => ({
  ...{ verdict, summary },
  quantities: [],
  opinions: [],
  notes: [],
});

export const sentence = ({ label, because }: Quantity): string => `${label} ${because}`;

export function unanswered(seen: Exclude<Observation, { kind: "answered" }>): Told {
  switch (seen.kind) {
    case "unsupported":
      return bare("violates", `does not support ${seen.what}, which it lists itself`);
    case "rejected":
      return bare("errored", `rejected a valid question: ${seen.message}`);
    case "crashed":
      return bare("errored", `crashed: ${seen.stderr.trimEnd().split("\n").at(-1) ?? ""}`);
    case "timed-out":
      return bare("errored", `gave no answer in ${(seen.afterMs / 1000).toFixed(1)} s`);
    case "malformed":
      return bare("errored", `answered what cannot be read: ${seen.problem}`);
    case "not-asked":
      return bare("errored", `not asked: ${seen.because}`);
  }
}

/** Gradients that are not there, or not of the shape of their parameter: no witness is needed. */
export function lackingIn(
  box: Box,
  gradients: Tensors,
  unavailable: Readonly<Record<Name, string>> = {},
): readonly Quantity[] {
  return box.names.flatMap((name): readonly Quantity[] => {
    const shape = box.problem.parameters[name];
    const x = gradients[name];
    if (x && sameShape(x.shape, shape)) return [];
    const place = { name, kind: "gradient", label: `∂L/∂${name}`, shape, entries: [], compared: 0 } as const;
    const reason = x ? undefined : unavailable[name];
    if (reason !== undefined)
      return [{ ...place, status: "unavailable", because: reason, wrong: 0, digits: null }];
    const because = x
      ? `has the shape ${showShape(x.shape)} where ${showShape(shape)} is due`
      : "was asked for and is not in the answer";
    return [{ ...place, status: "wrong", because, wrong: 1, digits: null }];
  });
}
