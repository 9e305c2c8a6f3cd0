/** `backproof explain`: one clause of the contract, or one case with its formula, its numbers and its source. */
import { profiles } from "../../engine/numbers/bounded/profile.ts";
import type { Case } from "../../spec/case.ts";
import { type Clause, clausesOfPackage } from "../../spec/clauses.ts";
import { doubleDoubleText } from "../../spec/decimal.ts";
import { suggest } from "../../spec/read/nearest.ts";
import { indexAt } from "../../spec/tensor.ts";
import { labelOf } from "../judge.ts";
import { formulaOf, outputOf, sourceText } from "../telling.ts";
import { truthOf } from "../truth/truth.ts";
import { loadFixtures, type Selection } from "./cases.ts";
import { UsageError } from "./failure.ts";

/** Entries of one quantity that are printed before the rest is only counted. */
const mostEntries = 12;

export function explainCommand(id: string, options: Selection): number {
  const clauses = clausesOfPackage();
  const { cases } = loadFixtures(options);
  const clause = clauses.find((one) => one.id === id.toUpperCase());
  const found = cases.find((one) => one.id === id);
  if (!clause && !found) {
    const known = [...cases.map((c) => c.id), ...clauses.map((c) => c.id)];
    throw new UsageError(`there is no case and no clause ${id}. ${suggest(id, known)}`, 5);
  }
  const text = clause ? clauseText(clause, cases) : caseText(found as Case, clauses);
  process.stdout.write(`${text}\n`);
  return 0;
}

function clauseText({ id, level, text, section, example }: Clause, cases: readonly Case[]): string {
  const lines = [`${id}  ${level}${section ? `  (${section})` : ""}`, "", text];
  if (example) lines.push("", `Example: ${example}`);
  const judgedBy = cases.filter((c) => c.clause === id);
  lines.push(
    "",
    judgedBy.length > 0 ? "Judged by:" : "No case judges it yet.",
    ...judgedBy.map((c) => `  ${c.id}  ${c.title}`),
  );
  return lines.join("\n");
}

function caseText(c: Case, clauses: readonly Clause[]): string {
  const clause = clauses.find(({ id }) => id === c.clause);
  const lines = [
    c.id,
    c.title,
    "",
    `source  ${sourceText(c)}`,
    `clause  ${c.clause}  ${clause?.text ?? ""}`,
    `file    ${c.file}:${c.line}`,
  ];
  lines.push("", ...formulaOf(c.question).map((line) => `  ${line}`), "");
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
        lines.push(
          `  ${(labelOf(kind, name, output) + index).padEnd(14)} ${number.padEnd(38)} ${margin}${written ? `   fixture: ${written}` : ""}`,
        );
      }
      if (known.hi.length > mostEntries) lines.push(`  … ${known.hi.length - mostEntries} more`);
    }
  }
  return lines.join("\n");
}
