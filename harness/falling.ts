/** Values that must fall from step to step of a training run. */
import type { Case } from "../spec/case.ts";
import { atStep } from "../spec/lower/network.ts";
import type { Answer, Judged } from "./judge.ts";

/** One wrong quantity per name that does not fall strictly over the wanted steps. */
export function fallingProblems(c: Case, answer: Answer): Judged[] {
  return (c.falling ?? []).flatMap((name) => {
    const steps = Object.entries(answer.values)
      .flatMap(([key, x]) => {
        const at = atStep(key);
        return at?.node === name ? [{ step: at.step, value: x.data[0] }] : [];
      })
      .sort((a, b) => a.step - b.step);
    // written so that a NaN does not fall
    const risen = steps.findIndex(({ value }, i) => i > 0 && !(value < steps[i - 1].value));
    if (risen < 0) return [];
    const because = `does not fall from step ${steps[risen - 1].step} to step ${steps[risen].step}`;
    const quantity = {
      kind: "value",
      name,
      label: name,
      shape: [],
      status: "wrong",
      because,
      entries: [],
      compared: 0,
      wrong: 1,
      digits: null,
    } as const;
    return [{ quantity, wrongEntries: [] }];
  });
}
