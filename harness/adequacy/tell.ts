/** An adequacy in words: lines, each with how far to the right it goes on where it is wrapped. */
import { mutants } from "../../engine/mutants/index.ts";
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import type { Adequacy, Unseen } from "./adequacy.ts";
import { sightOf, stageOf } from "./stage.ts";

export type Line = readonly [text: string, hang?: number];

export const countIn = (groups: readonly Unseen[]): number =>
  groups.reduce((sum, { bugs }) => sum + bugs.length, 0);
const counted = (count: number, noun = "bug"): string => `${count} ${count === 1 ? noun : `${noun}s`}`;

/** `shows 81 of 88 bugs that have a place here (float64)` */
function headline({ precision, shown, hidden }: Adequacy): string {
  const places = shown.length + countIn(hidden);
  return `shows ${shown.length} of ${counted(places)} that ${places === 1 ? "has" : "have"} a place here (${precision})`;
}

function groupLines({ because, instead, bugs }: Unseen): readonly Line[] {
  const them = bugs.length === 1 ? "it" : "them";
  const otherwise = instead === undefined ? "" : ` (${instead} would show ${them})`;
  return [
    [""],
    [`${because} hides ${counted(bugs.length)}${otherwise}:`, 2],
    ...bugs.map(({ name, story }): Line => [`  ${name}: ${story}`, 6]),
  ];
}

function nowhereLines(nowhere: readonly Unseen[]): readonly Line[] {
  const count = countIn(nowhere);
  if (count === 0) return [];
  const needs = nowhere.map(({ because, instead = because, bugs }, i) => {
    const verb = i > 0 ? "" : bugs.length === 1 ? "needs " : "need ";
    return `${bugs.length} ${verb}${instead}`;
  });
  return [[""], [`${counted(count)} ${count === 1 ? "has" : "have"} no place here: ${needs.join(", ")}`, 2]];
}

export const adequacyLines = (adequacy: Adequacy): readonly Line[] => [
  [headline(adequacy)],
  ...adequacy.hidden.flatMap(groupLines),
  ...nowhereLines(adequacy.nowhere),
];

const mostNamed = 3;

/** One sentence, of what is seen alone: why not, and what would, takes many more runs. */
export function shortText(shown: number, hidden: readonly string[]): string {
  const bugs = `an engine with ${shown === 1 ? "" : "any of "}${counted(shown)} of the catalogue would be seen here`;
  if (hidden.length === 0) return bugs;
  const more = hidden.length > mostNamed ? `, … (and ${hidden.length - mostNamed} more)` : "";
  return `${bugs}, not ${hidden.slice(0, mostNamed).join(", ")}${more}`;
}

/** What a case could not have shown, of all that has a place in it. */
export function shortAdequacy(c: Case, precision: DType = "float64"): string {
  const stage = stageOf(c, precision);
  const sights = mutants.map((bug) => ({ name: bug.name, sight: sightOf(stage, bug).sight }));
  const hidden = sights.filter(({ sight }) => sight === "same" || sight === "faint");
  return shortText(
    sights.filter(({ sight }) => sight === "shown").length,
    hidden.map(({ name }) => name),
  );
}

/** For machines: names and stories. */
export function adequacyObject({ precision, shown, hidden, nowhere }: Adequacy): object {
  const named = ({ name, story }: Mutant) => ({ name, story });
  const groups = (all: readonly Unseen[]) =>
    all.map(({ bugs, ...why }) => ({ ...why, bugs: bugs.map(named) }));
  return {
    precision,
    counts: { shown: shown.length, hidden: countIn(hidden), nowhere: countIn(nowhere) },
    shown: shown.map(({ name }) => name),
    hidden: groups(hidden),
    nowhere: groups(nowhere),
  };
}
