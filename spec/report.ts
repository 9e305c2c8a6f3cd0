/** The shape that the harness writes and the reports read. One JSON object a line in `results.jsonl`: header, findings, footer. */
import type { Description, DType, ProfileName } from "./answer.ts";
import type { Name } from "./graph.ts";

export type Verdict =
  | "conforms"
  | "imprecise"
  | "violates"
  | "inconclusive"
  | "disputed"
  | "unsupported"
  | "errored";

/** A number that may not be finite: "NaN", "Infinity", "-Infinity" and "-0" are written as text, so that JSON loses nothing. */
export type Cell = number | "NaN" | "Infinity" | "-Infinity" | "-0";

export interface Entry {
  /** [] for a scalar. */
  readonly index: readonly number[];
  readonly engine: Cell;
  /** The truth at the doubles that the engine was given, in decimal, to all digits that are known (about 32). */
  readonly truth: string;
  /** How far an honest engine of the claimed precision may be from the truth. */
  readonly bound: Cell;
  /** Decimal digits that agree (LRE, −log10 of the relative error), at most 17. Null where the truth is 0 or the engine's number not finite. */
  readonly digits: number | null;
  readonly ok: boolean;
  /** As the fixture holds it. */
  readonly printed?: string;
  readonly certified?: string;
}

export interface Quantity {
  readonly name: Name;
  readonly kind: "value" | "gradient";
  /** `∂L/∂W1`, or `z1`. */
  readonly label: string;
  readonly shape: readonly number[];
  /**
   * undecided: the tolerance is as large as the number, so it carries no information. suspect: within the tolerance, but not what the engine's
   * own numbers give, or far beyond what rounding usually does.
   */
  readonly status: "right" | "imprecise" | "wrong" | "suspect" | "undecided" | "unavailable";
  /** Why, in words, where the status is not `right`, or a convention that was found. */
  readonly because?: string;
  readonly entries: readonly Entry[];
  /** How many entries were compared; `entries` holds the worst ones when there are many. */
  readonly compared: number;
  readonly wrong: number;
  /** Fewest digits over the entries that carry information. */
  readonly digits: number | null;
}

export type Opinion = { readonly oracle: string; readonly method: string } & (
  | { readonly kind: "agrees"; readonly entries: number; readonly error: Cell }
  | { readonly kind: "disagrees"; readonly at: string }
  | { readonly kind: "abstains"; readonly because: string }
);

export interface Finding {
  readonly type: "finding";
  readonly id: string;
  readonly title: string;
  readonly clause: string;
  /** `chapter 4, Chain Rule Visualization` */
  readonly source: string;
  /** The form in which it was asked, where the engine does not take its own. */
  readonly askedAs?: "network" | "graph";
  /** The question in a reader's formulas, as it was asked, one a line: `z1 = W1 x + b1`. */
  readonly formula: readonly string[];
  readonly verdict: Verdict;
  /** One sentence: what is wrong or why nothing could be said. For `conforms`, how well. */
  readonly summary: string;
  readonly quantities: readonly Quantity[];
  readonly opinions: readonly Opinion[];
  readonly digits: number | null;
  /**
   * The first wrong quantity: forward values in order, then gradients going backwards. `orAt`: the labels of the wrong quantities that it feeds,
   * each of which may be wrong by itself where the engine does not show this one; empty where it does.
   */
  readonly firstWrong?: {
    readonly label: string;
    readonly name: Name;
    readonly kind: "value" | "gradient";
    readonly orAt: readonly string[];
    readonly before: string;
  };
  /** Conventions, contradictions of the engine with itself, prints: told, not judged. */
  readonly notes: readonly string[];
  /** The command that asks this case alone again. */
  readonly replay: string;
  readonly file: string;
  readonly line: number;
  readonly ms: number;
  readonly points: number;
  /** What a list of known failures says of it; the verdict is what it would be without. */
  readonly known?: Listed;
}

/** A finding that a list of known failures names. */
export interface Listed {
  /** known: fails, as it must. flaky: may fail or not. changed: must fail, and does in another way. stale: must fail, and does not. */
  readonly kind: "known" | "flaky" | "changed" | "stale";
  readonly because: string;
  readonly issue?: string;
  /** Where the list names it. */
  readonly file: string;
  readonly line: number;
  /** changed, stale: what is not as the list says, and what to do about it. */
  readonly differs?: string;
}

/** Whether it fails no run, whatever its verdict. */
export const isExcused = ({ known }: Finding): boolean => known?.kind === "known" || known?.kind === "flaky";

/** A known bug of backpropagation, as it is told. */
export interface Bug {
  /** In kebab-case: the name of its mutant. */
  readonly name: string;
  /** What the engine does: begins with a verb. */
  readonly story: string;
  /** The formula that it computes, and the right one where that says more. */
  readonly formula: string;
  readonly clause: string;
  readonly mend: string;
}
/** What gives the engine's wrong numbers. */
export interface Suspect {
  /** One: it is this bug. Several: the numbers leave each of these possible. Never empty. */
  readonly bugs: readonly Bug[];
  /** Ids of the findings that it explains, every number of them. */
  readonly explains: readonly string[];
  /** Fewest digits to which the engine's numbers are the bug's; null where that says nothing. */
  readonly digits: number | null;
  /** `matches 9 of 9 failing cases to 15 digits`. */
  readonly evidence: string;
}
/** What all findings of a run say together of the engine's bugs. */
export interface Diagnosis {
  readonly type: "diagnosis";
  /** More than one: several bugs at once, each in its own findings or together in one. */
  readonly suspects: readonly Suspect[];
  /** Ids of the violations that no known bug explains. */
  readonly unexplained: readonly string[];
  /** Of those: where they start, and what is right before: `∂L/∂z1; every value, ∂L/∂z2, ∂L/∂W2 and ∂L/∂b2 are right`. */
  readonly startsAt?: string;
  /** Of those: the known bugs that come nearest. Distance: ‖g − g_bug‖ / ‖g − g_true‖; below 1 the bug is nearer than the truth. */
  readonly nearest: readonly { readonly bug: Bug; readonly distance: number }[];
}

/** `∂L/∂z2`, or `∂L/∂z2, which the engine does not show, or ∂L/∂W2 and ∂L/∂b2`. */
export function placeText({ label, orAt }: NonNullable<Finding["firstWrong"]>): string {
  const others = orAt.join(", ").replace(/, (?=[^,]*$)/, " and ");
  return orAt.length > 0 ? `${label}, which the engine does not show, or ${others}` : label;
}

export interface Header {
  readonly type: "header";
  readonly format: "backproof-results";
  readonly version: 1;
  readonly tool: string;
  readonly engine: Description & { readonly spec: string };
  readonly started: string;
  readonly host: string;
  readonly selected: number;
}
export type Counts = Readonly<Record<Verdict, number>>;

/** How many findings of each verdict, from the findings themselves. */
export function countVerdicts(findings: readonly Finding[]): Counts {
  const counts: Record<Verdict, number> = {
    conforms: 0,
    imprecise: 0,
    violates: 0,
    inconclusive: 0,
    disputed: 0,
    unsupported: 0,
    errored: 0,
  };
  for (const { verdict } of findings) counts[verdict]++;
  return counts;
}

/** How many findings a list of known failures names, by what it says of them. */
export function countListed(findings: readonly Finding[]): Readonly<Record<Listed["kind"], number>> {
  const counts = { known: 0, flaky: 0, changed: 0, stale: 0 };
  for (const { known } of findings) if (known) counts[known.kind]++;
  return counts;
}

/** How far a run shows that an engine holds a conformance profile. */
export interface Standing {
  readonly profile: ProfileName;
  /** By the engine itself, or by who runs it. */
  readonly claimed: boolean;
  /** Cases that the profile requires in this precision, those of them that the run was to judge, and those that conform. */
  readonly required: { readonly all: number; readonly selected: number; readonly conforming: number };
  /** The same of its other cases. */
  readonly optional: { readonly all: number; readonly selected: number; readonly conforming: number };
}
export interface Conformance {
  /** Of the suite; absent where other fixtures than the suite's were judged. */
  readonly edition?: string;
  readonly precision: DType;
  readonly standings: readonly Standing[];
}

export interface Footer {
  readonly type: "footer";
  readonly ended: string;
  readonly ms: number;
  readonly counts: Counts;
  /** How many findings a list of known failures names, by what it says of them; absent without a list. */
  readonly known?: Readonly<Record<Listed["kind"], number>>;
  /** Absent where nothing is claimed and no profile was judged as a whole. */
  readonly conformance?: Conformance;
  /** Complete, or why not: `interrupted`, `engine lost`. */
  readonly end: "complete" | "interrupted" | "engine lost";
  readonly exit: number;
}
/** Problems of ours to tell beside the findings: invalid fixtures, and what is wrong with a list of known failures. */
export interface Complaint {
  readonly type: "complaint";
  /** Default: a fixture. */
  readonly about?: "known failures";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
  /** Source lines with a caret under the place. */
  readonly frame: string;
}
export type Line = Header | Finding | Diagnosis | Complaint | Footer;

/** Everything of a run. `footer` is absent when the run was cut off: formats then say that it is incomplete. */
export interface Report {
  readonly header: Header;
  readonly findings: readonly Finding[];
  readonly complaints: readonly Complaint[];
  /** Absent where nothing violates, or the run was cut off before it was made. */
  readonly diagnosis?: Diagnosis;
  readonly footer?: Footer;
}

/** A way to tell a report. Pure: the same report gives the same bytes. */
export interface Format {
  readonly name: string;
  readonly file: string;
  render(report: Report): string;
}
