/** The numbers of a case: the engine's below the truth, point below point, and the digits that differ told apart from those that agree. */
import type { Entry, Finding, Quantity } from "../../../spec/report.ts";
import { agreeing, boundText, cellText, digitsText, significant, splitAt } from "../../decimal.ts";
import { html, type Markup } from "../../html.ts";
import { culprit, place } from "../../summary.ts";

/** More digits of the truth than a double has, and not more than fit into a line; all of them stand in results.jsonl. */
const TRUTH_DIGITS = 24;

const STATUS: Readonly<Record<Quantity["status"], string>> = {
  right: "✓ right",
  imprecise: "≈ imprecise",
  wrong: "✗ wrong",
  suspect: "? suspect",
  undecided: "? undecided",
  unavailable: "○ unavailable",
};

/** The one comparison that says it all, large. */
export function comparison(finding: Finding): Markup | undefined {
  const worst = culprit(finding);
  if (!worst) return undefined;
  const { entry } = worst;
  const sure = finding.verdict === "violates" || finding.verdict === "imprecise";
  const truth = significant(entry.truth, 20);
  const pad = padding([cellText(entry.engine), truth]);
  const n = agreeing(entry.engine, entry.truth, entry.digits);
  return html`<dl class="comparison"><div class="where"><dt>at</dt><dd>${place(worst.quantity, worst.entry)}</dd></div>
<div><dt>engine</dt><dd class="number no">${digits(pad(cellText(entry.engine)), n)}</dd></div>
<div><dt>${sure ? "should be" : "we say"}</dt><dd class="number">${digits(pad(truth), n)} <span class="bound">± ${boundText(entry.bound)}</span></dd></div></dl>`;
}

/** All that the report holds of a quantity, as a table; an entry's row is one line on a wide page and a stack on a narrow one.
 * Of a quantity that is right, the `most` worst entries. */
export function numbers(quantity: Quantity, most: number): Markup {
  const { compared, wrong, because } = quantity;
  const entries = quantity.status === "right" ? worstOnes(quantity.entries, most) : quantity.entries;
  const shown = entries.length < compared ? html` · the worst ${entries.length} of ${compared}` : "";
  const printed = entries.some((entry) => entry.printed !== undefined);
  const certified = entries.some((entry) => entry.certified !== undefined);
  const caption = html`<b>${quantity.label}</b> <span>${shapeText(quantity.shape)}${shown}</span>
<span class="status ${quantity.status}">${STATUS[quantity.status]}${wrong > 0 && html` in ${wrong} of ${compared}`}</span>${because !== undefined && html` <span>${because}</span>`}`;
  if (entries.length === 0) return html`<p class="bare">${caption}</p>`;
  const pad = padding(
    entries.flatMap((entry) => [cellText(entry.engine), significant(entry.truth, TRUTH_DIGITS)]),
  );
  return html`<div class="scroll"><table><caption>${caption}</caption>
<thead><tr><th scope="col">entry<th scope="col">engine<th scope="col">truth<th scope="col">± bound<th scope="col">digits${printed && html`<th scope="col">printed`}${certified && html`<th scope="col">certified`}
<tbody>${entries.map((entry) => row(entry, pad, printed, certified))}</table></div>`;
}

function worstOnes(entries: readonly Entry[], most: number): readonly Entry[] {
  if (entries.length <= most) return entries;
  return [...entries].sort((a, b) => (a.digits ?? 99) - (b.digits ?? 99)).slice(0, most);
}

function row(entry: Entry, pad: (text: string) => string, printed: boolean, certified: boolean): Markup {
  const n = agreeing(entry.engine, entry.truth, entry.digits);
  const digitsCell = entry.ok ? digitsText(entry.digits, 1) : `✗ ${digitsText(entry.digits, 1)}`;
  return html`
<tr${!entry.ok && html` class="no"`}><th scope="row">${entry.index.length === 0 ? "·" : `[${entry.index.join(",")}]`}<td class="e">${digits(pad(cellText(entry.engine)), n)}<td class="t">${digits(pad(significant(entry.truth, TRUTH_DIGITS)), n)}<td class="b">${boundText(entry.bound)}<td class="d">${digitsCell}${printed && html`<td class="p">${entry.printed ?? ""}`}${certified && html`<td class="c">${entry.certified ?? ""}`}`;
}

/** The digits that agree as they are; the others in <i>, which the style sheet shows as noise or as a mistake. */
function digits(text: string, agree: number): Markup {
  const number = text.trimStart();
  const space = " ".repeat(text.length - number.length);
  const [same, other] = splitAt(number, agree);
  return other === "" ? html`${space}${same}` : html`${space}${same}<i>${other}</i>`;
}

/** Puts spaces in front, so that the points of these numbers stand below each other. */
function padding(texts: readonly string[]): (text: string) => string {
  const whole = (text: string) => text.search(/[.e]|$/);
  const width = texts.reduce((most, text) => Math.max(most, whole(text)), 0);
  return (text) => " ".repeat(width - whole(text)) + text;
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0
    ? "scalar"
    : shape.join(" × ") + (shape.length === 1 ? (shape[0] === 1 ? " entry" : " entries") : "");
}
