/** The catalogue: every bug is a bug, only where it says, and not another one's twin. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Question } from "../../spec/case.ts";
import { clausesOfPackage } from "../../spec/clauses.ts";
import { lower } from "../../spec/lower/index.ts";
import { sameShape, type Tensor } from "../../spec/tensor.ts";
import { mutants } from "./index.ts";
import { type Answered, changeAfter, type Mutant, times } from "./mutant.ts";
import { probes } from "./probes.ts";
import { runMutant } from "./run.ts";
import { shapeMutants } from "./shape.ts";

/** An engine without a bug, as a mutant. */
const right: Mutant = { ...mutants[0], name: "right", sabotage: () => ({}) };
const named = (name: string): Mutant => mutants.find((mutant) => mutant.name === name) as Mutant;

const due = new Map(
  Object.entries(probes).map(([name, question]) => [name, runMutant(right, question) as Answered]),
);
interface Run {
  readonly probe: string;
  readonly answer: Answered;
  readonly due: Answered;
}
const runsOf = (mutant: Mutant): readonly Run[] =>
  Object.entries(probes).flatMap(([probe, question]) => {
    const answer = runMutant(mutant, question);
    return answer ? [{ probe, answer, due: due.get(probe) as Answered }] : [];
  });
const runs = new Map(mutants.map((mutant) => [mutant, runsOf(mutant)]));
const within = mutants.filter(({ session }) => !session);

const tensorsOf = ({ values, gradients }: Answered): readonly (readonly [string, Tensor])[] => [
  ...Object.entries(values).map(([name, x]) => [`value ${name}`, x] as const),
  ...Object.entries(gradients).map(([name, x]) => [`gradient ${name}`, x] as const),
];
const differs = (a: Tensor, b: Tensor): boolean =>
  !sameShape(a.shape, b.shape) ||
  a.data.some((x, k) => !(Math.abs(x - b.data[k]) <= 1e-14 * Math.max(Math.abs(x), Math.abs(b.data[k]))));
const isChanged = ({ answer, due }: Run): boolean => {
  const other = new Map(tensorsOf(due));
  return tensorsOf(answer).some(([name, x]) => differs(x, other.get(name) as Tensor));
};
const keepsShapes = ({ answer, due }: Run): boolean => {
  const got = new Map(tensorsOf(answer));
  return tensorsOf(due).every(([name, x]) => sameShape(got.get(name)?.shape ?? [-1], x.shape));
};

const clauses = new Set(clausesOfPackage().map(({ id }) => id));
const verb = /^(?:[a-z]+s|does not|never [a-z]+s) /;
/** What is wrong with the texts of an entry. */
const complaints = ({ name, story, formula, clause, mend }: Mutant): readonly string[] =>
  [
    !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && "name",
    !verb.test(story) && "story",
    !/^\S[^\n]+$/.test(formula) && "formula",
    !clauses.has(clause) && "clause",
    !/^\S[^\n]+$/.test(mend) && "mend",
  ].flatMap((complaint) => (complaint ? [`${name}: ${complaint}`] : []));

/** Names of bugs that have the same numbers on every probe. */
function twinsAmong(all: readonly Mutant[]): readonly (readonly string[])[] {
  const bySignature = new Map<string, string[]>();
  for (const mutant of all) {
    const signature = JSON.stringify(
      (runs.get(mutant) ?? runsOf(mutant))
        .filter(isChanged)
        .map(({ probe, answer }) => [
          probe,
          ...tensorsOf(answer).map(([, { shape, data }]) => [
            shape,
            Array.from(data, (x) => x.toPrecision(9)),
          ]),
        ]),
    );
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), mutant.name]);
  }
  return [...bySignature.values()].filter((names) => names.length > 1);
}

describe("an entry of the catalogue", () => {
  test("has a name of its own", () => {
    const names = mutants.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
  test("is told in full: a name in kebab-case, a story that begins with a verb, a formula, a clause of the contract, a way to mend it", () => {
    expect(mutants.flatMap(complaints)).toEqual([]);
    const bare = {
      ...right,
      name: "Bad_Name",
      story: "the sign is wrong",
      formula: "",
      clause: "NO-1",
      mend: "",
    };
    expect(complaints(bare)).toHaveLength(5);
  });
});

describe("a sabotage", () => {
  test.each(within.map((mutant) => [mutant.name, mutant] as const))("%s changes some probe", (_, mutant) => {
    expect(runs.get(mutant)?.some(isChanged)).toBe(true);
  });
  test("that does nothing changes no probe", () => {
    expect(runsOf(right).filter(isChanged)).toEqual([]);
  });
  test("keeps the names and shapes that are due, unless that is its bug", () => {
    const misshapen = [...runs].filter(([, all]) => !all.every(keepsShapes)).map(([{ name }]) => name);
    expect(misshapen.toSorted()).toEqual(
      [...shapeMutants.map(({ name }) => name), "broadcast-not-summed"].toSorted(),
    );
  });
  test("of the backward pass leaves all forward values as they are, to the bit", () => {
    const isForward = (mutant: Mutant, question: Question): boolean => {
      if (question.kind === "training") return true;
      const { graph, numbers, told } = mutant.sabotage(lower(question), question) ?? {};
      return [graph, numbers, told].some((part) => part !== undefined);
    };
    const moved = (mutant: Mutant) =>
      (runs.get(mutant) ?? []).filter(({ answer, due }) => !isDeepStrictEqual(answer.values, due.values));
    const unasked = within.filter((mutant) =>
      moved(mutant).some(({ probe }) => !isForward(mutant, probes[probe])),
    );
    expect(unasked.map(({ name }) => name)).toEqual([]);
    expect(moved(named("softmax-twice"))).not.toEqual([]);
  });
  test("of the biases leaves the weights' gradients as they are", () => {
    const ofBiases = mutants.filter(({ name }) => name.startsWith("bias-gradient"));
    expect(ofBiases.length).toBeGreaterThan(4);
    const spared = (mutant: Mutant) =>
      (runs.get(mutant) ?? runsOf(mutant)).every(({ answer, due }) =>
        Object.entries(due.gradients).every(
          ([key, x]) => !/^[Wx]\d*$/.test(key) || !differs(answer.gradients[key], x),
        ),
      );
    expect(ofBiases.filter((mutant) => !spared(mutant))).toEqual([]);
    expect(spared(named("factor-two-too-many"))).toBe(false);
  });
  test("without a place has no answer", () => {
    const update = named("update-adds-the-gradient");
    expect(runMutant(update, probes["network 1"])).toBeUndefined();
    expect(Object.keys(runMutant(update, probes.training)?.values ?? {})).not.toEqual([]);
  });
  test("moves the parameters of a training run by its own gradients", () => {
    const frozen = runMutant(named("first-layer-frozen"), probes.training);
    expect(probes.training).toMatchObject({ layers: [{ W: frozen?.values["W1@3"] }, {}] });
  });
});

describe("twins", () => {
  test("are bugs with the same numbers on every probe: there are none", () => {
    expect(twinsAmong(within)).toEqual([]);
  });
  test("are found, where a bug stands in the catalogue twice", () => {
    const twice = changeAfter(
      (name) => /^b\d+$/.test(name),
      (g) => times(g, 0),
    );
    const again: Mutant = {
      ...right,
      name: "biases-forgotten",
      sabotage: (_, question) => ("layers" in question ? twice : undefined),
    };
    expect(twinsAmong([...within, again])).toEqual([["bias-gradient-forgotten", "biases-forgotten"]]);
  });
});
