/** An adequacy in words: lines, each with how far to the right it goes on where it is wrapped. */
import type { Mutant } from "../../engine/mutants/mutant.ts";
import type { DType } from "../../spec/answer.ts";
import type { Case } from "../../spec/case.ts";
import { type Adequacy, adequacyOf, type Unseen } from "./adequacy.ts";

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

/** One sentence. */
export function shortText({ shown, hidden }: Adequacy): string {
  const unseen = hidden.flatMap(({ bugs }) => bugs.map(({ name }) => name));
  const places = shown.length + unseen.length;
  if (unseen.length === 0)
    return `an engine with any of the ${counted(places)} that have a place here would be seen`;
  const more = unseen.length > mostNamed ? `, … (and ${unseen.length - mostNamed} more)` : "";
  return `an engine with any of ${shown.length} of ${counted(places)} would be seen here; not seen: ${unseen.slice(0, mostNamed).join(", ")}${more}`;
}

export const shortAdequacy = (c: Case, precision: DType = "float64"): string =>
  shortText(adequacyOf(c, precision));

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
