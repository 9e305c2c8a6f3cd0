/**
 * Values that must fall from step to step of a training run.
 *
 * Two honest answers may each be off by their bound: a fall is due only where the true one is larger, v(t) − v(t+1) > E(t) + E(t+1). A format that
 * cannot hold so small a fall shows nothing, and speaks against nobody.
 */
import type { Case } from "../spec/case.ts";
import { atStep } from "../spec/lower/network.ts";
import { type Answer, type Judged, quantumOf } from "./judge.ts";
import { compare } from "./tolerance.ts";
import type { Truth } from "./truth/known.ts";

interface Step {
  readonly step: number;
  readonly value: number;
  /** The true value, and how far an honest answer may be from it. */
  readonly due: number;
  readonly bound: number;
}

/** Shown steps of a value, in their order. */
function stepsOf(name: string, answer: Answer, truth: Truth): readonly Step[] {
  return Object.entries(answer.values)
    .flatMap(
      ([
        key,
        {
          data: [value],
        },
      ]) => {
        const [at, known] = [atStep(key), truth.values.get(key)];
        if (at?.node !== name || !known) return [];
        const entry = { hi: known.hi[0], lo: known.lo[0], own: known.own[0], bound: known.bound[0] };
        const { bound } = compare(value, entry, quantumOf(value, answer.digits));
        return [{ step: at.step, value, due: known.hi[0], bound }];
      },
    )
    .sort((a, b) => a.step - b.step);
}

/** One quantity per name that does not fall strictly over the wanted steps: wrong where the fall is due, else undecided. */
export function fallingProblems(c: Case, answer: Answer, truth: Truth): Judged[] {
  return (c.falling ?? []).flatMap((name) => {
    const steps = stepsOf(name, answer, truth);
    // written so that a NaN does not fall
    const risen = steps.flatMap((now, i) => {
      const before = steps[i - 1];
      return before && !(now.value < before.value)
        ? [{ from: before.step, to: now.step, isDue: before.due - now.due > before.bound + now.bound }]
        : [];
    });
    const [worst] = [...risen.filter(({ isDue }) => isDue), ...risen];
    if (!worst) return [];
    const { from, to, isDue } = worst;
    const hidden = isDue ? "" : ", where rounding may hide so small a fall";
    const quantity = {
      kind: "value",
      name,
      label: name,
      shape: [],
      status: isDue ? "wrong" : "undecided",
      because: `does not fall from step ${from} to step ${to}${hidden}`,
      entries: [],
      compared: 0,
      wrong: isDue ? 1 : 0,
      digits: null,
    } as const;
    return [{ quantity, wrongEntries: [] }];
  });
}
