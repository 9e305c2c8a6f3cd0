/** What is wrong, at the end of a run: each bug with its formula, its evidence and its mend, in lines that fit. */
import type { Bug, Diagnosis } from "../../spec/report.ts";
import {
  listed,
  othersOf,
  type Told,
  type ToldSuspect,
  type ToldUnknown,
  tagOf,
  toldOf,
} from "../diagnosis.ts";
import { cut, plain, wrapped } from "../plain.ts";
import type { Colours } from "./colours.ts";

/** Where the text begins, behind the label; and columns of a line. */
const MARGIN = 12;
const COLUMNS = { least: 40, most: 100 } as const;
/** Characters of one piece of text. */
const CHARACTERS = 1000;

type Paint = (text: string) => string;
/** Lines of at most `columns` characters, without the margin. */
type Lines = readonly string[];
interface Look {
  readonly colours: Colours;
  readonly columns: number;
}

/** Ends with an empty line, so that the summary can follow; empty where there is no diagnosis. `columns`: of the terminal, if it has any. */
export function terminalDiagnosis(
  diagnosis: Diagnosis | undefined,
  colours: Colours,
  columns: number = COLUMNS.most,
): string {
  return toldOf(diagnosis)
    .map((told) => `${terminalTold(told, colours, columns)}\n`)
    .join("");
}

/** One piece of it. Ends with a line end. */
export function terminalTold(told: Told, colours: Colours, columns: number = COLUMNS.most): string {
  const width = Math.min(COLUMNS.most, Math.max(COLUMNS.least, columns));
  const look = { colours, columns: width - MARGIN };
  const [first = "", ...more] = told.kind === "suspect" ? suspect(told, look) : unknown(told, look);
  const label = colours.bold(told.label.padEnd(MARGIN - 3));
  return [`  ${label} ${first}`, ...more.map((line) => " ".repeat(MARGIN) + line)]
    .map((line) => `${line}\n`)
    .join("");
}

function suspect(told: ToldSuspect, look: Look): Lines {
  const cases = told.ids.length > 0 ? [`cases: ${listed(told.ids)}`] : [];
  const evidence = [told.evidence, ...cases, ...told.together].flatMap((text) => said(text, look));
  if (told.lead === undefined)
    return told.bugs.flatMap((bug) => [...known(bug, look), ...evidence, ...mend(bug, look)]);
  const alternatives = told.bugs.flatMap((bug) =>
    item((inner) => [...known(bug, inner), ...mend(bug, inner)], look),
  );
  const others = othersOf(told);
  return [
    ...said(`${told.lead}:`, look),
    ...alternatives,
    ...(others === undefined ? [] : said(others, look)),
    ...evidence,
  ];
}

const known = (bug: Bug, look: Look): Lines => [
  ...headed(bug, look),
  ...(bug.formula ? said(bug.formula, look) : []),
];
const mend = (bug: Bug, look: Look): Lines =>
  bug.mend ? said(`mend: ${bug.mend}`, look, look.colours.green) : [];

function unknown({ said: sentence, ids, startsAt, nearest }: ToldUnknown, look: Look): Lines {
  return [
    ...said(`${sentence}: ${listed(ids)}`, look),
    ...(startsAt === undefined ? [] : said(`starts at ${startsAt}`, look)),
    ...(nearest.length === 0 ? [] : said("nearest:", look)),
    ...nearest.flatMap(({ bug, left }) =>
      item((inner) => [...headed(bug, inner), ...said(left, inner)], look),
    ),
  ];
}

/** The story, and behind it or below it the name and the clause. */
function headed(bug: Bug, look: Look): Lines {
  const { colours, columns } = look;
  const story = wrapped(flat(bug.story), columns);
  const tag = `(${flat(tagOf(bug))})`;
  const last = story.at(-1)!;
  const painted = story.map((line) => colours.yellow(line));
  return [...last].length + 1 + [...tag].length <= columns
    ? [...painted.slice(0, -1), `${colours.yellow(last)} ${colours.dim(tag)}`]
    : [...painted, ...said(tag, look, colours.dim)];
}

/** Behind a dash, and its further lines below its first. */
function item(of: (inner: Look) => Lines, look: Look): Lines {
  return of({ ...look, columns: look.columns - 2 }).map((line, i) => `${i === 0 ? "–" : " "} ${line}`);
}

function said(text: string, { columns }: Look, paint: Paint = (line) => line): Lines {
  return wrapped(flat(text), columns).map((line) => paint(line));
}

const flat = (text: string) => cut(plain(text).replace(/\s+/g, " "), CHARACTERS);
