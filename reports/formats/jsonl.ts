/** `results.jsonl`: one JSON object a line, written as it happens, read back to the same report. The other formats derive from it. */
import type {
  Complaint,
  Diagnosis,
  Finding,
  Footer,
  Format,
  Header,
  Line,
  Report,
} from "../../spec/report.ts";
import { problemOf } from "../shape.ts";

/** Fields that hold a Cell: what JSON cannot say as a number is said as text. */
const CELLS = new Set(["engine", "bound", "error"]);

/** One line, with its line end. Throws where a number that is no Cell is not finite: JSON would silently make it null. */
export function lineOf(line: Line): string {
  return `${JSON.stringify(line, (key, value: unknown) => {
    if (typeof value !== "number") return value;
    if (CELLS.has(key) && (!Number.isFinite(value) || Object.is(value, -0)))
      return Object.is(value, -0) ? "-0" : String(value);
    if (!Number.isFinite(value))
      throw new RangeError(`the ${line.type} holds ${value} in ${key}, which JSON cannot say`);
    return value;
  })}\n`;
}

export const jsonl: Format = {
  name: "jsonl",
  file: "results.jsonl",
  render({ header, findings, complaints, diagnosis, footer }) {
    const last = [diagnosis, footer].filter((line) => line !== undefined);
    return [header, ...complaints, ...findings, ...last].map(lineOf).join("");
  },
};

/** `results.jsonl` is not what it should be; `line` counts from 1. */
export class UnreadableResults extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(`results.jsonl:${line}: ${message}`);
    this.name = "UnreadableResults";
    this.line = line;
  }
}

/**
 * The report that a text holds. A last line without its line end that cannot be read was being written when the run was cut off: it is
 * left out, and the report has no footer. Anything else that is not a line of ours throws `UnreadableResults`.
 */
export function readReport(text: string): Report {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  let header: Header | undefined;
  let diagnosis: Diagnosis | undefined;
  let footer: Footer | undefined;
  const findings: Finding[] = [];
  const complaints: Complaint[] = [];
  for (const [i, raw] of lines.entries()) {
    if (raw.trim() === "") continue;
    const parsed = parse(raw);
    if (parsed === undefined && i === lines.length - 1 && header) break;
    if (parsed === undefined) throw new UnreadableResults(i + 1, `is not JSON: ${raw.trim().slice(0, 60)}`);
    const problem = problemOf(parsed.value);
    if (problem) throw new UnreadableResults(i + 1, problem);
    const line = parsed.value as Line;
    if (!header && line.type !== "header")
      throw new UnreadableResults(i + 1, `a ${line.type} stands before the header`);
    if (footer) throw new UnreadableResults(i + 1, `a ${line.type} stands behind the footer`);
    if (diagnosis && line.type !== "footer")
      throw new UnreadableResults(i + 1, `a ${line.type} stands behind the diagnosis`);
    if (line.type === "header") {
      if (header)
        throw new UnreadableResults(
          i + 1,
          "a second header: are these two files? `backproof merge` joins them",
        );
      header = line;
    } else if (line.type === "finding") findings.push(line);
    else if (line.type === "complaint") complaints.push(line);
    else if (line.type === "diagnosis") diagnosis = line;
    else footer = line;
  }
  if (!header) throw new UnreadableResults(1, "is empty: the run was cut off before its header was written");
  return { header, findings, complaints, ...(diagnosis && { diagnosis }), ...(footer && { footer }) };
}

function parse(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
}
