/** `backproof explain`: a clause of the contract, a case with its formula, numbers and source, or what is judged beside the cases. */
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case } from "../../spec/case.ts";
import { type Clause, clausesOfPackage } from "../../spec/clauses.ts";
import { doubleDoubleText } from "../../spec/decimal.ts";
import { optionalIn, profileOf } from "../../spec/profiles.ts";
import { indexAt } from "../../spec/tensor.ts";
import { shortAdequacy } from "../adequacy/tell.ts";
import { behaviourIds, behaviourOf } from "../behaviour/finding.ts";
import { labelOf } from "../judge.ts";
import { formulaOf, outputOf, sourceText } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";
import { loadFixtures, ownProblems, type Selection, unknown } from "./cases.ts";
import { InvalidFixtures } from "./failure.ts";
import { widthOf, wrap } from "./wrap.ts";

/** Entries of one quantity that are printed before the rest is only counted. */
const mostEntries = 12;

export function explainCommand(id: string, options: Selection): number {
  const clauses = clausesOfPackage();
  const { cases, invalid } = loadFixtures(options);
  const lines = linesOf(id, clauses, cases);
  const complaints = invalid.get(id);
  if (complaints) throw new InvalidFixtures([id], complaints);
  if (!lines) {
    const known = [...cases.map((c) => c.id), ...clauses.map((c) => c.id), ...behaviourIds];
    throw unknown(`there is no case, no clause and no behaviour ${id}`, id, known, options.fixtures);
  }
  const width = widthOf(process.stdout);
  process.stdout.write(`${lines.map(([text, hang]) => wrap(text, width, hang)).join("\n")}\n`);
  return 0;
}

/** A line, and how far to the right goes on what does not fit into it. */
type Lines = readonly (readonly [text: string, hang?: number])[];

function linesOf(id: string, clauses: readonly Clause[], cases: readonly Case[]): Lines | undefined {
  const clause = clauses.find((one) => one.id === id.toUpperCase());
  if (clause) return clauseLines(clause, cases);
  const found = cases.find((one) => one.id === id);
  if (found) return caseLines(found, clauses);
  const behaviour = behaviourOf(id);
  if (behaviour) return behaviourLines(id, behaviour, clauses);
  return id.startsWith(ownProblems) ? problemLines(id) : undefined;
}

function clauseLines({ id, level, text, section, example }: Clause, cases: readonly Case[]): Lines {
  const behaviours = behaviourIds.flatMap((one) => {
    const { clause, title } = behaviourOf(one) ?? {};
    return clause === id ? [{ id: one, title }] : [];
  });
  const judgedBy = [...cases.filter((c) => c.clause === id), ...behaviours];
  return [
    [`${id}  ${level}${section ? `  (${section})` : ""}`],
    [""],
    [text],
    ...(example ? ([[""], [`Example: ${example}`, 9]] as const) : []),
    [""],
    [judgedBy.length > 0 ? "Judged by:" : "No case judges it yet."],
    ...judgedBy.map((c) => [`  ${c.id}  ${c.title}`, 6] as const),
  ];
}

/** The clause that something is judged by, in full. */
const clauseLine = (id: string, clauses: readonly Clause[]) =>
  [`clause  ${id}  ${clauses.find((one) => one.id === id)?.text ?? ""}`, 8] as const;

function behaviourLines(
  id: string,
  { clause, title }: { clause: string; title: string },
  clauses: readonly Clause[],
): Lines {
  return [
    [id],
    [title],
    [""],
    clauseLine(clause, clauses),
    ["asked   after the cases, with questions of cases that the engine can answer; it needs no fixture", 8],
  ];
}

const problemLines = (id: string): Lines => [
  [id],
  [""],
  [
    "A function of the engine's own, asked where it announces problems: directional probes hold its gradient against its own loss, and bisection finds the entries that are wrong.",
  ],
];

/** Whether the profile of its kind requires it, and if not, why. */
function profileLine({ question }: Case): readonly [string, number] {
  const optional = optionalIn({ question });
  const because = optional.length === 0 ? "required" : `optional: it takes ${optional.join(", ")}`;
  return [`profile ${profileOf(question)}, ${because}`, 8];
}

function caseLines(c: Case, clauses: readonly Clause[]): Lines {
  return [
    [c.id],
    [c.title],
    [""],
    [`source  ${sourceText(c)}`, 8],
    clauseLine(c.clause, clauses),
    profileLine(c),
    [`file    ${c.file}:${c.line}`, 8],
    [""],
    ...formulaOf(c.question).map((line) => [`  ${line}`, 6] as const),
    [""],
    ...numberLines(c),
    [""],
    [`shows   ${shortAdequacy(c)} (backproof explain --adequacy ${c.id})`, 8],
  ];
}

/** The true numbers, each with what an engine may be off by, and what the fixture says of it. */
function numberLines(c: Case): Lines {
  const lines: (readonly [string, number?])[] = [];
  const truth = truthOf(c, profiles.float64);
  const output = outputOf(c.question);
  for (const [kind, all] of [
    ["value", "values"],
    ["gradient", "gradients"],
  ] as const) {
    for (const name of c.question.want[all]) {
      const known = truth[all].get(name);
      if (!known) continue;
      for (let k = 0; k < Math.min(known.hi.length, mostEntries); k++) {
        const index = known.shape.length > 0 ? `[${indexAt(known.shape, k).join(",")}]` : "";
        const written = c.certified?.[all][name]?.text[k] ?? c.printed?.[all][name]?.text[k];
        const number = doubleDoubleText(known.hi[k], known.lo[k], known.own[k]);
        const margin = known.bound[k] === 0 ? "exactly" : `± ${known.bound[k].toExponential(0)}`;
        lines.push([`  ${(labelOf(kind, name, output) + index).padEnd(14)} ${number.padEnd(38)} ${margin}`]);
        // below the number, digit by digit
        if (written) lines.push([`${"fixture:".padStart(16)} ${written}`]);
      }
      if (known.hi.length > mostEntries) lines.push([`  … ${known.hi.length - mostEntries} more`]);
    }
  }
  return lines;
}
