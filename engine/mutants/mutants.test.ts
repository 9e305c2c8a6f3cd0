/** The catalogue: every bug is a bug, only where it says, and not another one's twin. */
import { describe, expect, test } from "vitest";
import { clausesOfPackage } from "../../spec/clauses.ts";
import { lower } from "../../spec/lower/index.ts";
import { lowerTraining } from "../../spec/lower/network.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import { mutants } from "./index.ts";
import type { Answered, Mutant } from "./mutant.ts";
import { probes } from "./probes.ts";
import { float16, float32, toFloat16 } from "./rounded.ts";
import { runMutant } from "./run.ts";

const right: Mutant = { ...mutants[0], name: "right", sabotage: () => ({}) };
const answers = new Map(
  Object.entries(probes).map(([name, question]) => [name, runMutant(right, question) as Answered]),
);
const runs = new Map(
  mutants.map((mutant) => [
    mutant.name,
    Object.entries(probes).flatMap(([name, question]) => {
      const answer = runMutant(mutant, question);
      return answer ? [{ probe: name, answer, due: answers.get(name) as Answered }] : [];
    }),
  ]),
);
const tensorsOf = ({ values, gradients }: Answered): readonly (readonly [string, Tensor])[] => [
  ...Object.entries(values).map(([name, x]) => [`value ${name}`, x] as const),
  ...Object.entries(gradients).map(([name, x]) => [`gradient ${name}`, x] as const),
];
const differs = (a: Tensor, b: Tensor): boolean =>
  a.data.some((x, k) => !(Math.abs(x - b.data[k]) <= 1e-14 * Math.max(Math.abs(x), Math.abs(b.data[k]))));
const changed = (a: Answered, b: Answered): boolean => {
  const other = new Map(tensorsOf(b));
  return tensorsOf(a).some(([name, x]) => differs(x, other.get(name) as Tensor));
};

describe("an entry of the catalogue", () => {
  test("has a name of its own, in kebab-case", () => {
    const names = mutants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });
  test("says what the engine does, beginning with a verb, and how to mend it", () => {
    const verb = /^(?:[a-z]+s|does not|never [a-z]+s) /;
    expect(mutants.filter(({ story }) => !verb.test(story)).map(({ story }) => story)).toEqual([]);
    expect(mutants.filter(({ mend }) => mend === "")).toEqual([]);
  });
  test("names a clause of the contract", () => {
    const clauses = new Set(clausesOfPackage().map(({ id }) => id));
    expect(
      mutants.filter(({ clause }) => !clauses.has(clause)).map(({ name, clause }) => `${name} ${clause}`),
    ).toEqual([]);
  });
});

describe("a sabotage", () => {
  test.each(mutants.map(({ name }) => name))("%s changes a number on some probe", (name) => {
    expect(runs.get(name)?.some(({ answer, due }) => changed(answer, due))).toBe(true);
  });
  test("keeps the names and shapes that are due", () => {
    for (const all of runs.values()) {
      for (const { answer, due } of all) {
        const got = new Map(tensorsOf(answer));
        for (const [name, x] of tensorsOf(due))
          expect(sameShape((got.get(name) as Tensor).shape, x.shape)).toBe(true);
      }
    }
  });
  test("of the backward pass leaves all forward values as they are, to the bit", () => {
    for (const mutant of mutants) {
      for (const { probe, answer, due } of runs.get(mutant.name) ?? []) {
        const question = probes[probe];
        if (question.kind === "training") continue;
        const { graph, numbers } = mutant.sabotage(lower(question), question) ?? {};
        if (!graph && !numbers) expect(answer.values).toEqual(due.values);
      }
    }
  });
  test("of the biases leaves the weights' gradients as they are", () => {
    const ofBiases = mutants.filter(({ name }) => name.startsWith("bias-gradient"));
    expect(ofBiases.length).toBeGreaterThan(4);
    for (const { name } of ofBiases) {
      for (const { answer, due } of runs.get(name) ?? []) {
        for (const [key, x] of Object.entries(due.gradients)) {
          if (/^[Wx]\d*$/.test(key)) expect(answer.gradients[key]).toEqual(x);
        }
      }
    }
  });
  test("without a place has no answer", () => {
    const update = mutants.find(({ name }) => name === "update-adds-the-gradient") as Mutant;
    expect(runMutant(update, probes["network 1"])).toBeUndefined();
    expect(Object.keys(runMutant(update, probes.training)?.values ?? {})).not.toEqual([]);
  });
});

test("no sabotage at all is the reference engine", () => {
  const question = probes["network 1"];
  expect(changed(runMutant(right, question) as Answered, answers.get("network 1") as Answered)).toBe(false);
});

test("two bugs with the same numbers on every probe are known twins", () => {
  const bySignature = new Map<string, string[]>();
  for (const { name } of mutants) {
    const signature = JSON.stringify(
      runs
        .get(name)
        ?.map(({ probe, answer, due }) =>
          changed(answer, due)
            ? [probe, tensorsOf(answer).map(([, { data }]) => Array.from(data, (x) => x.toPrecision(9)))]
            : [],
        )
        .filter((one) => one.length > 0),
    );
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), name]);
  }
  expect([...bySignature.values()].filter((names) => names.length > 1)).toEqual([]);
});

test("rounded arithmetic keeps 24 and 11 bits", () => {
  const third = { shape: [1], data: Float64Array.of(1 / 3) };
  const one = { shape: [1], data: Float64Array.of(1) };
  expect(float32.add(third, one).data[0]).toBe(Math.fround(4 / 3));
  expect(float16.from(third).data[0]).toBe(0.333251953125);
  expect(toFloat16(70_000)).toBe(Number.POSITIVE_INFINITY);
  expect(toFloat16(2 ** -25 * 1.5)).toBe(2 ** -24);
});

test("training moves by the sabotaged gradients", () => {
  expect(
    lowerTraining(probes.training as Extract<typeof probes.training, { kind: "training" }>).parameters,
  ).toContain("W1");
  const frozen = runMutant(
    mutants.find(({ name }) => name === "first-layer-frozen") as Mutant,
    probes.training,
  );
  const question = probes.training;
  if (question.kind !== "training") throw new Error("not a training question");
  expect(frozen?.values["W1@3"]).toEqual(question.layers[0].W);
});
