/** Families of bugs: every number in them is another bug, and the right number is none. */
import { describe, expect, test } from "vitest";
import { clausesOfPackage } from "../../spec/clauses.ts";
import { type Family, families } from "./families.ts";
import { member } from "./family.ts";
import { mutants } from "./index.ts";
import type { Mutant } from "./mutant.ts";
import { probes } from "./probes.ts";
import { runMutant } from "./run.ts";

const clauses = new Set(clausesOfPackage().map(({ id }) => id));
const named = (name: string): Family => families.find((family) => family.name === name) as Family;

/** All numbers of all probes. */
const numbersOf = (sabotage: Mutant["sabotage"]): string =>
  JSON.stringify(
    Object.values(probes).map((question) => {
      const { values = {}, gradients = {} } = runMutant({ sabotage }, question) ?? {};
      return [values, gradients].map((all) => Object.values(all).map(({ data }) => [...data].map(String)));
    }),
  );

const complaints = ({
  name,
  story,
  formula,
  clause,
  mend,
  symbol,
  range: [from, to],
  scale,
  usual = [],
}: Family) =>
  [
    !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && "name",
    !/^[a-z]+s /.test(story(0.25)) && "story",
    !story(0.25).includes("0.25") && "number",
    !formula.includes(symbol) && "formula",
    !clauses.has(clause) && "clause",
    mend === "" && "mend",
    !(from < to && (scale === "linear" || from > 0)) && "range",
    !usual.every((x) => from <= x && x <= to) && "usual",
  ].flatMap((complaint) => (complaint ? [`${name}: ${complaint}`] : []));

describe("a family", () => {
  test("has a name of its own", () => {
    const names = [...families, ...mutants].map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
  test("is told in full, with its number in the story and its symbol in the formula", () => {
    expect(families.flatMap(complaints)).toEqual([]);
    const [one] = families;
    const bare: Family = {
      ...one,
      story: () => "the slope is wrong",
      range: [0, -1],
      scale: "log",
      formula: "?",
    };
    expect(complaints(bare)).toEqual(
      ["story", "number", "formula", "range", "usual"].map((x) => `${one.name}: ${x}`),
    );
  });
  test.each(families.map((family) => [family.name, family] as const))(
    "%s has another bug for every number",
    (_, { of, range, usual = [] }) => {
      const all = [...new Set([range[0], ...usual.filter((x) => x >= 1e-12), range[1]])];
      expect(new Set(all.map((x) => numbersOf(of(x)))).size).toBe(all.length);
    },
  );
  test.each([
    ["momentum", 0],
    ["weight-decay", 0],
    ["learning-rate-of-its-own", 0.3],
  ])("%s is no bug at %d, where a run takes the steps that it should", (name, parameter) => {
    const right = runMutant({ sabotage: () => ({}) }, probes.training);
    expect(runMutant({ sabotage: named(name).of(parameter) }, probes.training)).toEqual(right);
    expect(runMutant({ sabotage: named(name).of(0.7) }, probes.training)).not.toEqual(right);
  });
});

describe("a member", () => {
  const decay = named("weight-decay");
  test("says its number in its story and its formula", () => {
    expect(member(decay, 0.01, "some-decay", "gross")).toMatchObject({
      story: "shrinks every parameter by 0.01 η in each step: weight decay, which nobody asked for",
      formula: "W ← (1 − η 0.01) W − η ∂L/∂W, not W − η ∂L/∂W",
      clause: "UPDATE-1",
    });
  });
  test("has its number in place of the symbol, and not in a word with the same letter", () => {
    expect(member(named("probability-clipped"), 1e-7, "clipped", "fine").formula).toMatch(
      "log(clip(p, 1e-7, 1 − 1e-7))",
    );
  });
  test("may be told in words of its own", () => {
    const story = "never moves a parameter";
    expect(member(named("learning-rate-of-its-own"), 0, "frozen", "gross", { story }).story).toBe(story);
  });
  test("of the catalogue is the family at its number, and at no other", () => {
    const own = mutants.find(({ name }) => name === "weight-decay-uncalled-for") as Mutant;
    expect(numbersOf(decay.of(0.01))).toBe(numbersOf(own.sabotage));
    expect(numbersOf(decay.of(0.02))).not.toBe(numbersOf(decay.of(0.01)));
  });
});
